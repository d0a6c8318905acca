import { createServer } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SCENARIOS } from '../../adapters/scenario-table.ts'
import { ALLOWED, EVIL, GRANT } from '../../adapters/scenarios/list-policy.ts'
import type { Adapter } from '../../support/adapter.ts'
import { readCorsHeaders } from '../../support/cors-headers.ts'
import { createDeferred } from '../../support/deferred.ts'
import { closeServer, openServer } from '../../support/listen.ts'
import { createRawResponse, type RawRequest, type RawResponse } from '../../support/raw-client.ts'
import type { Expected, Scenario } from '../../support/scenario.ts'
import { describeExchange, exchange } from './exchange.ts'
import { RUNTIMES, type RunningRuntime, startRuntime } from './runtime.ts'
import { FAILING_ROUTES, TRAP_ROUTES } from './trap-routes.ts'

const GZIPPED = gzipSync('hello')

/** Holds the response of `/gate` until it resolves. */
let gate: Promise<unknown> = Promise.resolve()

/** The upstream that handlers fetch from. */
const UPSTREAM = createServer((req, res) => {
  const cors = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'true' }
  const text = { 'Content-Type': 'text/plain' }
  if (req.url === '/plain') res.writeHead(200, { ...text, 'X-Upstream': 'yes', Vary: 'Accept' }).end('upstream')
  else if (req.url === '/gzip')
    res.writeHead(200, { ...text, 'Content-Encoding': 'gzip', 'Content-Length': GZIPPED.length }).end(GZIPPED)
  else if (req.url === '/cookies') res.writeHead(200, { ...text, 'Set-Cookie': ['a=1', 'b=2'] }).end('cookies')
  else if (req.url === '/chunked') res.writeHead(200, text).write('one', () => setTimeout(() => res.end('two'), 20))
  else if (req.url === '/gate') gate.then(() => res.writeHead(200, text).end('open'))
  else if (req.url === '/204') res.writeHead(204).end()
  else if (req.url === '/redirect') res.writeHead(302, { Location: '/plain' }).end()
  else if (req.url === '/cors') res.writeHead(200, { ...text, ...cors }).end('cors')
  else res.writeHead(404, text).end('nothing')
})

let upstream: number
beforeAll(async () => {
  upstream = await openServer(UPSTREAM)
})
afterAll(() => closeServer(UPSTREAM))

/** The number of rows tested at once. */
const AT_ONCE = 20

const CORS_NAMES = /^(access-control-.*|cors-reason)$/
/** Headers about the connection and the time. */
const PER_EXCHANGE: ReadonlySet<string> = new Set(['date', 'connection', 'keep-alive'])

function withoutCors(response: RawResponse): RawResponse {
  const lines = response.lines.flatMap(([name, value]): [string, string][] => {
    if (CORS_NAMES.test(name.toLowerCase())) return []
    if (name.toLowerCase() !== 'vary') return [[name, value]]
    const names = value.split(', ').filter((each) => each !== 'Origin')
    return names.length === 0 ? [] : [[name, names.join(', ')]]
  })
  return createRawResponse(response.status, lines, response.body)
}

