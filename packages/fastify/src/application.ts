import { compilePolicySource, createOptionsError, type PolicySelector } from '@crossorigin/node'
import { CorsConfigError } from '@crossorigin/policy'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { chainGovernors, createGovernor, type Governor, NO_CORS } from './governor.ts'
import { findLoggedRoute, type LoggedRoute, parentOf, type RouteLog, rootOf, routeLogOf } from './route-log.ts'
import { buildRouteTable, type RouteTable } from './route-table.ts'

/** All registrations of the plugin in one application. */
interface Application {
  readonly root: FastifyInstance
  readonly log: RouteLog
  /** What governs each scope in which the plugin was registered. */
  readonly scopes: Map<FastifyInstance, Governor>
  /** The policies of single routes, once they are validated. */
  readonly routeGovernors: Map<LoggedRoute, Governor>
  /** The same by the value of `config.cors`: a value that several routes share is one policy. */
  readonly sharedGovernors: Map<OwnCors, Governor>
  table: RouteTable | undefined
  /** Set where one registration governs everything, so that nothing has to be looked up. */
  only: Governor | undefined
}

/** What a route's own policy is made of. */
type OwnCors = Exclude<LoggedRoute['cors'], false | undefined>

const applications = new WeakMap<FastifyInstance, Application>()

/**
 * Registers a policy for the scope of an instance. Where the scope has one already, they are used as middleware is: the
 * first answers preflights, the last decides about actual requests.
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
  application.scopes.set(instance, present === undefined ? governor : chainGovernors(present, governor))
  for (const route of application.log.routes) validateRoute(application, route)
}

function beginApplication(root: FastifyInstance, log: RouteLog): Application {
  const application: Application = {
    root,
    log,
    scopes: new Map(),
    routeGovernors: new Map(),
    sharedGovernors: new Map(),
    table: undefined,
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
  application.routeGovernors.set(route, cors === false ? NO_CORS : compileRouteGovernor(application, route, cors))
}

/** The HEAD route that comes with a GET route has the same value, and so the same governor. */
function compileRouteGovernor({ sharedGovernors }: Application, route: LoggedRoute, cors: OwnCors): Governor {
  const governor = sharedGovernors.get(cors) ?? createGovernor(compileRoutePolicy(route, cors))
  sharedGovernors.set(cors, governor)
  return governor
}

function compileRoutePolicy(route: LoggedRoute, cors: OwnCors): PolicySelector<FastifyRequest> {
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

function findScope(application: Application, instance: FastifyInstance): Governor | undefined {
  const governor = application.scopes.get(instance)
  if (governor !== undefined || instance === application.root) return governor
  return findScope(application, parentOf(instance))
}

function compileApplication(application: Application): void {
  const { root, log, scopes, routeGovernors } = application
  const isWhole = scopes.size === 1 && routeGovernors.size === 0 && !log.isPartial
  application.only = isWhole ? scopes.get(root) : undefined
  application.table = buildTable(application)
  if (log.isPartial) warnOfMissedRoutes()
}

function buildTable(application: Application): RouteTable {
  const { root, log, scopes, routeGovernors } = application
  const routes = log.routes.map((route) => ({
    route,
    governor: routeGovernors.get(route) ?? findScope(application, route.instance) ?? NO_CORS,
  }))
  // Fastify gives the paths that no route has to the root, and to scopes with a prefix of their own.
  const prefixes = [...scopes]
    .filter(([instance]) => instance === root || instance.prefix !== parentOf(instance).prefix)
    .map(([{ prefix }, governor]) => ({ prefix, governor }))
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
  const table = application.table as RouteTable
  const { governor, isUrlShared } = table(request, request.headers['access-control-request-method'] as string)
  const govern = isUrlShared ? governor.governSharedUrl : governor.govern
  govern(request, reply, done)
}

function findRequestGovernor(application: Application, request: FastifyRequest): Governor {
  if (request.is404) return (application.table as RouteTable)(request, request.method).governor
  const { config } = request.routeOptions
  const route = findLoggedRoute(config)
  if (route === undefined && config.cors !== undefined) {
    throw createOptionsError(
      `${request.method} ${request.routeOptions.url} has config.cors, but was added before @crossorigin/fastify was loaded.`,
    )
  }
  const own = route === undefined ? undefined : application.routeGovernors.get(route)
  return own ?? findScope(application, request.server) ?? NO_CORS
}
