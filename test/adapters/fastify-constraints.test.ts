import { once } from 'node:events'
import { connect } from 'node:http2'
import { type CorsConfig, cors } from '@crossorigin/fastify'
import Fastify, { type FastifyInstance, type FastifyServerOptions, type RouteOptions } from 'fastify'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { ALLOWED, EVIL } from './scenarios/list-policy.ts'

/** One allows only {@link ALLOWED}, the other every origin. A preflight from {@link EVIL} tells them apart. */
const STRICT: CorsConfig = { origin: ALLOWED, methods: ['PUT'] }
const OPEN: CorsConfig = { origin: '*', methods: ['PUT'] }

type Policy = 'strict' | 'open'
type Headers = Readonly<Record<string, string>>

/** A route for PUT that has a policy. */
type Route = readonly [url: string, policy: Policy, constraints?: Readonly<Record<string, unknown>>]

type Message = Readonly<{ method: string; url: string; headers: Readonly<Record<string, string | undefined>> }>
type Done = (error: Error | null, value?: unknown) => void

interface Strategy {
  readonly name: string
  readonly mustMatchWhenDerived: boolean
  storage(): Map<unknown, unknown>
  validate(): void
  deriveConstraint(request: Message, context?: unknown, done?: Done): unknown
}

function createStrategy(name: string, deriveConstraint: Strategy['deriveConstraint'], mustMatch = false): Strategy {
  return {
    name,
    mustMatchWhenDerived: mustMatch,
    storage: () => new Map(),
    validate: () => undefined,
    deriveConstraint,
  }
}

/** One reads a custom header, the other the start of the host. */
const BY_TENANT: Strategy['deriveConstraint'] = ({ headers }) => headers['x-tenant']
const BY_SITE: Strategy['deriveConstraint'] = ({ headers }) => headers['host']?.split('.')[0]

const byTenant = createStrategy('tenant', BY_TENANT)
const bySite = createStrategy('site', BY_SITE)

function createApp(options: object, routes: readonly Route[], added: readonly Strategy[] = []): FastifyInstance {
  const app = Fastify({ ...options } as FastifyServerOptions)
  onTestFinished(() => app.close())
  for (const strategy of added) app.addConstraintStrategy(strategy as never)
  app.register(cors, STRICT)
  app.after(() => {
    for (const [url, policy, constraints = {}] of routes) {
      const config = policy === 'open' ? { cors: OPEN } : {}
      const handler: RouteOptions['handler'] = (_request, reply) => reply.header('X-Served', policy).send('ok')
      app.route({ method: 'PUT', url, constraints, config, handler } as RouteOptions)
    }
  })
  return app
}

/** Returns whose policy responds to a preflight from an origin that is not allowed, and which route serves the actual request. */
async function ask(app: FastifyInstance, url: string, headers: Headers = {}): Promise<[Policy, unknown]> {
  const { host = 'localhost', ...own } = headers
  const asking = { host, origin: EVIL, 'access-control-request-method': 'PUT' }
  const preflight = await app.inject({ method: 'OPTIONS', url, headers: asking })
  const response = await app.inject({ method: 'PUT', url, headers: { host, origin: EVIL, ...own } })
  return [preflight.headers['access-control-allow-origin'] === '*' ? 'open' : 'strict', response.headers['x-served']]
}

const VERSION = { version: '1.0.0' }
const A = { host: 'a.example' }
const B = { host: 'b.example' }
const X = { tenant: 'x' }
const TENANTS = { routerOptions: { constraints: { tenant: byTenant } } }
const SITES = { routerOptions: { constraints: { site: bySite } } }

