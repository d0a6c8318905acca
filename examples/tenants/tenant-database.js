import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

// A database that does not respond must not keep requests waiting.
const TIMEOUT = 1000
const HEARTBEAT = 5000

const pool = new pg.Pool({ max: 4, connectionTimeoutMillis: TIMEOUT, query_timeout: TIMEOUT })
// A lost idle connection is replaced when it is needed.
pool.on('error', () => {})

/** @param {string} origin */
export async function findTenant(origin) {
  const { rowCount } = await pool.query('SELECT FROM tenant_origins WHERE origin = $1', [origin])
  return rowCount === 1
}

/**
 * Listens for changes as long as the process lives, over a separate connection that is replaced when it is lost.
 *
 * @param {import('./tenant-origins.js').TenantOrigins} origins
 */
export async function followChanges(origins) {
  for (;;) {
    const client = new pg.Client({ connectionTimeoutMillis: TIMEOUT, query_timeout: TIMEOUT, keepAlive: true })
    const lost = new Promise((resolve) => client.once('error', resolve).once('end', resolve))
    try {
      await client.connect()
      client.on('notification', ({ payload = '' }) => origins.forget(payload))
      await client.query('LISTEN tenant_origins')
      origins.trust(true)
      // A connection can be lost without an error.
      while ((await Promise.race([lost.then(() => 'lost'), wait(HEARTBEAT)])) !== 'lost') await client.query('SELECT')
    } catch {
      // The next round connects again.
    }
    origins.trust(false)
    client.on('error', () => {})
    client.end().catch(() => {})
    await wait(TIMEOUT)
  }
}
