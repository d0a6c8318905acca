import { checkPreflight, checkResponse } from '@crossorigin/browser-model'
import { cors } from '@crossorigin/express'
import oldCors from 'cors'
import express from 'express'

// The new policy. It only reports: responses do not change.
const config = { origin: 'https://app.example.com', methods: ['PUT'], credentials: true }

/** @type {(difference: import('@crossorigin/express').Difference<express.Request>) => void} */
function printDifference({ request, aspects, decision, response }) {
  const { method, path } = request
  const before = readAsBrowser(request, response.status, Object.entries(response.headers))
  const status = decision.kind === 'preflight' ? decision.status : response.status
  const after = readAsBrowser(request, status, pairUp(decision.headers))
  process.stderr.write(`${method} ${path} (${aspects.join(', ')}): ${before} now, ${after} under the new policy\n`)
}

/** @type {(req: express.Request, status: number, headers: [string, string][]) => string} How a browser treats a response. */
function readAsBrowser(req, status, headers) {
  const pageOrigin = req.headers.origin ?? 'null'
  const asked = req.headers['access-control-request-method']
  const request = { pageOrigin, url: 'https://api.example', method: asked ?? req.method, credentials: 'include' }
  const check = req.method === 'OPTIONS' && asked !== undefined ? checkPreflight : checkResponse
  return check(/** @type {any} */ (request), { status, headers }).code ?? 'allowed'
}

/** @type {(list: readonly string[]) => [string, string][]} */
const pairUp = (list) => list.flatMap((name, i) => (i % 2 === 0 ? [[name, String(list[i + 1])]] : []))

const app = express()
app.use(cors(config, { mode: 'report', onDifference: printDifference }))
app.use(oldCors({ origin: true, credentials: true }))
app.all('/notes', (_req, res) => void res.json({ note: 'water the plants' }))

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`listening on http://localhost:${port}`)
})