describe('two policies for one path, when a preflight does not reveal which one applies', () => {
  it.each<[what: string, options: object, routes: readonly Route[]]>([
    [
      'a version beside a wildcard',
      {},
      [
        ['/p/*', 'strict'],
        ['/p/:id', 'open', VERSION],
      ],
    ],
    [
      'a version next to the same parameter',
      {},
      [
        ['/p/:id', 'strict'],
        ['/p/:name', 'open', VERSION],
      ],
    ],
    [
      'the same in the other order',
      {},
      [
        ['/p/:name', 'open', VERSION],
        ['/p/:id', 'strict'],
      ],
    ],
    [
      'two versions',
      {},
      [
        ['/p', 'strict', { version: '1.0.0' }],
        ['/p', 'open', { version: '2.0.0' }],
      ],
    ],
    [
      'a version next to an optional parameter',
      {},
      [
        ['/p/:id?', 'strict'],
        ['/p', 'open', VERSION],
      ],
    ],
    [
      'a version next to a regular expression',
      {},
      [
        ['/p/:id(^\\d+$)', 'strict'],
        ['/p/:id', 'open', VERSION],
      ],
    ],
    [
      'a version among several parameters',
      {},
      [
        ['/p/:from-:to', 'strict'],
        ['/:any/x-:id', 'open', VERSION],
      ],
    ],
    [
      'a version with a suffix',
      {},
      [
        ['/p/:id.json', 'open', VERSION],
        ['/p/x*', 'strict'],
      ],
    ],
    [
      'a version at the root',
      {},
      [
        ['*', 'strict'],
        ['/', 'open', VERSION],
      ],
    ],
    [
      'a version without case',
      { routerOptions: { caseSensitive: false } },
      [
        ['/users', 'strict'],
        ['/Users', 'open', VERSION],
      ],
    ],
    [
      'a version without a trailing slash',
      { routerOptions: { ignoreTrailingSlash: true } },
      [
        ['/users', 'strict'],
        ['/users/', 'open', VERSION],
      ],
    ],
    [
      'a version without double slashes',
      { routerOptions: { ignoreDuplicateSlashes: true } },
      [
        ['/a/b', 'strict'],
        ['/a//b', 'open', VERSION],
      ],
    ],
    [
      'a version and a host',
      {},
      [
        ['/p', 'strict', A],
        ['/p', 'open', { ...A, ...VERSION }],
      ],
    ],
    [
      'a version and a host by regular expression',
      {},
      [
        ['/p', 'strict', { host: /^a\.\w+$/ }],
        ['/p', 'open', VERSION],
      ],
    ],
    [
      'a custom header',
      TENANTS,
      [
        ['/p/*', 'strict'],
        ['/p/:id', 'open', X],
      ],
    ],
    [
      'one that must match',
      { routerOptions: { constraints: { tenant: createStrategy('tenant', BY_TENANT, true) } } },
      [
        ['/p/*', 'strict'],
        ['/p/:id', 'open', X],
      ],
    ],
    [
      'one that must match, which is asynchronous',
      {
        routerOptions: {
          constraints: {
            tenant: createStrategy(
              'tenant',
              (request, context, done) => done?.(null, BY_TENANT(request, context)),
              true,
            ),
          },
        },
      },
      [
        ['/p/*', 'strict'],
        ['/p/:id', 'open', X],
      ],
    ],
    [
      'a custom host strategy that trusts a proxy',
      {
        routerOptions: {
          constraints: {
            host: createStrategy('host', ({ headers }) => headers['x-forwarded-host'] ?? headers['host']),
          },
        },
      },
      [
        ['/p', 'strict', A],
        ['/p', 'open', B],
      ],
    ],
    [
      'chance',
      { routerOptions: { constraints: { tenant: createStrategy('tenant', () => (Math.random() < 0.5 ? 'x' : 'y')) } } },
      [
        ['/p', 'strict'],
        ['/p', 'open', X],
      ],
    ],
    [
      'a client address',
      {
        routerOptions: {
          constraints: {
            tenant: createStrategy('tenant', (request) => (request as unknown as { socket: object }).socket),
          },
        },
      },
      [
        ['/p', 'strict'],
        ['/p', 'open', X],
      ],
    ],
    [
      'with any headers',
      {
        routerOptions: { constraints: { tenant: createStrategy('tenant', ({ headers }) => ({ ...headers })['host']) } },
      },
      [
        ['/p', 'strict'],
        ['/p', 'open', X],
      ],
    ],
  ])('are refused: %s', async (_what, options, routes) => {
    for (const each of [routes, [...routes].reverse()]) {
      const app = createApp(options, each)
      await expect(async () => {
        await app.ready()
      }).rejects.toThrow(expect.objectContaining({ code: 'ERR_CORS_OPTIONS' }))
    }
  })

  it("are an error if Fastify's options cannot be read", async () => {
    const app = createApp(SITES, [
      ['/p', 'strict'],
      ['/p', 'open', { site: 'a' }],
    ])
    const symbol = Object.getOwnPropertySymbols(app).find(({ description }) => description === 'fastify.options')
    Reflect.deleteProperty(app, symbol as symbol)
    await expect(async () => {
      await app.ready()
    }).rejects.toThrow(expect.objectContaining({ code: 'ERR_CORS_OPTIONS' }))
  })

  it('are named in the error, with a path and the deciding constraint', async () => {
    const app = createApp({}, [
      ['/p/*', 'strict', A],
      ['/p/:id', 'open', VERSION],
    ])
    await expect(async () => {
      await app.ready()
    }).rejects.toThrow(
      'PUT /p/:id (version 1.0.0) and PUT /p/* (host a.example) have different CORS policies, and either can serve ' +
        '/p/1, depending on the constraint version. A preflight does not reveal which one will serve the actual request. ' +
        'Use one policy for both routes.',
    )
  })
})

