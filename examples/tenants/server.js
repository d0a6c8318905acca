import { createServer } from 'node:http'
import { cors } from '@crossorigin/node'
import { findTenant, followChanges } from './tenant-database.js'
import { createTenantOrigins } from './tenant-origins.js'

// Connects as psql does: PGHOST, PGDATABASE, PGUSER and PGPASSWORD.
const { PORT = '3000', LIFETIME = '60000', LONGEST_STALE = '600000' } = process.env
const origins = createTenantOrigins(findTenant, { lifetime: Number(LIFETIME), longestStale: Number(LONGEST_STALE) })
followChanges(origins)

const handler = cors({ origin: origins.isTenant, credentials: true })((_req, res) => res.end('ok'))

const server = createServer(handler).listen(Number(PORT), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`listening on http://localhost:${port}`)
})
