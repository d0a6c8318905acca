import { createServer } from 'node:http'
import { json, text } from 'node:stream/consumers'
import { CorsConfigError, cors, createPolicy } from '@crossorigin/node'

let policy = createPolicy({ origin: ['https://old.example.com'], methods: ['PUT'], maxAge: 60 })

/** @type {import('node:http').RequestListener} */
async function reconfigure(req, res) {
  try {
    const origin = /** @type {string[]} */ (await json(req))
    // In-flight requests finish under the old policy. Browsers cache preflight results for maxAge seconds, 60 here, and you
    // cannot revoke them: keep it short if you may have to.
    policy = createPolicy({ ...policy.config, origin })
    res.writeHead(204).end()
  } catch (error) {
    // A configuration with errors changes nothing: the old policy stays.
    res.writeHead(error instanceof CorsConfigError ? 422 : 400).end(String(error))
  }
}

/** @type {import('node:http').RequestListener} */
async function upload(req, res) {
  const body = await text(req)
  res.end(`${body.length} characters`)
}

// No CORS for the administration, so that no page of another site can send this PUT. Authenticate it, too.
const withCors = cors((req) => (req.url === '/admin/origins' ? undefined : policy))
const server = createServer(
  withCors((req, res) => (req.url === '/admin/origins' && req.method === 'PUT' ? reconfigure : upload)(req, res)),
)
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`listening on http://localhost:${port}`)
})