const hostWithoutPort = createStrategy('host', ({ headers }) => headers['host']?.toLowerCase().replace(/:\d+$/, ''))
const lateSite = createStrategy('site', (request, _context, done) => {
  setImmediate(() => done?.(null, BY_SITE(request)))
})

describe('preflights use the policy of the route that will serve the request', () => {
  it.each<[what: string, options: object, routes: readonly Route[], asked: readonly [string, Policy, Headers?][]]>([
    [
      'when patterns overlap',
      {},
      [
        ['/p/*', 'strict'],
        ['/p/:id', 'open'],
        ['/p/1', 'strict'],
      ],
      [
        ['/p/1', 'strict'],
        ['/p/2', 'open'],
        ['/p/2/3', 'strict'],
      ],
    ],
    [
      'when a version has patterns that do not overlap',
      {},
      [
        ['/p/:id(^\\d+$)', 'strict'],
        ['/p/:name(^[a-z]+$)', 'open', VERSION],
      ],
      [
        ['/p/1', 'strict'],
        ['/p/a', 'open', { 'accept-version': '1.0.0' }],
        ['/p/a', 'open', { 'accept-version': '1.x' }],
      ],
    ],
    [
      'when a version of both routes always selects the first',
      {},
      [
        ['/p/1', 'open', VERSION],
        ['/p/:id', 'strict', VERSION],
      ],
      [
        ['/p/1', 'open', { 'accept-version': '1.0.0' }],
        ['/p/2', 'strict', { 'accept-version': '*' }],
      ],
    ],
    [
      'when a header of both routes always selects the first',
      TENANTS,
      [
        ['/p/1', 'open', X],
        ['/p/:id', 'strict', X],
      ],
      [
        ['/p/1', 'open', { 'x-tenant': 'x' }],
        ['/p/2', 'strict', { 'x-tenant': 'x' }],
      ],
    ],
    [
      'when hosts keep versions apart',
      {},
      [
        ['/p', 'strict', B],
        ['/p', 'open', { ...A, ...VERSION }],
      ],
      [
        ['/p', 'strict', B],
        ['/p', 'open', { ...A, 'accept-version': '1.0.0' }],
      ],
    ],
    [
      'by host, as a string and as a regular expression',
      {},
      [
        ['/p', 'strict', { host: /^\w+\.example$/ }],
        ['/p', 'open', A],
        ['/*', 'open'],
      ],
      [
        ['/p', 'strict', B],
        ['/p', 'open', A],
        ['/p', 'open', { host: 'c.test' }],
      ],
    ],
    [
      'by what a constraint derives from the host',
      SITES,
      [
        ['/p/*', 'strict'],
        ['/p/:id', 'open', { site: 'a' }],
      ],
      [
        ['/p/1', 'open', A],
        ['/p/1', 'strict', B],
        ['/p/1/2', 'strict', A],
      ],
    ],
    [
      'in the deprecated spelling',
      { constraints: { site: bySite } },
      [
        ['/p/*', 'strict'],
        ['/p/:id', 'open', { site: 'a' }],
      ],
      [
        ['/p/1', 'open', A],
        ['/p/1', 'strict', B],
      ],
    ],
    [
      'by what a constraint derives from the host asynchronously',
      { routerOptions: { constraints: { site: lateSite } } },
      [
        ['/p/*', 'strict'],
        ['/p/:id', 'open', { site: 'a' }],
      ],
      [
        ['/p/1', 'open', A],
        ['/p/1', 'strict', B],
      ],
    ],
    [
      'by a custom host strategy',
      { routerOptions: { constraints: { host: hostWithoutPort } } },
      [
        ['/p', 'strict', B],
        ['/p', 'open', A],
      ],
      [
        ['/p', 'open', { host: 'A.example:8080' }],
        ['/p', 'strict', { host: 'b.example:8080' }],
      ],
    ],
    [
      'by the URL',
      { routerOptions: { constraints: { site: createStrategy('site', ({ url }) => url.split('?')[1]) } } },
      [
        ['/p', 'strict'],
        ['/p', 'open', { site: 'beta' }],
      ],
      [
        ['/p?beta', 'open'],
        ['/p', 'strict'],
      ],
    ],
    [
      'by the method',
      { routerOptions: { constraints: { site: createStrategy('site', ({ method }) => method) } } },
      [
        ['/p', 'strict'],
        ['/p', 'open', { site: 'PUT' }],
      ],
      [['/p', 'open']],
    ],
    [
      'when the options of the router are given in two places',
      { ignoreTrailingSlash: true, routerOptions: { caseSensitive: false } },
      [
        ['/p', 'open'],
        ['/q', 'strict'],
      ],
      [
        ['/P/', 'open'],
        ['/q/', 'strict'],
      ],
    ],
    [
      'when URLs of one method are rewritten',
      { rewriteUrl: ({ method, url }: Message) => (method === 'PUT' ? url.replace('/old', '/new') : url) },
      [
        ['/old', 'strict'],
        ['/new', 'open'],
      ],
      [
        ['/old', 'open'],
        ['/new', 'open'],
      ],
    ],
  ])('%s', async (_what, options, routes, asked) => {
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    for (const each of [routes, [...routes].reverse()]) {
      const app = createApp(options, each)
      for (const [url, policy, headers] of asked) {
        expect([url, headers, await ask(app, url, headers)]).toEqual([url, headers, [policy, policy]])
      }
    }
  })

  it('when strategies are added', async () => {
    const routes: readonly Route[] = [
      ['/p/*', 'strict'],
      ['/p/:id', 'open', { site: 'a' }],
      ['/q', 'strict', B],
      ['/q', 'open', A],
    ]
    const app = createApp({}, routes, [lateSite, hostWithoutPort])
    expect(await ask(app, '/p/1', A)).toEqual(['open', 'open'])
    expect(await ask(app, '/p/1', B)).toEqual(['strict', 'strict'])
    expect(await ask(app, '/q', { host: 'A.example:80' })).toEqual(['open', 'open'])
  })

  it('by host over HTTP/2', async () => {
    const app = createApp({ http2: true }, [
      ['/p', 'strict', B],
      ['/p', 'open', A],
    ])
    await app.listen({ port: 0, host: '127.0.0.1' })
    const session = connect(app.listeningOrigin)
    onTestFinished(() => session.destroy())
    for (const [host, allowed] of [
      ['a.example', '*'],
      ['b.example', undefined],
    ]) {
      const stream = session.request({
        ':method': 'OPTIONS',
        ':path': '/p',
        ':authority': host,
        origin: EVIL,
        'access-control-request-method': 'PUT',
      })
      const [headers] = await once(stream, 'response')
      expect(headers['access-control-allow-origin']).toBe(allowed)
    }
  })

  it('when no route has the requested version, by the policy of the other versions', async () => {
    const app = createApp({}, [['/p', 'open', VERSION]])
    expect(await ask(app, '/p')).toEqual(['open', undefined])
    const missed = await app.inject({ method: 'PUT', url: '/p', headers: { origin: EVIL } })
    expect([missed.statusCode, missed.headers['access-control-allow-origin']]).toEqual([404, '*'])
  })
})

