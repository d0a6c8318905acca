import { createServer } from 'node:http'
import { cors, createPolicy, readCorsRequest } from '@crossorigin/node'

const policy = createPolicy({
  origin: 'https://app.example.com',
  methods: ['PUT'],
  debug: true, // the response says why, too, for anyone who sees nothing but the browser
  onDecision: logRefusal,
})

/** @type {NonNullable<import('@crossorigin/node').CorsConfig['onDecision']>} */
async function logRefusal({ decision, reason, origin, fetchSite, request }) {
  const req = /** @type {import('node:http').IncomingMessage} */ (request)
  // Slower than deciding, and calls an origin function again: only for requests that may have been refused.
  if (reason === 'origin/absent' || (decision.allowed && decision.kind !== 'preflight')) return
  const { verdicts } = await policy.explain(readCorsRequest(req))
  const why = verdicts.filter(({ allowed }) => !allowed).map(({ message }) => message)
  if (why.length === 0) return
  const { kind } = decision
  const line = { time: new Date(), msg: 'refused by CORS', why, reason, kind, origin, fetchSite }
  // As JSON, whatever a client has put into Origin stays within its quotes.
  process.stderr.write(`${JSON.stringify({ ...line, method: req.method, url: req.url })}\n`)
}

const server = createServer(cors(policy)((_req, res) => res.end('hello')))
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`listening on http://localhost:${port}`)
})
