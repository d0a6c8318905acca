import { cors } from '@crossorigin/express'
import express from 'express'

// Stands for a table of tenants, which is asked over the network.
const tenants = new Set(['https://shop.acme.example', 'https://www.globex.example'])
let lookups = 0
async function findTenant(/** @type {string} */ origin) {
  lookups++
  return tenants.has(origin)
}

const MAX_ENTRIES = 500
const LIFETIME = 60_000 // milliseconds, for which a tenant who has left is still let in
/** @type {Map<string, { isTenant: Promise<boolean>, expires: number }>} */
const cache = new Map()

/** @type {import('@crossorigin/express').OriginPredicate} */
function isTenant(origin) {
  const found = cache.get(origin)
  if (found !== undefined && found.expires > Date.now()) return found.isTenant
  cache.delete(origin)
  // Anyone can make up origins, so the cache is bounded: the oldest entry makes room.
  const [oldest] = cache.keys()
  if (oldest !== undefined && cache.size >= MAX_ENTRIES) cache.delete(oldest)
  // The promise is kept, so that requests that come together ask once; a failed one is not, so that the next asks anew.
  const answer = findTenant(origin)
  answer.catch(() => cache.delete(origin))
  cache.set(origin, { isTenant: answer, expires: Date.now() + LIFETIME })
  return answer
}

const app = express()
app.use(cors({ origin: isTenant, credentials: true }))
app.get('/statistics', (_req, res) => void res.json({ lookups, cached: cache.size }))

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`listening on http://localhost:${port}`)
})
