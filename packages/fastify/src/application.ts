import { compilePolicySource, createOptionsError, type PolicySelector } from '@crossorigin/node'
import { CorsConfigError } from '@crossorigin/policy'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createGovernor, type Governor, NO_CORS } from './governor.ts'
import { findLoggedRoute, type LoggedRoute, parentOf, type RouteLog, rootOf, routeLogOf } from './route-log.ts'
import { buildRouteTable, type RouteTable } from './route-table.ts'

/** A scope in which the plugin was registered. Where it was registered twice, the policies are used as elsewhere. */
interface Scope {
  /** The first one met: preflights are answered by it. */
  readonly outer: Governor
  /** The last one met: it decides about actual requests. */
  readonly inner: Governor
}

/** All registrations of the plugin in one application. */
interface Application {
  readonly root: FastifyInstance
  readonly log: RouteLog
  readonly scopes: Map<FastifyInstance, Scope>
  /** The policies of single routes, once they are validated. */
  readonly routeGovernors: Map<LoggedRoute, Governor>
  preflightTable: RouteTable | undefined
  requestTable: RouteTable | undefined
  /** Set where one registration governs everything, so that nothing has to be looked up. */
  only: Governor | undefined
}

const applications = new WeakMap<FastifyInstance, Application>()

/**
 * Registers a policy for the scope of an instance.
 *
 * @throws `CorsConfigError` where a route that was added before has a `config.cors` with errors.
 */
export function registerScope(
  instance: FastifyInstance,
  select: PolicySelector<FastifyRequest>,
  vary?: readonly string[],
): void {
  const root = rootOf(instance)
  const application = applications.get(root) ?? beginApplication(root, routeLogOf(instance))
  const governor = createGovernor(select, vary)
  const present = application.scopes.get(instance)
  application.scopes.set(instance, { outer: present?.outer ?? governor, inner: governor })
  for (const route of application.log.routes) validateRoute(application, route)
}

function beginApplication(root: FastifyInstance, log: RouteLog): Application {
  const application: Application = {
    root,
    log,
    scopes: new Map(),
    routeGovernors: new Map(),
    preflightTable: undefined,
    requestTable: undefined,
    only: undefined,
  }
  applications.set(root, application)
  log.onRoute = (route) => validateRoute(application, route)
  // A hook of the root reaches every scope, those that exist already included, and the paths that no route has.
  root.addHook('onRequest', (request, reply, done) => {
    governRequest(application, request, reply, done as (error?: Error) => void)
  })
  root.addHook('onReady', (done) => {
    compileApplication(application)
    done()
  })
  return application
}

/** Validates a route's own policy when the route is registered, or the plugin if that comes later. */
function validateRoute(application: Application, route: LoggedRoute): void {
  const { cors } = route
  if (cors === undefined || application.routeGovernors.has(route)) return
  if (findScope(application, route.instance) === undefined) return
  application.routeGovernors.set(route, cors === false ? NO_CORS : createGovernor(compileRoutePolicy(route, cors)))
}

function compileRoutePolicy(
  route: LoggedRoute,
  cors: Exclude<LoggedRoute['cors'], false | undefined>,
): PolicySelector<FastifyRequest> {
  try {
    return compilePolicySource<FastifyRequest>(cors)
  } catch (error) {
    if (!(error instanceof CorsConfigError)) throw error
    const name = `${route.methods.join(', ')} ${route.url}`
    throw new CorsConfigError(
      error.issues.map((issue) => ({
        ...issue,
        path: ['config', 'cors', ...issue.path],
        message: `${name}: config.cors.${issue.message}`,
      })),
    )
  }
}

function findScope(application: Application, instance: FastifyInstance): Scope | undefined {
  const scope = application.scopes.get(instance)
  if (scope !== undefined || instance === application.root) return scope
  return findScope(application, parentOf(instance))
}

function compileApplication(application: Application): void {
  const { root, log, scopes, routeGovernors } = application
  const [scope] = scopes.values()
  const isWhole = scopes.size === 1 && scopes.has(root) && scope?.outer === scope?.inner
  application.only = isWhole && routeGovernors.size === 0 && !log.isPartial ? scope?.outer : undefined
  application.preflightTable = buildTable(application, 'outer')
  application.requestTable = buildTable(application, 'inner')
  if (log.isPartial) warnOfMissedRoutes()
}

function buildTable(application: Application, which: keyof Scope): RouteTable {
  const { root, log, scopes, routeGovernors } = application
  const routes = log.routes.map((route) => ({
    route,
    governor: routeGovernors.get(route) ?? findScope(application, route.instance)?.[which] ?? NO_CORS,
  }))
  // Fastify gives the paths that no route has to the root, and to scopes with a prefix of their own.
  const prefixes = [...scopes]
    .filter(([instance]) => instance === root || instance.prefix !== parentOf(instance).prefix)
    .map(([instance, scope]) => ({ prefix: instance.prefix, governor: scope[which] }))
  return buildRouteTable(root, routes, prefixes, NO_CORS)
}

function warnOfMissedRoutes(): void {
  process.emitWarning(
    'Routes were added before @crossorigin/fastify was loaded, so that a config.cors of theirs is not known to it. ' +
      'Load @crossorigin/fastify before calling Fastify(), or register the plugin, with await, before the routes.',
    { type: 'CorsWarning', code: 'CORS_ROUTES_MISSED' },
  )
}

function governRequest(
  application: Application,
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  if (application.only !== undefined) {
    application.only.govern(request, reply, done)
  } else if (isPreflight(request)) {
    governPreflight(application, request, reply, done)
  } else {
    findRequestGovernor(application, request).govern(request, reply, done)
  }
}

function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined
}

function governPreflight(
  application: Application,
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  const table = application.preflightTable as RouteTable
  const { governor, isUrlShared } = table(request, request.headers['access-control-request-method'] as string)
  const govern = isUrlShared ? governor.governSharedUrl : governor.govern
  govern(request, reply, done)
}

function findRequestGovernor(application: Application, request: FastifyRequest): Governor {
  if (request.is404) return (application.requestTable as RouteTable)(request, request.method).governor
  const { config } = request.routeOptions
  const route = findLoggedRoute(config)
  if (route === undefined && config.cors !== undefined) {
    throw createOptionsError(
      `${request.method} ${request.routeOptions.url} has config.cors, but was added before @crossorigin/fastify was loaded.`,
    )
  }
  const own = route === undefined ? undefined : application.routeGovernors.get(route)
  return own ?? findScope(application, request.server)?.inner ?? NO_CORS
}
