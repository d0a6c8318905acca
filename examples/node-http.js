import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { cors } from '@crossorigin/node'

const config = {
  origin: ['https://app.example.com', 'http://localhost:*'],
  methods: ['PUT'],
  exposedHeaders: ['X-Revision'],
}

let note = 'water the plants'
let revision = 1

/** @type {import('node:http').RequestListener} */
async function handler(req, res) {
  if (req.method === 'GET') {
    // The CORS headers are already set on the response. The headers given to writeHead are added to them.
    res.writeHead(200, { 'Content-Type': 'text/plain', 'X-Revision': revision }).end(note)
  } else if (req.method === 'PUT') {
    note = await text(req)
    revision++
    res.writeHead(204).end()
  } else {
    res.writeHead(405, { Allow: 'GET, PUT' }).end()
  }
}

const server = createServer(cors(config)(handler))
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`listening on http://localhost:${port}`)
})
