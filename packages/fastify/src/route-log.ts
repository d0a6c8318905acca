import diagnosticsChannel from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { ConstraintStrategy } from './constraints.ts'
import type { RouteCors } from './registration.ts'

/** A route after all hooks have run. */
export interface LoggedRoute {
  /** The instance that it was added to. */
  readonly instance: FastifyInstance
  readonly methods: readonly string[]
  readonly url: string
  readonly constraints: Readonly<Record<string, unknown>>
  /** Its own `config.cors`. */
  readonly cors: RouteCors | undefined
  /** Whether the route has an option `cors` outside `config`, which Fastify ignores. */
  readonly hasStrayCors: boolean
  /** Whether Fastify has also added the route with a trailing slash, which it does not announce. */
  readonly hasSlashTwin: boolean
}

/** All routes of an application, with the constraint strategies that select between them. */
export interface RouteLog {
  /** Reads the current state of all routes. Other hooks can change a route after it was announced. */
  readRoutes(): readonly LoggedRoute[]
  /** Called with each route that is added from now on. */
  onRoute: ((route: LoggedRoute) => void) | undefined
  /** Whether routes had been added before the log was started. */
  readonly isPartial: boolean
  /** The constraint strategies that were added by `addConstraintStrategy`. */
  readonly strategies: readonly ConstraintStrategy[]
  /** Names of built-in constraints whose strategy may have been replaced before the log was started. */
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
 * The key of an application's log at its root. All copies of this package with the same shape of log share it, in any format and
 * folder.
 */
const LOG = Symbol.for('@crossorigin/fastify.log/1')

type LoggedRoot = FastifyInstance & { [LOG]?: RouteLog }

/**
 * Fastify announces each new application on this channel, so that hooks can be added. Routes are logged from then on, because a
 * route with `config.cors` can be added before the plugin runs. This is so for every route after a `register()` without `await`.
 *
 * @see https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
 */
diagnosticsChannel.subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { fastify: LoggedRoot }
  if (fastify[LOG] === undefined) beginLog(fastify, false)
})

/** Returns the log of the application that an instance belongs to. A log that is started only now may have missed routes. */
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
  // An existing instance has its own copy of the hooks.
  if (instance !== root) instance.addHook('onRoute', logRoute)
  return log
}

/** Logs the constraint strategies that are added from now on. Fastify has no hook for this. */
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