describe('preflights that do not reveal which route will serve are denied, with a warning', () => {
  it.each<[what: string, options: object, routes: readonly Route[], Headers]>([
    [
      'when a constraint looks at a header only for some hosts',
      {
        routerOptions: {
          constraints: {
            tenant: createStrategy('tenant', ({ headers }) =>
              headers['host'] === 'a.example' ? headers['x-tenant'] : undefined,
            ),
          },
        },
      },
      [
        ['/p', 'strict'],
        ['/p', 'open', X],
      ],
      { ...A, 'x-tenant': 'x' },
    ],
    [
      'when a constraint fails',
      {
        routerOptions: {
          constraints: {
            tenant: createStrategy('tenant', ({ method, headers }) => {
              if (method === 'PUT' && headers['host'] === 'a.example') throw new Error('failed')
              return 'x'
            }),
          },
        },
      },
      [
        ['/p', 'strict'],
        ['/p', 'open', X],
      ],
      B,
    ],
    [
      'when URLs are rewritten by a header',
      { rewriteUrl: ({ url, headers }: Message) => (headers['x-tenant'] === 'x' ? '/q' : url) },
      [
        ['/p', 'open'],
        ['/q', 'strict'],
      ],
      {},
    ],
  ])('%s', async (_what, options, routes, headers) => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const app = createApp(options, routes)
    await app.ready()
    const asking = { host: 'a.example', origin: ALLOWED, 'access-control-request-method': 'PUT' }
    for (let count = 0; count < 2; count++) {
      const preflight = await app.inject({ method: 'OPTIONS', url: '/p', headers: asking })
      expect([preflight.statusCode, preflight.headers['access-control-allow-origin']]).toEqual([403, undefined])
    }
    expect(emitWarning.mock.calls).toEqual([
      [expect.stringContaining('denied'), { type: 'CorsWarning', code: 'CORS_PREFLIGHT_UNDECIDED' }],
    ])
    expect((await app.inject({ method: 'PUT', url: '/p', headers })).statusCode).toBe(200)
  })
})
