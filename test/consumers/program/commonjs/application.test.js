const cors = require('@crossorigin/express')
const express = require('express')

test('an application that requires the packages has CORS headers', async () => {
  const app = express()
  app.use(cors({ origin: 'https://app.example.com', methods: ['PUT'] }))
  app.get('/', (_req, res) => res.send('hello'))
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${server.address().port}`
  const response = await fetch(url, { headers: { Origin: 'https://app.example.com' } })
  server.close()
  server.closeAllConnections()
  expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
    200,
    'https://app.example.com',
  ])
})
