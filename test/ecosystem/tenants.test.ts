import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { request } from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createTenantOrigins } from '../../examples/tenants/tenant-origins.js'
import { runProgram } from '../support/program.ts'
import { createDatabase, type Database } from './postgresql.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/tenants/', import.meta.url))
const PROCESSES = 4
const TENANTS = Array.from({ length: 40 }, (_, index) => `https://shop-${index}.example`)
const STRANGERS = Array.from({ length: 40 }, (_, index) => `https://stranger-${index}.test`)
const LONGEST_STALE = 4000

let database: Database

beforeAll(async () => {
  database = await createDatabase()
  await query(await readFile(`${EXAMPLE}schema.sql`, 'utf8'))
}, 60_000)

afterAll(() => database?.remove())

beforeEach(async () => {
  await query('DELETE FROM tenant_origins')
  await query("INSERT INTO tenant_origins SELECT origin, 'acme' FROM unnest($1::text[]) AS origin", [TENANTS])
})

async function query(text: string, values?: unknown[]): Promise<pg.QueryResult> {
  const client = new pg.Client({ host: database.env['PGHOST'], user: 'app', database: 'postgres' })
  await client.connect()
  try {
    return await client.query(text, values)
  } finally {
    await client.end()
  }
}

/** Starts the example four times, and waits until each process listens to changes. */
async function startProcesses(): Promise<readonly number[]> {
  const env = { ...database.env, LONGEST_STALE: String(LONGEST_STALE) }
  const programs = Array.from({ length: PROCESSES }, () => runProgram([`${EXAMPLE}server.js`], EXAMPLE, env))
  const lines = await Promise.all(programs.map(({ waitForLine }) => waitForLine(/localhost:(\d+)/)))
  await waitUntil(async () => (await listeners()).length === PROCESSES, 5000)
  return lines.map(([, port]) => Number(port))
}

async function listeners(): Promise<readonly number[]> {
  const { rows } = await query("SELECT pid FROM pg_stat_activity WHERE query IN ('LISTEN tenant_origins', 'SELECT')")
  return rows.map(({ pid }) => pid)
}

/** Whether a process grants an origin, and how long it takes to say so in milliseconds. */
async function ask(port: number, origin: string): Promise<{ readonly isAllowed: boolean; readonly took: number }> {
  const began = performance.now()
  const { headers, body } = await request(`http://127.0.0.1:${port}/`, { headers: { origin } })
  await body.dump()
  return { isAllowed: headers['access-control-allow-origin'] === origin, took: performance.now() - began }
}

async function isAllowedBy(ports: readonly number[], origin: string): Promise<readonly boolean[]> {
  return await Promise.all(ports.map(async (port) => (await ask(port, origin)).isAllowed))
}

