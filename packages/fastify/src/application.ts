import { compilePolicySource, type PolicySource } from '@crossorigin/node'
import { CorsConfigError } from '@crossorigin/policy'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { chainGovernors, createGovernor, type Governor, NO_CORS } from './governor.ts'
import type { RouteCors } from './route-config.ts'
import { type LoggedRoute, parentOf, type RouteLog, rootOf, routeLogOf } from './route-log.ts'
import { buildRouteTable, type MethodOwner, type RouteTable } from './route-table.ts'

/** All registrations of the plugin in one application. */
interface Application {
  readonly root: FastifyInstance
  readonly log: RouteLog
  /** What governs each scope in which the plugin was registered. */
  readonly scopes: Map<FastifyInstance, Governor>
  /** By the configuration or policy that each was made of: where it stands twice, it is one policy. */
  readonly governors: Map<unknown, Governor>
  /** Set where one registration governs everything, so that nothing has to be looked up. */
  only: Governor | undefined
  /** Set where several do. */
  table: RouteTable<Governor> | undefined
}

const applications = new WeakMap<FastifyInstance, Application>()

/**
 * Registers a policy for the scope of an instance. Where the scope has one already, they are used as middleware is: the
 * first answers preflights, the last decides about actual requests.
 *
 * @throws `CorsConfigError` where the source, or the `config.cors` of a route that was added before, has errors.
 */
export function registerScope(
  instance: FastifyInstance,
  source: PolicySource<FastifyRequest>,
  vary?: readonly string[],
): void {
  const root = rootOf(instance)
  const governor = createGovernor(compilePolicySource(source), vary)
  const application = applications.get(root) ?? beginApplication(root, routeLogOf(instance))
  if (!application.governors.has(source) && vary === undefined) application.governors.set(source, governor)
  const present = application.scopes.get(instance)
  application.scopes.set(instance, present === undefined ? governor : chainGovernors(present, governor))
  for (const route of application.log.readRoutes()) validateRoute(application, route)
}

function beginApplication(root: FastifyInstance, log: RouteLog): Application {
  const application: Application = {
    root,
    log,
    scopes: new Map(),
    governors: new Map(),
    table: undefined,
    only: undefined,
  }
  applications.set(root, application)
  log.onRoute = (route) => validateRoute(application, route)
  // A hook of the root reaches every scope, those that exist already included, and the paths that no route has.
  root.addHook('onRequest', (request, reply, done) => {
    governRequest(application, request, reply, done as (error?: Error) => void)
  })
  root.addHook('onReady', () => compileApplication(application))
  return application
}

/** Validates a route's own policy when the route is registered, or the plugin if that comes later. */
function validateRoute(application: Application, { instance, cors, methods, url }: LoggedRoute): void {
  if (cors === undefined || findScope(application, instance) === undefined) return
  findOwnGovernor(application, cors, `${methods.join(', ')} ${url}`)
}

function findOwnGovernor({ governors }: Application, cors: RouteCors, name: string): Governor {
  if (cors === false) return NO_CORS
  const governor = governors.get(cors) ?? createGovernor(compileOwnPolicy(cors, name))
  governors.set(cors, governor)
  return governor
}

function compileOwnPolicy(
  cors: Exclude<RouteCors, false>,
  name: string,
): ReturnType<typeof compilePolicySource<FastifyRequest>> {
  try {
    return compilePolicySource<FastifyRequest>(cors)
  } catch (error) {
    if (!(error instanceof CorsConfigError)) throw error
    throw new CorsConfigError(
      error.issues.map((issue) => ({
        ...issue,
        path: ['config', 'cors', ...issue.path],
        message: `${name}: config.cors${issue.path.length === 0 ? '' : '.'}${issue.message.replace(/^configuration/, '')}`,
      })),
    )
  }
}

function findScope(application: Application, instance: FastifyInstance): Governor | undefined {
  const governor = application.scopes.get(instance)
  if (governor !== undefined || instance === application.root) return governor
  return findScope(application, parentOf(instance))
}

async function compileApplication(application: Application): Promise<void> {
  const { root, log, scopes } = application
  const routes = log.readRoutes()
  for (const route of routes) validateRoute(application, route)
  const isWhole = scopes.size === 1 && !log.isPartial && routes.every(({ cors }) => cors === undefined)
  application.only = isWhole ? scopes.get(root) : undefined
  if (application.only === undefined) application.table = await buildTable(application, routes)
  if (log.isPartial) warnOfMissedRoutes()
  warnOfUngovernedRoutes(routes.filter(({ cors, instance }) => cors && findScope(application, instance) === undefined))
}

function buildTable(application: Application, routes: readonly LoggedRoute[]): Promise<RouteTable<Governor>> {
  const { root, log, scopes } = application
  const owned = routes.map((route) => ({ route, owner: governorOf(application, route.instance, route.cors) }))
  // Fastify gives the paths that no route has to the root, and to scopes with a prefix of their own.
  const prefixes = [...scopes]
    .filter(([instance]) => instance === root || instance.prefix !== parentOf(instance).prefix)
    .map(([{ prefix }, owner]) => ({ prefix, owner }))
  return buildRouteTable({ root, log, routes: owned, prefixes, fallback: NO_CORS })
}

/** A route's own policy counts only in a scope that the plugin governs. */
function governorOf(application: Application, instance: FastifyInstance, cors: RouteCors | undefined): Governor {
  const scope = findScope(application, instance)
  if (scope === undefined) return NO_CORS
  return cors === undefined ? scope : findOwnGovernor(application, cors, 'A route')
}

function warnOfMissedRoutes(): void {
  process.emitWarning(
    'Routes were added before @crossorigin/fastify was loaded, so that a config.cors of theirs is not known to it ' +
      'when a preflight asks about them. ' +
      'Load @crossorigin/fastify before calling Fastify(), or register the plugin, with await, before the routes.',
    { type: 'CorsWarning', code: 'CORS_ROUTES_MISSED' },
  )
}

function warnOfUngovernedRoutes(routes: readonly LoggedRoute[]): void {
  if (routes.length === 0) return
  const names = routes.map(({ methods, url }) => `${methods.join(', ')} ${url}`).join('; ')
  process.emitWarning(
    `config.cors has no effect where the plugin is not registered: ${names}. Register it in the scope of the routes, or above.`,
    { type: 'CorsWarning', code: 'CORS_ROUTES_NOT_GOVERNED' },
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
    whenFound((application.table as RouteTable<Governor>).findForPreflight(request), done, ({ owner, isUrlShared }) => {
      const govern = isUrlShared ? owner.governSharedUrl : owner.govern
      govern(request, reply, done)
    })
  } else if (request.is404) {
    whenFound((application.table as RouteTable<Governor>).findForMissingRoute(request), done, ({ owner }) => {
      owner.govern(request, reply, done)
    })
  } else {
    governorOf(application, request.server, request.routeOptions.config.cors).govern(request, reply, done)
  }
}

/** The table is asynchronous only if a constraint of the application is. */
function whenFound(
  found: MethodOwner<Governor> | Promise<MethodOwner<Governor>>,
  done: (error: Error) => void,
  govern: (found: MethodOwner<Governor>) => void,
): void {
  if (found instanceof Promise) found.then(govern).catch(done)
  else govern(found)
}

function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined
}
