import { warnOnce } from '@crossorigin/node'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  type BuiltInStrategy,
  type Constraint,
  type ConstraintStrategy,
  createConstraintFinder,
  type FindConstraint,
} from './constraints.ts'
import { type PredictedRequest, predictRequest } from './predicted-request.ts'
import { refuseConflicts } from './route-conflicts.ts'
import type { LoggedRoute, RouteLog } from './route-log.ts'
import {
  type CreateRouter,
  indexRoutes,
  type ListPlaces,
  listServingRoutes,
  type PlacedRoute,
  type RoutePlace,
  storesOf,
} from './route-places.ts'
import { type RouterSettings, readRouterSettings } from './router-settings.ts'

/** The parts that a table is built from. An owner decides about requests. Owners are compared by identity. */
export interface TableContent<Owner> {
  readonly root: FastifyInstance
  readonly log: RouteLog
  readonly routes: readonly { readonly route: LoggedRoute; readonly owner: Owner }[]
  /** The scopes that have their own prefix, and the root. */
  readonly prefixes: readonly { readonly prefix: string; readonly owner: Owner }[]
  /** Owns requests that have no route and no prefix. */
  readonly fallback: Owner
  /** Owns preflights that do not reveal which route will serve the actual request. */
  readonly undecided: Owner
}

/** The owner of one method of a URL. */
export interface MethodOwner<Owner> {
  readonly owner: Owner
  /** Whether other methods of the same URL can have other owners. */
  readonly isUrlShared: boolean
}

type MaybePromise<Value> = Value | Promise<Value>

type FoundOwner<Owner> = MaybePromise<MethodOwner<Owner>>

/** Finds the owners of requests that Fastify's own router cannot be asked about. */
export interface RouteTable<Owner> {
  /** Finds the owner of the route that will serve the actual request. */
  findForPreflight(request: FastifyRequest): FoundOwner<Owner>
  /** Finds the owner of a request that no route serves, which is also the owner of its preflight. */
  findForMissingRoute(request: FastifyRequest): FoundOwner<Owner>
}

/** The URL of a request, as the router sees it. */
interface Target {
  readonly url: string
  /** Whether requests with other methods have the same URL. */
  readonly isUrlOfAll: boolean
}

/** A request that the table is asked about. */
interface MethodQuery extends Target {
  readonly method: string
  predict(): PredictedRequest
}

/**
 * Builds a table that finds, for a preflight, the owner of the route that will serve the actual request.
 *
 * Security: the table uses the application's router options and constraint strategies, and derives constraints from the
 * preflight as Fastify will derive them from the actual request. It assumes nothing about a constraint that depends on
 * anything else, such as `Accept-Version`. If routes with different owners could then serve the same request, building the
 * table fails. If that shows only when a preflight arrives, the owner is the one for undecided preflights.
 *
 * If no route has the method, the owner is that of the URL's other methods if they agree, otherwise that of the scope with
 * the longest matching prefix.
 *
 * Performance: the router is loaded when a table is built, because most applications have one policy and need none.
 *
 * @throws `TypeError` with the code `ERR_CORS_OPTIONS` if routes with different owners could serve the same request.
 */
export async function buildRouteTable<Owner>(content: TableContent<Owner>): Promise<RouteTable<Owner>> {
  const { default: create } = await import('find-my-way')
  const { root, log, prefixes, fallback, undecided } = content
  const settings = readRouterSettings(root)
  const findConstraint = findConstraintsOf(create, settings, log)
  const routes = placeRoutes(content)
  const listPlaces = indexRoutes(create, settings.matching, routes, findConstraint)
  refuseConflicts({ routes, listPlaces, findConstraint })
  const findScope = indexPrefixes(create, settings.matching, prefixes)
  const findOwner = createOwnerFinder({ routes, listPlaces, undecided, findScope: (url) => findScope(url) ?? fallback })
  const find = routes.some(isConstrained) ? findOwner : rememberOwners(findOwner)
  const { rewriteUrl } = settings
  return {
    findForPreflight({ raw, headers }) {
      const method = headers['access-control-request-method'] as string
      const target = predictTarget(root, raw, { method, rewriteUrl })
      if (target !== undefined) return find(createQuestion(raw, method, target))
      warn('rewriteUrl reads more than the method, the URL, Host and Origin')
      return { owner: undecided, isUrlShared: true }
    },
    findForMissingRoute({ raw, method }) {
      const target = predictTarget(root, raw, { method, rewriteUrl })
      return find(createQuestion(raw, method, target ?? { url: raw.url ?? '/', isUrlOfAll: false }))
    },
  }
}

