import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { CorsConfig, OriginPredicate } from '@crossorigin/policy'
import { SAFELISTED_HEADERS, SAFELISTED_METHODS } from '../../adapters/scenarios/list-policy.ts'
import { createFetchHandler, type FetchHandler } from '../../support/fetch-application.ts'
import { FETCH_ROUTES } from '../../support/fetch-routes.ts'

/** A CORS package for fetch handlers, in front of the routes of the scenario table. */
export interface Peer {
  readonly name: string
  create(config: CorsConfig, onReached: () => void): FetchHandler | Promise<FetchHandler>
}

// The benchmarks have the packages. They are loaded without their types.
const BENCH = new URL('../../bench/package.json', import.meta.url)
// biome-ignore lint/suspicious/noExplicitAny: the packages are loaded without their types
const load = async (name: string): Promise<any> => await import(pathToFileURL(createRequire(BENCH).resolve(name)).href)

const versions = (JSON.parse(readFileSync(BENCH, 'utf8')) as { dependencies: Record<string, string> }).dependencies

function withVersion(name: string, packageName = name): string {
  return `\`${name}\` ${versions[packageName]}`
}

/** Origins as every package takes them. */
function listOrigins({ origin }: CorsConfig): unknown {
  return typeof origin === 'string' && origin !== '*' ? [origin] : origin
}

/** The policy, with everything written out that this project has as a default: other packages have other defaults. */
function writeOut(config: CorsConfig): {
  readonly methods: unknown
  readonly allowedHeaders: unknown
  readonly exposedHeaders: unknown
  readonly credentials: boolean
  readonly maxAge: number
} {
  const { methods = [], allowedHeaders = [], exposedHeaders = [], credentials = false, maxAge = 600 } = config
  const list = (always: readonly string[], others: '*' | readonly string[]): readonly string[] =>
    others === '*' ? ['*'] : [...new Set([...always, ...others])]
  return {
    methods: list(SAFELISTED_METHODS.split(', '), methods),
    allowedHeaders: list(SAFELISTED_HEADERS.split(', '), allowedHeaders),
    exposedHeaders: list([], exposedHeaders),
    credentials,
    maxAge,
  }
}

/** Turns an origin function into one that returns the origin, as Hono and itty-router expect it. */
function returnOrigin(predicate: OriginPredicate): (origin: string) => unknown {
  return (origin) => {
    const choose = (isAllowed: unknown): string | undefined => (isAllowed === true ? origin : undefined)
    const allowed = predicate(origin, undefined as never)
    return allowed instanceof Promise ? allowed.then(choose) : choose(allowed)
  }
}

export const PEERS: readonly Peer[] = [
  {
    name: '`@crossorigin/fetch`',
    create: (source, onReached) => createFetchHandler({ layers: [{ source }] }, onReached),
  },
  {
    name: withVersion('hono/cors', 'hono'),
    async create(config, onReached) {
      const [{ Hono }, { cors }] = [await load('hono'), await load('hono/cors')]
      const origin = typeof config.origin === 'function' ? returnOrigin(config.origin) : listOrigins(config)
      const { methods, allowedHeaders, exposedHeaders, credentials, maxAge } = writeOut(config)
      const options = {
        allowMethods: methods,
        allowHeaders: allowedHeaders,
        exposeHeaders: exposedHeaders,
        credentials,
        maxAge,
      }
      const app = new Hono()
      app.use(cors({ origin, ...options }))
      for (const [path, route] of Object.entries(FETCH_ROUTES)) {
        app.all(path, (c: { req: { raw: Request } }) => {
          onReached()
          return route(c.req.raw)
        })
      }
      app.onError(() => new Response(null, { status: 500 }))
      return (request) => app.fetch(request)
    },
  },
  {
    name: withVersion('@elysiajs/cors'),
    async create(config, onReached) {
      const [{ Elysia }, { cors }] = [await load('elysia'), await load('@elysiajs/cors')]
      const predicate = config.origin
      const rest = writeOut(config)
      const origin =
        typeof predicate === 'function'
          ? ({ headers }: Request) => predicate(headers.get('origin') ?? '', undefined as never)
          : listOrigins(config)
      const app = new Elysia().use(cors({ origin, ...rest, exposeHeaders: rest.exposedHeaders }))
      for (const [path, route] of Object.entries(FETCH_ROUTES)) {
        app.all(path, ({ request }: { request: Request }) => {
          onReached()
          return route(request)
        })
      }
      return (request) => app.handle(request)
    },
  },
  {
    name: withVersion('h3'),
    async create(config, onReached) {
      const { H3, handleCors } = await load('h3')
      const { methods, allowedHeaders, exposedHeaders, credentials, maxAge } = writeOut(config)
      const options = {
        origin: listOrigins(config),
        methods,
        allowHeaders: allowedHeaders,
        exposeHeaders: exposedHeaders,
        credentials,
        maxAge: String(maxAge),
      }
      const app = new H3({ silent: true })
      app.use((event: unknown) => {
        const response = handleCors(event, options)
        return response === false ? undefined : response
      })
      for (const [path, route] of Object.entries(FETCH_ROUTES)) {
        app.all(path, ({ req }: { req: Request }) => {
          onReached()
          return route(req)
        })
      }
      return (request) => app.fetch(request)
    },
  },
  {
    name: withVersion('itty-router'),
    async create(config, onReached) {
      const { cors, Router } = await load('itty-router')
      const origin = typeof config.origin === 'function' ? returnOrigin(config.origin) : listOrigins(config)
      const { methods, allowedHeaders, exposedHeaders, credentials, maxAge } = writeOut(config)
      const options = {
        allowMethods: methods,
        allowHeaders: allowedHeaders,
        exposeHeaders: exposedHeaders,
        credentials,
        maxAge,
      }
      const { preflight, corsify } = cors({ origin, ...options })
      const app = Router({
        before: [preflight],
        catch: () => new Response(null, { status: 500 }),
        finally: [(response?: Response) => response ?? new Response(null, { status: 404 }), corsify],
      })
      for (const [path, route] of Object.entries(FETCH_ROUTES)) {
        app.all(path, (request: Request) => {
          onReached()
          return route(request)
        })
      }
      return (request) => app.fetch(request)
    },
  },
]
