import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { request } from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createTenantOrigins } from '../../examples/tenants/tenant-origins.js'
import { runProgram } from '../support/program.ts'
import { createDatabase, type Database } from './postgresql.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/tenants/', import.meta.url))
const NAMES = ['first', 'second', 'third', 'fourth']
const TENANTS = Array.from({ length: 40 }, (_, index) => `https://shop-${index}.example`)
const STRANGERS = Array.from({ length: 40 }, (_, index) => `https://stranger-${index}.test`)
const LIFETIME = 2500
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

/** Starts the example four times, and waits until each process listens for changes. Each has its own `PGAPPNAME`. */
async function startProcesses(variables: Readonly<Record<string, string>> = {}): Promise<readonly number[]> {
  const env = { ...database.env, LONGEST_STALE: String(LONGEST_STALE), ...variables }
  const programs = NAMES.map((PGAPPNAME) => runProgram([`${EXAMPLE}server.js`], EXAMPLE, { ...env, PGAPPNAME }))
  const lines = await Promise.all(programs.map(({ waitForLine }) => waitForLine(/localhost:(\d+)/)))
  await waitUntil(async () => (await listeners()).length === NAMES.length, 5000)
  return lines.map(([, port]) => Number(port))
}

async function listeners(): Promise<readonly number[]> {
  const { rows } = await query(
    "SELECT pid FROM pg_stat_activity WHERE query IN ('LISTEN tenant_origins', 'SELECT') AND state = 'idle'",
  )
  return rows.map(({ pid }) => pid)
}

/** Returns whether a process allows an origin, and how many milliseconds its response takes. */
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

/** Sends requests of tenants and strangers to every process, over several connections, until the test is over. */
function putUnderLoad(ports: readonly number[]): { readonly failures: string[]; count: number; stop(): Promise<void> } {
  const load = { failures: [] as string[], count: 0, stop }
  let isOver = false
  async function drive(port: number, first: number): Promise<void> {
    for (let index = first; !isOver; index++) {
      const tenant = TENANTS[1 + (index % (TENANTS.length - 1))] as string
      const stranger = STRANGERS[index % STRANGERS.length] as string
      if (!(await ask(port, tenant)).isAllowed) load.failures.push(`${port} denies ${tenant}`)
      if ((await ask(port, stranger)).isAllowed) load.failures.push(`${port} allows ${stranger}`)
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

/** Counts the lookups of each process and origin in PostgreSQL's log, from a position in the log on. */
async function countLookups(begin: number): Promise<Record<string, number>> {
  const log = (await database.readLog()).slice(begin)
  const counts: Record<string, number> = {}
  const lookups = /^(\S+): LOG: .* SELECT FROM tenant_origins WHERE origin = \$1\n.*parameters: \$1 = '(.*)'/gim
  for (const [, name, origin] of log.matchAll(lookups)) {
    counts[`${name} ${origin}`] = (counts[`${name} ${origin}`] ?? 0) + 1
  }
  return counts
}

/** Returns the counts of {@link countLookups} if every process has looked up every origin this many times. */
function countsOf(origins: readonly string[], count: number): Record<string, number> {
  return Object.fromEntries(NAMES.flatMap((name) => origins.map((origin) => [`${name} ${origin}`, count])))
}

const DENIED = NAMES.map(() => false)
const ALLOWED = NAMES.map(() => true)
const [REMOVED, ...KEPT] = TENANTS as [string, ...string[]]
const PARTS = { scheme: 'https', host: 'shop-0.example', port: null }

describe('a cache of tenants', () => {
  it('drops tenants known before changes were missed as soon as the database is available again', async () => {
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

describe('tenant origins in PostgreSQL, with four processes under load', () => {
  it('are looked up exactly once per origin in each process', async () => {
    const ports = await startProcesses()
    const { length } = await database.readLog()
    const load = putUnderLoad(ports)
    const wanted = countsOf([...KEPT, ...STRANGERS], 1)
    const haveAll = async () => Object.keys(await countLookups(length)).length >= Object.keys(wanted).length
    await waitUntil(async () => load.count > 2000 && (await haveAll()), 30_000)
    await load.stop()
    expect(load.failures).toEqual([])
    expect(await countLookups(length)).toEqual(wanted)
  })

  it('are looked up again when their lifetime is over, and not before', async () => {
    const ports = await startProcesses({ LIFETIME: String(LIFETIME) })
    const { length } = await database.readLog()
    const origins = [REMOVED, STRANGERS[0] as string]
    const askAll = () => Promise.all(origins.map((origin) => isAllowedBy(ports, origin)))
    const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time))
    expect(await askAll()).toEqual([ALLOWED, DENIED])
    // Longer than results are cached if changes are not received.
    await pause(LIFETIME - 1000)
    expect(await askAll()).toEqual([ALLOWED, DENIED])
    expect(await countLookups(length)).toEqual(countsOf(origins, 1))
    await pause(1100)
    expect(await askAll()).toEqual([ALLOWED, DENIED])
    expect(await countLookups(length)).toEqual(countsOf(origins, 2))
  })

  it('are denied everywhere within a second of their removal, and allowed within a second of their addition', async () => {
    const ports = await startProcesses()
    const load = putUnderLoad(ports)
    expect(await isAllowedBy(ports, REMOVED)).toEqual(ALLOWED)
    await query('DELETE FROM tenant_origins WHERE origin = $1', [REMOVED])
    await waitUntil(async () => !(await isAllowedBy(ports, REMOVED)).includes(true), 1000)
    await query("INSERT INTO tenant_origins VALUES ($1, 'acme')", [REMOVED])
    await waitUntil(async () => !(await isAllowedBy(ports, REMOVED)).includes(false), 1000)
    await load.stop()
    expect(load.failures).toEqual([])
  })

  it('are denied soon after their removal even if the connections that listen for changes are lost', async () => {
    const ports = await startProcesses()
    expect(await isAllowedBy(ports, REMOVED)).toEqual(ALLOWED)
    const pids = await listeners()
    // In one transaction, so that no process is notified.
    await query(
      "WITH removed AS (DELETE FROM tenant_origins WHERE origin = 'https://shop-0.example' RETURNING 1) " +
        `SELECT pg_terminate_backend(pid) FROM unnest(ARRAY[${pids.join(', ')}]) AS pid, removed`,
    )
    await waitUntil(async () => !(await isAllowedBy(ports, REMOVED)).includes(true), 2500)
    await waitUntil(async () => (await listeners()).length === NAMES.length, 5000)
    expect(await isAllowedBy(ports, REMOVED)).toEqual(DENIED)
  })

  it('stay allowed for a limited time while the database is down; strangers are denied, and no request hangs', async () => {
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
