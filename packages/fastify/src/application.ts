import { createOptionsError, warnOnce } from '@crossorigin/node'
import { CorsConfigError } from '@crossorigin/policy'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { compileRegistration, identifyRegistration, type RouteCors } from './registration.ts'
import { type LoggedRoute, parentOf, type RouteLog, rootOf, routeLogOf } from './route-log.ts'
import { buildRouteTable, type MethodOwner, type RouteTable } from './route-table.ts'
import { chainHooks, DENY, NO_CORS, type ScopeHook } from './scope-hook.ts'

/** The registrations of the plugin in one scope. */
interface Scope {
  /** The hook of its policy. Without one, the hook of the enclosing scope decides. */
  policy: ScopeHook | undefined
  /** Hooks that only report, in addition to the one that decides. */
  readonly reports: ScopeHook[]
}

/** All registrations of the plugin in one application. */
interface Application {
  readonly version: typeof RECORD_VERSION
  readonly root: FastifyInstance
  readonly log: RouteLog
  /** The scopes in which the plugin was registered. */
  readonly scopes: Map<FastifyInstance, Scope>
  /** Hooks by the configuration, policy or registration that they were built from: used twice, it is one policy. */
  readonly hooks: Map<unknown, ScopeHook>
  /** Chained hooks by their first hook: chained twice, two hooks are one policy. */
  readonly chains: Map<ScopeHook, Map<ScopeHook, ScopeHook>>
  /** The hooks that apply to the requests of each scope, by the `config.cors` of the route. */
  readonly governing: Map<FastifyInstance, Map<RouteCors | undefined, ScopeHook>>
  /** Set if one hook applies to all requests, so that nothing needs to be looked up. */
  only: ScopeHook | undefined
  /** Set if several hooks do. */
  table: RouteTable<ScopeHook> | undefined
}

/** Changes when a record no longer suits other copies of this package. */
const RECORD_VERSION = 1

/** The key of an application's record at its root. All copies of this package share it, in any format and folder. */
const RECORD = Symbol.for('@crossorigin/fastify.application')

type GovernedRoot = FastifyInstance & { [RECORD]?: Application }

/**
 * Registers a policy for the scope of an instance.
 *
 * @throws `CorsConfigError` if the registration, or the `config.cors` of a route that was added before, has errors;
 * `TypeError` with the code `ERR_CORS_OPTIONS` if the scope already has a policy.
 */
export function registerScope(instance: FastifyInstance, registration: Exclude<RouteCors, false>): void {
  const root = rootOf(instance)
  const hook = compileRegistration(registration)
  const application = findApplication(root) ?? beginApplication(root, routeLogOf(instance))
  const scope = application.scopes.get(instance) ?? { policy: undefined, reports: [] }
  if (hook.isReport) scope.reports.push(hook)
  else if (scope.policy === undefined) scope.policy = hook
  else refuseSecondPolicy()
  application.scopes.set(instance, scope)
  const identity = identifyRegistration(registration)
  if (!application.hooks.has(identity)) application.hooks.set(identity, hook)
  for (const route of application.log.readRoutes()) validateRoute(application, route)
}

/** With two policies, the first would respond to preflights, and the last would decide about actual requests. */
function refuseSecondPolicy(): never {
  throw createOptionsError(
    'This scope already has a CORS policy. Register one policy per scope: use a selector, app.register(cors, { policy: ' +
      "selector }), give routes their own config.cors, or register the second one with mode: 'report'.",
  )
}

/** @throws `TypeError` with the code `ERR_CORS_OPTIONS` if the record is not one that this copy understands. */
function findApplication(root: GovernedRoot): Application | undefined {
  const application = root[RECORD]
  if (application === undefined || application.version === RECORD_VERSION) return application
  throw createOptionsError(
    'Another version of @crossorigin/fastify is already registered in this application. Install only one version: npm ls ' +
      '@crossorigin/fastify shows which packages depend on it.',
  )
}

function beginApplication(root: FastifyInstance, log: RouteLog): Application {
  const application: Application = {
    version: RECORD_VERSION,
    root,
    log,
    scopes: new Map(),
    hooks: new Map(),
    chains: new Map(),
    governing: new Map(),
    table: undefined,
    only: undefined,
  }
  Object.defineProperty(root, RECORD, { value: application })
  log.onRoute = (route) => validateRoute(application, route)
  // A hook of the root applies to every scope, including existing ones, and to paths without a route.
  root.addHook('onRequest', (request, reply, done) => {
    applyHook(application, request, reply, done as (error?: Error) => void)
  })
  root.addHook('onReady', () => compileApplication(application))
  return application
}

/** Validates a route's own policy when the route is registered, or the plugin if that comes later. */
function validateRoute(application: Application, { instance, cors, hasStrayCors, methods, url }: LoggedRoute): void {
  if (findPolicy(application, instance) === undefined) return
  const name = `${methods.join(', ')} ${url}`
  if (hasStrayCors) {
    throw createOptionsError(`${name}: the option cors belongs in config: { config: { cors: false } }.`)
  }
  if (cors !== undefined) findOwnHook(application, cors, name)
}

function findOwnHook({ hooks }: Application, cors: RouteCors, name: string): ScopeHook {
  const identity = identifyRegistration(cors)
  const hook = hooks.get(identity) ?? compileOwnHook(cors, name)
  hooks.set(identity, hook)
  return hook
}

