import diagnosticsChannel from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { ConstraintStrategy } from './constraints.ts'
import type { RouteCors } from './registration.ts'

/** A route, as all hooks have left it. */
export interface LoggedRoute {
  /** The instance that it was added to. */
  readonly instance: FastifyInstance
  readonly methods: readonly string[]
  readonly url: string
  readonly constraints: Readonly<Record<string, unknown>>
  /** Its own `config.cors`. */
  readonly cors: RouteCors | undefined
  /** Whether the route has an option `cors`, which Fastify ignores, next to its `config`. */
  readonly hasStrayCors: boolean
  /** Whether Fastify has also added the route with a trailing slash, which it does not announce. */
  readonly hasSlashTwin: boolean
}

/** All routes of an application, with the constraint strategies that select between them. */
export interface RouteLog {
  /** Reads them all as they stand by now: hooks of others may change a route after it was announced. */
  readRoutes(): readonly LoggedRoute[]
  /** Called with each route that is yet to come. */
  onRoute: ((route: LoggedRoute) => void) | undefined
  /** Whether routes had been added before the log was begun. */
  readonly isPartial: boolean
  /** The constraint strategies that were added by `addConstraintStrategy`. */
  readonly strategies: readonly ConstraintStrategy[]
  /** Names of built-in constraints whose strategy may have been replaced before the log was begun. */
  readonly unknownStrategies: readonly string[]
}

/** What Fastify passes to an `onRoute` hook. */
type AnnouncedRoute = RouteOptions & { readonly routePath: string; readonly prefix: string }

/** A route when it was announced. */
interface Announcement {
  readonly instance: FastifyInstance
  readonly options: RouteOptions
  readonly url: string
  /** Whether its path is the prefix of its scope. */
  readonly isIndex: boolean
}

/**
 * Where the root of an application has its log: all copies of this package with the same shape of it share it, whatever their
 * formats and folders.
 */
const LOG = Symbol.for('@crossorigin/fastify.log/1')

type LoggedRoot = FastifyInstance & { [LOG]?: RouteLog }

/**
 * Fastify announces each new application on this channel, for hooks to be added. Logging routes from then on is what makes
 * `config.cors` known of a route that was added before the plugin ran, as every route is that follows a `register()`
 * without `await`.
 *
 * @see https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
 */
diagnosticsChannel.subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { fastify: LoggedRoot }
  if (fastify[LOG] === undefined) beginLog(fastify, false)
})

/** Returns the log of the application that an instance belongs to. One that is begun only now may have missed routes. */
export function routeLogOf(instance: FastifyInstance): RouteLog {
  const root: LoggedRoot = rootOf(instance)
  return root[LOG] ?? beginLog(root, root.printRoutes() !== '(empty tree)', instance)
}

/** Returns the instance that `Fastify()` returned. */
export function rootOf(instance: FastifyInstance): FastifyInstance {
  return Object.hasOwn(instance, 'addHook') ? instance : rootOf(parentOf(instance))
}

/** Returns the instance that an encapsulated one was made from. */
export function parentOf(instance: FastifyInstance): FastifyInstance {
  return Object.getPrototypeOf(instance)
}

function beginLog(root: FastifyInstance, isPartial: boolean, instance: FastifyInstance = root): RouteLog {
  const announced: Announcement[] = []
  const log: RouteLog = {
    readRoutes: () => announced.map(readRoute),
    onRoute: undefined,
    isPartial,
    // A new application has these names only if its options replace the built-in strategies.
    unknownStrategies: ['host', 'version'].filter((name) => root.hasConstraintStrategy(name)),
    strategies: logStrategies(root),
  }
  Object.defineProperty(root, LOG, { value: log, configurable: true })
  function logRoute(this: FastifyInstance, options: RouteOptions): void {
    const { url, routePath, prefix } = options as AnnouncedRoute
    const announcement = { instance: this, options, url, isIndex: routePath === '' && prefix !== '' }
    announced.push(announcement)
    log.onRoute?.(readRoute(announcement))
  }
  root.addHook('onRoute', logRoute)
  // An instance that exists already has its own copy of the hooks.
  if (instance !== root) instance.addHook('onRoute', logRoute)
  return log
}

/** Logs the constraint strategies that are added from now on. Fastify has no hook for them. */
function logStrategies(root: FastifyInstance): readonly ConstraintStrategy[] {
  const strategies: ConstraintStrategy[] = []
  const { addConstraintStrategy } = root
  root.addConstraintStrategy = (strategy) => {
    addConstraintStrategy(strategy)
    strategies.push(strategy as unknown as ConstraintStrategy)
  }
  return strategies
}

function readRoute({ instance, options, url, isIndex }: Announcement): LoggedRoute {
  // Fastify adds the twin of an index route with the same options, in which it then replaces the route.
  const hasSlashTwin = isIndex && options.url === `${url}/`
  return {
    instance,
    methods: [options.method].flat(),
    url: hasSlashTwin ? url : options.url,
    constraints: options.constraints ?? {},
    cors: options.config?.cors,
    hasStrayCors: 'cors' in options,
    hasSlashTwin,
  }
}
