import { createServer } from 'node:http'
import { cors, createPolicy, readCorsRequest } from '@crossorigin/node'

const policy = createPolicy({
  origin: 'https://app.example.com',
  methods: ['PUT'],
  debug: true, // puts the reason into the response too, for the network panel of the browser
  onDecision: logDenied,
})

/** @type {NonNullable<import('@crossorigin/node').CorsConfig['onDecision']>} */
async function logDenied({ decision, reason, origin, fetchSite, request }) {
  const req = /** @type {import('node:http').IncomingMessage} */ (request)
  // explain is slower than decide and calls an origin function again, so it is only used for requests that may be denied.
  if (reason === 'origin/absent' || (decision.allowed && decision.kind !== 'preflight')) return
  const { verdicts } = await policy.explain(readCorsRequest(req))
  const why = verdicts.filter(({ allowed }) => !allowed).map(({ message }) => message)
  if (why.length === 0) return
  const { kind } = decision
  const line = { time: new Date(), msg: 'denied by CORS', why, reason, kind, origin, fetchSite }
  // In JSON, the client's Origin always stays inside the quotes.
  process.stderr.write(`${JSON.stringify({ ...line, method: req.method, url: req.url })}\n`)
}

const server = createServer(cors(policy)((_req, res) => res.end('hello')))
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`listening on http://localhost:${port}`)
})