/** The functions that find owners. */
interface OwnerSources<Owner> {
  readonly routes: readonly PlacedRoute<Owner>[]
  readonly listPlaces: ListPlaces<Owner>
  readonly undecided: Owner
  /** Finds the owner of a request without a route. */
  findScope(url: string): Owner
}

function createOwnerFinder<Owner>(sources: OwnerSources<Owner>): (question: MethodQuery) => FoundOwner<Owner> {
  const { routes, listPlaces, undecided, findScope } = sources
  const methods = [...new Set(routes.map(({ method }) => method))]
  return (question) => {
    const asked = question.isUrlOfAll ? [...new Set([...methods, question.method])] : [question.method]
    return whenSettled(listOwners(asked, question, listPlaces), (found) => {
      const all = new Set([...found.values()].flatMap((owners) => [...owners]))
      const [own, another] = found.get(question.method) ?? []
      if (another !== undefined) {
        warn('this depends on route constraints')
        return { owner: undecided, isUrlShared: true }
      }
      const [only] = all.size === 1 && question.isUrlOfAll ? all : []
      const owner = own ?? only ?? findScope(question.url)
      return { owner, isUrlShared: !question.isUrlOfAll || [...all].some((other) => other !== owner) }
    })
  }
}

function isConstrained({ constraints }: PlacedRoute<unknown>): boolean {
  return Object.keys(constraints).length > 0
}

/** Limits for cached paths, because clients choose them: how many, and how long. */
const MOST_PATHS = 1000
const LONGEST_PATH = 200

/** Performance: without constraints, the owner depends on the method and the path alone. */
function rememberOwners<Owner>(
  find: (question: MethodQuery) => FoundOwner<Owner>,
): (question: MethodQuery) => FoundOwner<Owner> {
  const known = new Map<string, FoundOwner<Owner>>()
  return (question) => {
    const { method, url, isUrlOfAll } = question
    const end = url.indexOf('?')
    const key = `${method} ${end === -1 ? url : url.slice(0, end)}`
    const present = isUrlOfAll ? known.get(key) : undefined
    if (present !== undefined) return present
    const found = find(question)
    if (isUrlOfAll && key.length <= LONGEST_PATH) {
      if (known.size === MOST_PATHS) known.clear()
      known.set(key, found)
    }
    return found
  }
}

function findConstraintsOf(create: CreateRouter, { strategies }: RouterSettings, log: RouteLog): FindConstraint {
  const { constrainer } = create() as unknown as {
    constrainer: { strategies: Readonly<Record<'host' | 'version', BuiltInStrategy>> }
  }
  const own: readonly ConstraintStrategy[] = [...strategies, ...log.strategies]
  return createConstraintFinder(own, constrainer.strategies, log.unknownStrategies)
}

function placeRoutes<Owner>({ routes }: TableContent<Owner>): PlacedRoute<Owner>[] {
  return routes.flatMap(({ route: { url, methods, constraints, hasSlashTwin }, owner }) =>
    (hasSlashTwin ? [url, `${url}/`] : [url]).flatMap((each) =>
      methods.map((method) => ({ method, url: each, constraints, owner })),
    ),
  )
}

