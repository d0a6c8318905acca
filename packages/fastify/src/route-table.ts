import { createOptionsError } from '@crossorigin/node'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import findMyWay, { type HTTPMethod } from 'find-my-way'
import type { Governor } from './governor.ts'
import type { LoggedRoute } from './route-log.ts'

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

/**
 * Builds a table of routes that is asked about methods other than that of the request at hand, which Fastify's own router
 * cannot be.
 *
 * A method that no route has is governed by what governs the other methods of the URL, where they agree, and by the scope
 * whose prefix the URL has, where they do not.
 *
 * @param fallback - Governs what has no route and lies under no prefix.
 * @throws where routes differ only by a constraint that a preflight cannot meet, and have different policies.
 */
export function buildRouteTable(
  root: FastifyInstance,
  routes: readonly GovernedRoute[],
  prefixes: readonly GovernedPrefix[],
  fallback: Governor,
): RouteTable {
  const router = createRouter(root)
  for (const governed of routes) addRoute(router, governed.route.url, governed)
  // The twins come last: a route of the application's own goes before.
  for (const governed of routes) {
    if (hasSlashTwin(root, governed.route)) addRoute(router, `${governed.route.url}/`, governed)
  }
  const scopes = createRouter(root)
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
function createRouter(root: FastifyInstance): Router {
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
  return findMyWay(config)
}

function hasSlashTwin(root: FastifyInstance, { mayHaveSlashTwin, methods, url, constraints }: LoggedRoute): boolean {
  return mayHaveSlashTwin && root.hasRoute({ method: methods[0] as HTTPMethod, url: `${url}/`, constraints })
}

/** Only a constraint by host can be met by a preflight: it carries no header of the application's own. */
function addRoute(router: Router, url: string, { route, governor }: GovernedRoute): void {
  const { host, ...others } = route.constraints
  const constraints = host === undefined ? {} : { host }
  for (const method of route.methods as HTTPMethod[]) {
    const present = router.findRoute(method, url, constraints)
    if (present === null) {
      router.on(method, url, { constraints }, ignore, governor)
    } else if (present.store !== governor && Object.keys(others).length > 0) {
      throw createOptionsError(
        `${method} ${url} has routes with different CORS policies that differ only by ${Object.keys(others).join(', ')}. ` +
          'A preflight carries no such header, so it cannot be told which policy it asks about. Give them one policy.',
      )
    }
  }
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
