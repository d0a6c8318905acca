// WRONG: authentication comes before CORS. Preflights never carry a token, so the response is 401 without CORS headers,
// and the browser never sends the request. With curl it works, because curl sends no preflight.
// Fix: app.use(cors(config)) first, and authentication after it.
import { cors } from '@crossorigin/express'
import express from 'express'

const config = { origin: 'https://app.example.com', allowedHeaders: ['Authorization'] }

const app = express()
app.use((req, res, next) => {
  if (req.headers.authorization === 'Bearer secret') next()
  else res.status(401).json({ error: 'no token' })
})
app.use(cors(config))
app.get('/account', (_req, res) => void res.json({ name: 'Ada' }))

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`listening on http://localhost:${port}`)
})