function compileOwnHook(cors: RouteCors, name: string): ScopeHook {
  try {
    return compileRegistration(cors)
  } catch (error) {
    if (!(error instanceof CorsConfigError))
      throw createOptionsError(`${name}: config.cors: ${(error as Error).message}`)
    throw new CorsConfigError(
      error.issues.map((issue) => ({
        ...issue,
        path: ['config', 'cors', ...issue.path],
        message: `${name}: config.cors${issue.path.length === 0 ? '' : '.'}${issue.message.replace(/^configuration/, '')}`,
      })),
    )
  }
}

/** Returns the hook that decides, or only reports, in the scope of an instance; `undefined` if there is none. */
function findPolicy(application: Application, instance: FastifyInstance): ScopeHook | undefined {
  const scope = application.scopes.get(instance)
  if (scope?.policy !== undefined || instance === application.root) return scope?.policy ?? scope?.reports[0]
  return findPolicy(application, parentOf(instance)) ?? scope?.reports[0]
}

/** Lists the hooks that report on the requests of a scope, outermost first. */
function listReports(application: Application, instance: FastifyInstance): readonly ScopeHook[] {
  const own = application.scopes.get(instance)?.reports ?? []
  return instance === application.root ? own : [...listReports(application, parentOf(instance)), ...own]
}

/**
 * Returns the hook for the requests of a scope, or of a route with its own policy. A route's policy only counts in a scope in which
 * the plugin is active.
 */
function hookFor(application: Application, instance: FastifyInstance, cors?: RouteCors): ScopeHook {
  const known = application.governing.get(instance) ?? new Map<RouteCors | undefined, ScopeHook>()
  application.governing.set(instance, known)
  const hook = known.get(cors) ?? composeHook(application, instance, cors)
  known.set(cors, hook)
  return hook
}

function composeHook(application: Application, instance: FastifyInstance, cors: RouteCors | undefined): ScopeHook {
  const policy = findPolicy(application, instance)
  if (policy === undefined) return NO_CORS
  const own = cors === undefined ? policy : findOwnHook(application, cors, 'A route')
  const inner = own.isReport && own !== policy && !policy.isReport ? chainOnce(application, own, policy) : own
  const outer = listReports(application, instance).filter((report) => report !== own)
  return outer.reduceRight((chained, report) => chainOnce(application, report, chained), inner)
}

function chainOnce({ chains }: Application, first: ScopeHook, second: ScopeHook): ScopeHook {
  const chained = chains.get(first) ?? new Map<ScopeHook, ScopeHook>()
  chains.set(first, chained)
  const hook = chained.get(second) ?? chainHooks(first, second)
  chained.set(second, hook)
  return hook
}

async function compileApplication(application: Application): Promise<void> {
  const { root, log, scopes } = application
  const routes = log.readRoutes()
  for (const route of routes) validateRoute(application, route)
  const isWhole =
    scopes.size === 1 && scopes.has(root) && !log.isPartial && routes.every(({ cors }) => cors === undefined)
  if (isWhole) application.only = hookFor(application, root)
  else application.table = await buildTable(application, routes)
  if (log.isPartial) warnOfMissedRoutes()
  warnOfUngovernedRoutes(routes.filter(({ cors, instance }) => cors && findPolicy(application, instance) === undefined))
}

function buildTable(application: Application, routes: readonly LoggedRoute[]): Promise<RouteTable<ScopeHook>> {
  const { root, log, scopes } = application
  const owned = routes.map((route) => ({ route, owner: hookFor(application, route.instance, route.cors) }))
  // Fastify assigns paths without a route to the root, or to scopes with their own prefix.
  const prefixes = [...scopes.keys()]
    .filter((instance) => instance === root || instance.prefix !== parentOf(instance).prefix)
    .map((instance) => ({ prefix: instance.prefix, owner: hookFor(application, instance) }))
  return buildRouteTable({ root, log, routes: owned, prefixes, fallback: NO_CORS, undecided: DENY })
}

function warnOfMissedRoutes(): void {
  warnOnce(
    'CORS_ROUTES_MISSED',
    'CORS_ROUTES_MISSED',
    'Routes were added before @crossorigin/fastify was loaded. Preflights for these routes ignore their config.cors. ' +
      'Load @crossorigin/fastify before calling Fastify(), or register the plugin, with await, before the routes.',
  )
}

function warnOfUngovernedRoutes(routes: readonly LoggedRoute[]): void {
  if (routes.length === 0) return
  const names = routes.map(({ methods, url }) => `${methods.join(', ')} ${url}`).join('; ')
  const code = 'CORS_ROUTES_NOT_GOVERNED'
  warnOnce(
    `${code} ${names}`,
    code,
    `config.cors has no effect on routes outside the plugin's scopes: ${names}. Register the plugin in their scope, or above.`,
  )
}

function applyHook(
  application: Application,
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  if (application.only !== undefined) {
    application.only.apply(request, reply, done)
  } else if (isPreflight(request)) {
    whenFound(
      (application.table as RouteTable<ScopeHook>).findForPreflight(request),
      done,
      ({ owner, isUrlShared }) => {
        const apply = isUrlShared ? owner.applyToSharedUrl : owner.apply
        apply(request, reply, done)
      },
    )
  } else if (request.is404) {
    whenFound((application.table as RouteTable<ScopeHook>).findForMissingRoute(request), done, ({ owner }) => {
      owner.apply(request, reply, done)
    })
  } else {
    hookFor(application, request.server, request.routeOptions.config.cors).apply(request, reply, done)
  }
}

/** The table is asynchronous only if a constraint of the application is. */
function whenFound(
  found: MethodOwner<ScopeHook> | Promise<MethodOwner<ScopeHook>>,
  done: (error: Error) => void,
  apply: (found: MethodOwner<ScopeHook>) => void,
): void {
  if (found instanceof Promise) found.then(apply).catch(done)
  else apply(found)
}

function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined
}
