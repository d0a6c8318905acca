import { createServer } from 'node:http'
import { json, text } from 'node:stream/consumers'
import { CorsConfigError, cors, createPolicy } from '@crossorigin/node'

let policy = createPolicy({ origin: ['https://old.example.com'], methods: ['PUT'], maxAge: 60 })

/** @type {import('node:http').RequestListener} */
async function reconfigure(req, res) {
  try {
    const origin = /** @type {string[]} */ (await json(req))
    // A request keeps the policy that it began with. A browser keeps what a preflight granted for maxAge seconds, 60 here:
    // nothing calls that back, so a policy that may have to be withdrawn in haste has a short maxAge.
    policy = createPolicy({ ...policy.config, origin })
    res.writeHead(204).end()
  } catch (error) {
    // What is refused changes nothing: the policy before goes on.
    res.writeHead(error instanceof CorsConfigError ? 422 : 400).end(String(error))
  }
}

/** @type {import('node:http').RequestListener} */
async function upload(req, res) {
  const body = await text(req)
  res.end(`${body.length} characters`)
}

// No CORS for the administration, so that no other site's script can send this PUT. A real one asks who is there, too.
const withCors = cors((req) => (req.url === '/admin/origins' ? undefined : policy))
const server = createServer(
  withCors((req, res) => (req.url === '/admin/origins' && req.method === 'PUT' ? reconfigure : upload)(req, res)),
)
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`listening on http://localhost:${port}`)
})
