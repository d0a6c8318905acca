import { cors } from '@crossorigin/express'
import express from 'express'

// Use your database instead.
const tenants = new Set(['https://shop.acme.example', 'https://www.globex.example'])
let lookups = 0
async function findTenant(/** @type {string} */ origin) {
  lookups++
  return tenants.has(origin)
}

const MAX_ENTRIES = 500
const LIFETIME = 60_000 // milliseconds, for which a removed tenant is still allowed
/** @type {Map<string, { isTenant: Promise<boolean>, expires: number }>} */
const cache = new Map()

/** @type {import('@crossorigin/express').OriginPredicate} */
function isTenant(origin) {
  const found = cache.get(origin)
  if (found !== undefined && found.expires > Date.now()) return found.isTenant
  cache.delete(origin)
  // Clients can send any origin, so the cache is bounded: the oldest entry makes room.
  const [oldest] = cache.keys()
  if (oldest !== undefined && cache.size >= MAX_ENTRIES) cache.delete(oldest)
  // The promise is cached, so that concurrent requests look an origin up once. A rejected one is removed, so that the next
  // request tries again.
  const lookup = findTenant(origin)
  lookup.catch(() => cache.delete(origin))
  cache.set(origin, { isTenant: lookup, expires: Date.now() + LIFETIME })
  return lookup
}

const app = express()
app.use(cors({ origin: isTenant, credentials: true }))
app.get('/statistics', (_req, res) => void res.json({ lookups, cached: cache.size }))

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`listening on http://localhost:${port}`)
})
