import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { cors } from '@crossorigin/fetch'
import type { CorsConfig } from '@crossorigin/policy'
import type { FetchHandler } from '../support/fetch-application.ts'

/** A CORS middleware for handlers that take a `Request`. */
export interface Peer {
  readonly name: string
  /** The folder of the package whose version the table names. */
  readonly versionOf?: string
  /** Whether its origin functions cannot return a promise. */
  readonly isSynchronous?: boolean
  /** Puts it before routes, or returns `undefined` if it has no options for such a policy. */
  create(config: CorsConfig, routes: FetchHandler): FetchHandler | undefined
}

// The peers are installed for the benchmarks; nothing else here needs them.
const fromBench = createRequire(new URL('../bench/package.json', import.meta.url))
// biome-ignore lint/suspicious/noExplicitAny: peers are loaded without their types.
const load = async (name: string): Promise<any> => await import(pathToFileURL(fromBench.resolve(name)).href)
const { Hono } = await load('hono')
const { cors: honoCors } = await load('hono/cors')
const { Elysia } = await load('elysia')
const { cors: elysiaCors } = await load('@elysiajs/cors')
const { H3, handleCors } = await load('h3')
const { cors: ittyCors, AutoRouter } = await load('itty-router')

/** An origin function as peers call it: without the parts of the origin. */
type OwnPredicate = (origin: string) => boolean | Promise<boolean>

/** The origins that peers support: `*`, a list of exact origins and regular expressions, or a function. */
type Origins = '*' | readonly (string | RegExp)[] | OwnPredicate

/**
 * Returns the origins of a configuration; `undefined` for what only ours supports: patterns, and wildcards with credentials, which
 * repeat the requested names, within limits.
 */
function readOrigins({ origin, credentials, methods, allowedHeaders }: CorsConfig): Origins | undefined {
  if (credentials === true && [methods, allowedHeaders].flat().includes('*')) return
  if (origin === '*') return '*'
  if (origin === false) return []
  if (typeof origin === 'function') return (text) => origin(text, partsOf(text)) as boolean | Promise<boolean>
  const list = [origin].flat() as readonly (string | RegExp)[]
  return list.some((entry) => typeof entry === 'string' && entry.includes('*')) ? undefined : list
}

function partsOf(text: string): { scheme: string; host: string; port: number | null } {
  const { protocol, hostname, port } = new URL(text)
  return { scheme: protocol.slice(0, -1), host: hostname, port: port === '' ? null : Number(port) }
}

function readLists({ methods, allowedHeaders, exposedHeaders }: CorsConfig) {
  const list = (names: CorsConfig['methods']) =>
    names === undefined ? undefined : ([names].flat() as readonly string[])
  return {
    methods: list(methods),
    allowedHeaders: list(allowedHeaders as CorsConfig['methods']),
    exposedHeaders: list(exposedHeaders as CorsConfig['methods']),
  }
}

/** Ours always lists the safelisted methods. */
function withSafelisted(methods: readonly string[] | undefined): readonly string[] {
  return methods?.includes('*') ? ['*'] : [...new Set(['GET', 'HEAD', 'POST', ...(methods ?? [])])]
}

export const PEERS: readonly Peer[] = [
  {
    name: '@crossorigin/fetch',
    create: (config, routes) =>
      cors(config, { onError: () => new Response(null, { status: 500 }) })((request: Request) => routes(request)),
  },
  { name: 'hono/cors', versionOf: 'hono', create: createHono },
  { name: '@elysiajs/cors', versionOf: '@elysiajs/cors', isSynchronous: true, create: createElysia },
  { name: 'h3', versionOf: 'h3', isSynchronous: true, create: createH3 },
  { name: 'itty-router', versionOf: 'itty-router', isSynchronous: true, create: createItty },
]