function indexPrefixes<Owner>(
  create: CreateRouter,
  options: object,
  prefixes: TableContent<Owner>['prefixes'],
): (url: string) => Owner | undefined {
  const router = create(options)
  for (const { prefix, owner } of prefixes) {
    const base = prefix.replace(/\/$/, '')
    for (const url of [base === '' ? '/' : base, `${base}/*`]) {
      if (!router.hasRoute('GET', url)) router.on('GET', url, () => undefined, owner)
    }
  }
  return (url) => router.find('GET', url)?.store ?? undefined
}

/** Predicts the URL of the actual request. `rewriteUrl` can rewrite it differently from that of the preflight. */
function predictTarget(
  root: FastifyInstance,
  raw: FastifyRequest['raw'],
  { method, rewriteUrl }: { readonly method: string; readonly rewriteUrl: RouterSettings['rewriteUrl'] },
): Target | undefined {
  const { originalUrl } = raw as { originalUrl?: string }
  if (rewriteUrl === undefined || originalUrl === undefined) return { url: raw.url ?? '/', isUrlOfAll: true }
  const predicted = predictRequest(raw, { method, url: originalUrl, originalUrl })
  try {
    const url = rewriteUrl.call(root, predicted.message)
    if (typeof url !== 'string' || !predicted.isReliable()) return undefined
    return { url, isUrlOfAll: !predicted.hasReadMethod() }
  } catch {
    return undefined
  }
}

function createQuestion(raw: FastifyRequest['raw'], method: string, target: Target): MethodQuery {
  const { originalUrl } = raw as { originalUrl?: string }
  return { ...target, method, predict: () => predictRequest(raw, { method, url: target.url, originalUrl }) }
}

/** Lists the possible owners of each method. */
function listOwners<Owner>(
  methods: readonly string[],
  { method: asked, url, predict }: MethodQuery,
  listPlaces: ListPlaces<Owner>,
): MaybePromise<ReadonlyMap<string, ReadonlySet<Owner>>> {
  const places = new Map(methods.map((method) => [method, listPlaces(method, url)]))
  const constraints = new Set([...places.values()].flat().flatMap((place) => place.constraints))
  if (constraints.size === 0) {
    // Performance: without constraints, the last route of the first place serves.
    return new Map(
      Array.from(places, ([method, [first]]) => [method, new Set(first?.routes.slice(-1).map(({ owner }) => owner))]),
    )
  }
  const predictions = [...constraints].map((constraint) => ({ constraint, predicted: predict() }))
  const derived = predictions.map(({ constraint, predicted }) => constraint.derive(predicted))
  return whenSettled(settleAll(derived), (values) => {
    const listValues = (method: string, own: readonly RoutePlace<Owner>[]): [Constraint, readonly unknown[]][] =>
      predictions.map(({ constraint, predicted }, index) => {
        const isKnown = values[index] !== undefined && (method === asked || !predicted.hasReadMethod())
        return [constraint, isKnown ? [values[index]?.value] : constraint.listValues(storesOf(own, constraint))]
      })
    return new Map(
      [...places].map(([method, own]) => {
        const serving = listServingRoutes(own, new Map(listValues(method, own)))
        return [method, new Set([...serving].map(({ owner }) => owner))]
      }),
    )
  })
}

function settleAll<Value>(values: readonly MaybePromise<Value>[]): MaybePromise<readonly Value[]> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as readonly Value[])
}

function whenSettled<Value, Result>(
  value: MaybePromise<Value>,
  use: (value: Value) => Result,
): MaybePromise<Awaited<Result>> {
  return (value instanceof Promise ? value.then(use) : use(value)) as MaybePromise<Awaited<Result>>
}

/** Warns about preflights that are denied for a reason that the application can remove, once for each reason. */
function warn(cause: string): void {
  warnOnce(
    `CORS_PREFLIGHT_UNDECIDED ${cause}`,
    'CORS_PREFLIGHT_UNDECIDED',
    `A preflight was denied because it does not reveal which route will serve the actual request: ${cause}. ` +
      'Use one policy for all routes that can serve the same path and method.',
  )
}