async function waitUntil(condition: () => Promise<boolean>, patience: number): Promise<number> {
  const began = performance.now()
  while (!(await condition())) {
    if (performance.now() - began > patience) throw new Error(`not within ${patience} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return performance.now() - began
}

/** Asks every process about tenants and strangers over several connections, until the test is over. */
function putUnderLoad(ports: readonly number[]): { readonly mistakes: string[]; count: number; stop(): Promise<void> } {
  const load = { mistakes: [] as string[], count: 0, stop }
  let isOver = false
  async function drive(port: number, first: number): Promise<void> {
    for (let index = first; !isOver; index++) {
      const tenant = TENANTS[1 + (index % (TENANTS.length - 1))] as string
      const stranger = STRANGERS[index % STRANGERS.length] as string
      if (!(await ask(port, tenant)).isAllowed) load.mistakes.push(`${port} denies ${tenant}`)
      if ((await ask(port, stranger)).isAllowed) load.mistakes.push(`${port} allows ${stranger}`)
      load.count += 2
    }
  }
  const clients = ports.flatMap((port) => [0, 1, 2, 3].map((client) => drive(port, client * 10)))
  async function stop(): Promise<void> {
    isOver = true
    await Promise.all(clients)
  }
  onTestFinished(stop)
  return load
}

/** How often each origin was looked up, as PostgreSQL has logged it behind a place in its log. */
async function countLookups(begin: number): Promise<readonly number[]> {
  const log = (await database.readLog()).slice(begin)
  const counts = new Map<string, number>()
  const lookups = /SELECT FROM tenant_origins WHERE origin = \$1\n.*parameters: \$1 = '(.*)'/gi
  for (const [, origin = ''] of log.matchAll(lookups)) counts.set(origin, (counts.get(origin) ?? 0) + 1)
  return [...counts.values()]
}

const DENIED = Array.from({ length: PROCESSES }, () => false)
const ALLOWED = Array.from({ length: PROCESSES }, () => true)
const [REMOVED] = TENANTS as [string]
const PARTS = { scheme: 'https', host: 'shop-0.example', port: null }

describe('a cache of tenants', () => {
  it('does not trust what was known before changes were missed, once the database was in reach again', async () => {
    let isUp = true
    const origins = createTenantOrigins(async () => {
      if (!isUp) throw new Error('the database is down')
      return true
    })
    origins.trust(true)
    expect(await origins.isTenant(REMOVED, PARTS)).toBe(true)
    origins.trust(false)
    isUp = false
    expect(await origins.isTenant(REMOVED, PARTS)).toBe(true)
    origins.trust(true)
    expect(await origins.isTenant(REMOVED, PARTS)).toBe(false)
  })
})

describe('origins of tenants in PostgreSQL, in four processes under load', () => {
  it('cost one query per origin and process', async () => {
    const ports = await startProcesses()
    const { length } = await database.readLog()
    const load = putUnderLoad(ports)
    await new Promise((resolve) => setTimeout(resolve, 2000))
    await load.stop()
    const counts = await countLookups(length)
    expect(load.mistakes).toEqual([])
    expect(load.count).toBeGreaterThan(1000)
    expect(counts.length).toBeGreaterThan(40)
    expect(Math.max(...counts)).toBe(PROCESSES)
  })

  it('are denied everywhere within a second of their removal, and allowed as soon as they are added', async () => {
    const ports = await startProcesses()
    const load = putUnderLoad(ports)
    expect(await isAllowedBy(ports, REMOVED)).toEqual(ALLOWED)
    await query('DELETE FROM tenant_origins WHERE origin = $1', [REMOVED])
    await waitUntil(async () => !(await isAllowedBy(ports, REMOVED)).includes(true), 1000)
    await query("INSERT INTO tenant_origins VALUES ($1, 'acme')", [REMOVED])
    await waitUntil(async () => !(await isAllowedBy(ports, REMOVED)).includes(false), 1000)
    await load.stop()
    expect(load.mistakes).toEqual([])
  })

  it('are denied soon where the connection that announces changes was lost', async () => {
    const ports = await startProcesses()
    expect(await isAllowedBy(ports, REMOVED)).toEqual(ALLOWED)
    const pids = await listeners()
    // In one transaction: nobody is there to hear of it.
    await query(
      "WITH removed AS (DELETE FROM tenant_origins WHERE origin = 'https://shop-0.example' RETURNING 1) " +
        `SELECT pg_terminate_backend(pid) FROM unnest(ARRAY[${pids.join(', ')}]) AS pid, removed`,
    )
    await waitUntil(async () => !(await isAllowedBy(ports, REMOVED)).includes(true), 2500)
    await waitUntil(async () => (await listeners()).length === PROCESSES, 5000)
    expect(await isAllowedBy(ports, REMOVED)).toEqual(DENIED)
  })

  it('stay allowed for some time while the database is down; strangers are denied, and nothing hangs', async () => {
    const ports = await startProcesses()
    expect(await isAllowedBy(ports, REMOVED)).toEqual(ALLOWED)
    await database.stop()
    try {
      const began = performance.now()
      while (performance.now() - began < LONGEST_STALE - 1500) {
        for (const port of ports) {
          const [known, unknown] = await Promise.all([ask(port, REMOVED), ask(port, 'https://unknown.example')])
          expect([known.isAllowed, unknown.isAllowed]).toEqual([true, false])
          expect(Math.max(known.took, unknown.took)).toBeLessThan(2500)
        }
      }
      await waitUntil(async () => !(await isAllowedBy(ports, REMOVED)).includes(true), LONGEST_STALE + 3000)
    } finally {
      await database.start()
    }
    await waitUntil(async () => !(await isAllowedBy(ports, REMOVED)).includes(false), 5000)
  })
})
