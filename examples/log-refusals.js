import { AsyncLocalStorage } from 'node:async_hooks'
import { createServer } from 'node:http'
import { cors, createPolicy, readCorsRequest } from '@crossorigin/node'

// A policy knows what it decides about, and not which request that is of: the line gets the rest from here.
/** @type {AsyncLocalStorage<import('node:http').IncomingMessage>} */
const requests = new AsyncLocalStorage()

const policy = createPolicy({
  origin: 'https://app.example.com',
  methods: ['PUT'],
  debug: true, // the answer has the reason as well, for whoever sees nothing but the browser
  onDecision: logRefusal,
})

/** @type {NonNullable<import('@crossorigin/node').CorsConfig['onDecision']>} */
async function logRefusal({ decision, reason, origin, fetchSite }) {
  const req = requests.getStore()
  if (req === undefined || reason === 'origin/absent') return
  // Slower than deciding, and asks an origin function again: leave it to requests that something is wrong with.
  if (decision.allowed && decision.kind !== 'preflight') return
  const { verdicts } = await policy.explain(readCorsRequest(req))
  const why = verdicts.filter(({ allowed }) => !allowed).map(({ message }) => message)
  if (why.length === 0) return
  const { kind } = decision
  const line = { time: new Date(), msg: 'refused by CORS', why, reason, kind, origin, fetchSite }
  // As JSON, whatever a client has put into Origin stays within its quotes.
  process.stderr.write(`${JSON.stringify({ ...line, method: req.method, url: req.url })}\n`)
}

const listener = cors(policy)((_req, res) => res.end('hello'))
const server = createServer((req, res) => requests.run(req, () => listener(req, res)))
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`listening on http://localhost:${port}`)
})