describe.each(RUNTIMES)('$name', (runtime) => {
  let server: RunningRuntime
  beforeAll(async () => {
    server = await startRuntime(runtime)
  }, 600_000)
  afterAll(() => server?.close())

  function ask(application: string, request: RawRequest): Promise<RawResponse> {
    const lines = [
      ['X-Application', application],
      ['X-Upstream', String(upstream)],
      ...(request.headers ?? []),
    ] as const
    return exchange(server.port, { ...request, headers: lines })
  }

  async function countReached(application: string): Promise<number> {
    const { body } = describeExchange(await ask(application, { path: '/reached' }), PER_EXCHANGE)
    return Number(body)
  }

  /** Differences from the table. */
  async function findMistakes(framework: string, { title, exchanges }: Scenario): Promise<unknown[]> {
    const mistakes: unknown[] = []
    let before = 0
    for (const [index, [request, expected]] of exchanges.entries()) {
      const application = `${framework} ${title}`
      const response = await ask(application, request)
      const reached = await countReached(application)
      const described = describeResponse(response, reached > before, expected)
      before = reached
      if (!isDeepStrictEqual(described, describeExpected(expected))) mistakes.push([title, index, described, expected])
    }
    return mistakes
  }

  it.each(['fetch', 'hono'] as const)('is right for every row of the scenario table, with %s', async (framework) => {
    const adapter = { framework, protocol: 'http/1.1', name: runtime.name } as Adapter
    const rows = SCENARIOS.filter((scenario) => applies(scenario, adapter) && !(scenario.title in runtime.outOfReach))
    const mistakes: unknown[] = []
    for (let start = 0; start < rows.length; start += AT_ONCE) {
      const found = rows.slice(start, start + AT_ONCE).map((scenario) => findMistakes(framework, scenario))
      mistakes.push(...(await Promise.all(found)).flat())
    }
    expect(mistakes).toEqual([])
    expect(rows.length).toBeGreaterThan(200)
  })

  describe.each(['', ' hono'])('nothing but CORS headers differs with "cors%s"', (entry) => {
    it.each(Object.keys(TRAP_ROUTES))('%s', async (path) => {
      for (const request of requestsFor(path)) {
        if (`${request.method}${entry} ${path}` in runtime.outOfReach) continue
        const plain = await ask(`plain${entry}`, request)
        const response = await ask(`cors${entry}`, request)
        expect(describeExchange(withoutCors(response), PER_EXCHANGE)).toEqual(
          describeExchange(withoutCors(plain), PER_EXCHANGE),
        )
        const vary = expect.stringMatching(/Origin$/)
        const isAllowed = request.headers?.[0]?.[1] === ALLOWED
        expect(readCorsHeaders(response)).toEqual(isAllowed ? { ...GRANT, vary } : { vary })
      }
    })

    it.each(Object.keys(FAILING_ROUTES))('%s fails with the same status', async (path) => {
      // Some servers leave the client waiting.
      for (const request of requestsFor(path).slice(0, 2)) {
        const plain = await ask(`plain${entry}`, request)
        const response = await ask(`cors${entry}`, request)
        expect(response.status).toEqual(plain.status)
        const allowed = response.get('access-control-allow-origin')
        expect([undefined, request.headers?.[0]?.[1] === ALLOWED ? ALLOWED : undefined]).toContain(allowed)
      }
    })

    it('streams are not held back', async () => {
      const hasArrived = createDeferred()
      gate = hasArrived.promise
      const lines = [
        ['X-Application', `cors${entry}`],
        ['X-Upstream', String(upstream)],
        ['Origin', ALLOWED],
      ] as const
      const response = await exchange(server.port, { path: '/gated', headers: lines }, (text) => {
        if (text.includes('first')) hasArrived.resolve()
      })
      expect(describeExchange(response, PER_EXCHANGE).body).toBe('firstsecond')
    })
  })
})

function applies({ appliesTo, setup }: Scenario, adapter: Adapter): boolean {
  if (adapter.framework === 'fetch' && (setup.earlyVary !== undefined || setup.earlyHeaders !== undefined)) return false
  return appliesTo?.(adapter) ?? true
}

function describeResponse(response: RawResponse, reachesApplication: boolean, expected: Expected): unknown {
  return {
    status: response.status,
    reachesApplication,
    cors: readCorsHeaders(response),
    others: Object.fromEntries(Object.keys(expected.others ?? {}).map((name) => [name, response.get(name)])),
    body: 'body' in expected ? describeExchange(response, PER_EXCHANGE).body : undefined,
  }
}

function describeExpected({ status, reachesApplication, cors, others = {}, body }: Expected): unknown {
  return { status, reachesApplication, cors, others, body }
}

/** Each is sent several times, since some responses are reused. */
function requestsFor(path: string): RawRequest[] {
  const origins = [ALLOWED, EVIL, ALLOWED]
  if (!path.startsWith('/echo')) {
    return ['GET', 'HEAD'].flatMap((method) =>
      origins.map((origin) => ({ method, path, headers: [['Origin', origin]] })),
    )
  }
  return origins.map((origin) => ({
    method: 'POST',
    path,
    headers: [
      ['Origin', origin],
      ['Content-Length', '4'],
    ],
    body: 'echo',
  }))
}
