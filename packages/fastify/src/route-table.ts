import { createOptionsError } from '@crossorigin/node'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type findMyWay from 'find-my-way'
import type { HTTPMethod } from 'find-my-way'
import type { LoggedRoute } from './route-log.ts'
import type { ScopeHook as Governor } from './scope-hook.ts'

/** A route with what governs the preflights that ask about it. */
export interface GovernedRoute {
  readonly route: LoggedRoute
  readonly governor: Governor
}

/** A scope with a prefix of its own, or the whole application. */
export interface GovernedPrefix {
  readonly prefix: string
  readonly governor: Governor
}

/** What governs one method of a URL. */
interface MethodGovernor {
  readonly governor: Governor
  /** Whether other methods of the same URL are governed by something else. */
  readonly isUrlShared: boolean
}

/** Finds what governs a request for a URL, were it made with a method. */
export type RouteTable = (request: FastifyRequest, method: string) => MethodGovernor

type Router = ReturnType<typeof findMyWay>
type CreateRouter = typeof findMyWay

/**
 * Builds a table of routes that is asked about methods other than that of the request at hand, which Fastify's own router
 * cannot be.
 *
 * A method that no route has is governed by what governs the other methods of the URL, where they agree, and by the scope
 * whose prefix the URL has, where they do not.
 *
 * Performance: the router is loaded when a table is built, because most applications have one policy and need none.
 *
 * @param fallback - Governs what has no route and lies under no prefix.
 * @throws where routes differ only by a constraint that a preflight cannot meet, and have different policies.
 */
export async function buildRouteTable(
  root: FastifyInstance,
  routes: readonly GovernedRoute[],
  prefixes: readonly GovernedPrefix[],
  fallback: Governor,
): Promise<RouteTable> {
  const { default: create } = await import('find-my-way')
  const router = createRouter(create, root)
  const places: Places = new Map()
  for (const governed of routes) addRoute(router, governed, places)
  // The twins come last: a route of the application's own goes before.
  for (const governed of routes) {
    const { route } = governed
    if (hasSlashTwin(root, route)) addRoute(router, { ...governed, route: { ...route, url: `${route.url}/` } }, places)
  }
  const scopes = createRouter(create, root)
  for (const { prefix, governor } of prefixes) addPrefix(scopes, prefix, governor)
  const methods = [...new Set(routes.flatMap(({ route }) => route.methods))]

  return (request, requested) => {
    const path = request.raw.url ?? '/'
    const host = request.headers.host ?? String(request.headers[':authority'] ?? '')
    const find = (method: string): Governor | undefined => findStored(router, method, path, host)
    const governors = new Set(methods.map(find).filter((governor) => governor !== undefined))
    const own = find(requested)
    if (own !== undefined) return { governor: own, isUrlShared: governors.size > 1 }
    const [only] = governors
    if (only !== undefined && governors.size === 1) return { governor: only, isUrlShared: false }
    return { governor: findStored(scopes, 'GET', path, host) ?? fallback, isUrlShared: governors.size > 0 }
  }
}

/** A private router that reads URLs exactly as the application's does. */
function createRouter(create: CreateRouter, root: FastifyInstance): Router {
  const { routerOptions, ...options } = root.initialConfig
  const read = { ...options, ...routerOptions }
  const config = {
    caseSensitive: read.caseSensitive ?? true,
    ignoreDuplicateSlashes: read.ignoreDuplicateSlashes ?? false,
    ignoreTrailingSlash: read.ignoreTrailingSlash ?? false,
    maxParamLength: read.maxParamLength ?? 100,
    useSemicolonDelimiter: read.useSemicolonDelimiter ?? false,
    allowUnsafeRegex: read.allowUnsafeRegex ?? false,
    // Performance: a query string is parsed for every method that is looked up, and nobody reads it.
    querystringParser: () => ({}),
  }
  return create(config)
}

function hasSlashTwin(root: FastifyInstance, { mayHaveSlashTwin, methods, url, constraints }: LoggedRoute): boolean {
  return mayHaveSlashTwin && root.hasRoute({ method: methods[0] as HTTPMethod, url: `${url}/`, constraints })
}

/** What stands where, by method, URL and host as they were written. */
type Places = Map<string, GovernedRoute>

/** Only a constraint by host can be met by a preflight: it carries no header of the application's own. */
function addRoute(router: Router, governed: GovernedRoute, places: Places): void {
  const { url, methods, constraints } = governed.route
  for (const method of methods) {
    const place = `${method} ${url} ${String(constraints['host'])}`
    const present = places.get(place)
    if (present === undefined) {
      places.set(place, governed)
      insertRoute(router, method, governed)
    } else if (present.governor !== governed.governor) {
      refuseConstraints(`${method} ${url}`, present, governed)
    }
  }
}

/** The router may take a route for the same as another, for a slash or its case that are ignored: that one is served. */
function insertRoute(router: Router, method: string, governed: GovernedRoute): void {
  const { url, constraints } = governed.route
  const { host } = constraints
  try {
    router.on(method as HTTPMethod, url, { constraints: host === undefined ? {} : { host } }, ignore, governed.governor)
  } catch (error) {
    if (!String(error).includes('already declared')) throw error
    const present = findStored(router, method, url, String(host))
    if (present !== governed.governor) refuseConstraints(`${method} ${url}`, governed)
  }
}

function refuseConstraints(name: string, ...routes: readonly GovernedRoute[]): void {
  const constraints = new Set(routes.flatMap(({ route }) => Object.keys(route.constraints)))
  constraints.delete('host')
  if (constraints.size === 0) return
  throw createOptionsError(
    `${name} has routes with different CORS policies that differ only by ${[...constraints].join(', ')}. ` +
      'A preflight carries no such header, so it cannot be told which policy it asks about. Give them one policy.',
  )
}

function addPrefix(scopes: Router, prefix: string, governor: Governor): void {
  const base = prefix.replace(/\/$/, '')
  for (const url of [base === '' ? '/' : base, `${base}/*`]) {
    if (!scopes.hasRoute('GET', url)) scopes.on('GET', url, ignore, governor)
  }
}

function findStored(router: Router, method: string, path: string, host: string): Governor | undefined {
  return router.find(method as HTTPMethod, path, { host })?.store ?? undefined
}

function ignore(): void {}