function createHono(config: CorsConfig, routes: FetchHandler): FetchHandler | undefined {
  const origins = readOrigins(config)
  // It does not support regular expressions.
  if (origins === undefined || (Array.isArray(origins) && origins.some((entry) => typeof entry !== 'string'))) return
  const { methods, allowedHeaders, exposedHeaders } = readLists(config)
  const app = new Hono()
  app.use(
    honoCors({
      origin: typeof origins === 'function' ? async (text: string) => ((await origins(text)) ? text : null) : origins,
      credentials: config.credentials,
      allowMethods: withSafelisted(methods),
      allowHeaders: allowedHeaders ?? ['Content-Type'],
      exposeHeaders: exposedHeaders,
      maxAge: config.maxAge ?? 600,
    }),
  )
  app.all('*', (c: { req: { raw: Request } }) => routes(c.req.raw))
  app.onError(() => new Response(null, { status: 500 }))
  return (request) => app.fetch(request)
}

function createElysia(config: CorsConfig, routes: FetchHandler): FetchHandler | undefined {
  const origins = readOrigins(config)
  if (origins === undefined) return
  const { methods, allowedHeaders, exposedHeaders } = readLists(config)
  const app = new Elysia().use(
    elysiaCors({
      origin:
        typeof origins === 'function'
          ? (request: Request) => origins(request.headers.get('origin') ?? '')
          : origins === '*' || origins.length > 0
            ? origins
            : false,
      credentials: config.credentials ?? false,
      methods: withSafelisted(methods),
      allowedHeaders: allowedHeaders ?? ['Content-Type'],
      exposeHeaders: exposedHeaders ?? [],
      maxAge: config.maxAge ?? 600,
    }),
  )
  app.all('*', ({ request }: { request: Request }) => routes(request), { parse: 'none' })
  app.onError(() => new Response(null, { status: 500 }))
  return (request) => app.handle(request)
}

function createH3(config: CorsConfig, routes: FetchHandler): FetchHandler | undefined {
  const origins = readOrigins(config)
  if (origins === undefined) return
  const { methods, allowedHeaders, exposedHeaders } = readLists(config)
  const options = {
    origin: origins,
    credentials: config.credentials,
    methods: methods?.includes('*') ? '*' : withSafelisted(methods),
    allowHeaders: allowedHeaders?.includes('*') ? '*' : (allowedHeaders ?? ['Content-Type']),
    exposeHeaders: exposedHeaders?.includes('*') ? '*' : exposedHeaders,
    maxAge: String(config.maxAge ?? 600),
    preflight: { statusCode: 204 },
  }
  const app = new H3({ silent: true })
  app.use((event: unknown) => {
    const response = handleCors(event, options)
    if (response !== false) return response
  })
  app.all('/**', ({ req }: { req: Request }) => routes(req))
  return async (request) => await app.fetch(request)
}

function createItty(config: CorsConfig, routes: FetchHandler): FetchHandler | undefined {
  const origins = readOrigins(config)
  if (origins === undefined) return
  const { methods, allowedHeaders, exposedHeaders } = readLists(config)
  // A list holds strings only, and a regular expression must be passed alone.
  if (Array.isArray(origins) && origins.length > 1 && origins.some((entry) => typeof entry !== 'string')) return
  const origin = Array.isArray(origins) && origins.length === 1 ? origins[0] : origins
  const { preflight, corsify } = ittyCors({
    // A function returns the value to send.
    origin: typeof origin === 'function' ? (text: string) => (origin(text) === true ? text : undefined) : origin,
    credentials: config.credentials,
    allowMethods: withSafelisted(methods),
    allowHeaders: allowedHeaders ?? ['Content-Type'],
    exposeHeaders: exposedHeaders,
    maxAge: config.maxAge ?? 600,
  })
  const router = AutoRouter({
    before: [preflight],
    finally: [corsify],
    catch: () => new Response(null, { status: 500 }),
  })
  router.all('*', (request: Request) => routes(request))
  return (request) => router.fetch(request)
}

/** Returns the version of a package that is installed for the benchmarks. */
export function readVersion(name: string): string {
  return JSON.parse(readFileSync(new URL(`../bench/node_modules/${name}/package.json`, import.meta.url), 'utf8'))
    .version
}
