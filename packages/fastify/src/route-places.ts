import type findMyWay from 'find-my-way'
import type { HTTPMethod } from 'find-my-way'
import { ANY, type Constraint, type ConstraintStore, type FindConstraint } from './constraints.ts'

export type CreateRouter = typeof findMyWay

/** One method of a route, and its owner. */
export interface PlacedRoute<Owner> {
  readonly method: string
  readonly url: string
  readonly constraints: Readonly<Record<string, unknown>>
  readonly owner: Owner
}

/** A leaf of the router's tree: routes with one method that match the same paths and differ only in constraints. */
export interface RoutePlace<Owner> {
  /** Ordered as in the router: the routes with the most constraints come last. */
  readonly routes: readonly PlacedRoute<Owner>[]
  readonly constraints: readonly Constraint[]
  readonly stores: ReadonlyMap<Constraint, ConstraintStore>
}

/** Lists every place that matches a path, in the order in which the router tries them. */
export type ListPlaces<Owner> = (method: string, path: string) => readonly RoutePlace<Owner>[]

/** The only constraint of the private router. Its store records which places the router visits. */
const VISIT = 'visit'

/**
 * Indexes routes by path. The index is a router in which no route ever matches, so that it visits every place that could
 * serve a path, in the order in which the application's router backtracks.
 *
 * @param options - The router's options, without its constraints.
 * @param routes - The routes in the order in which they were registered.
 */
export function indexRoutes<Owner>(
  create: CreateRouter,
  options: object,
  routes: readonly PlacedRoute<Owner>[],
  findConstraint: FindConstraint,
): ListPlaces<Owner> {
  const declared = declareRoutes(create, options, routes, findConstraint)
  const build = (numbers: readonly number[]): RoutePlace<Owner> =>
    buildPlace(
      numbers.map((number) => (declared[number] as DeclaredRoute<Owner>).store),
      findConstraint,
    )
  const strategy = { name: VISIT, storage: () => createVisitStore(build), deriveConstraint: () => undefined }
  const router = create({ ...options, constraints: { [VISIT]: strategy as never } })
  for (const [number, { method, path }] of declared.entries()) {
    router.on(method as HTTPMethod, path, { constraints: { [VISIT]: number } }, () => undefined)
  }
  return (method, path) => {
    const visited: RoutePlace<Owner>[] = []
    router.find(method as HTTPMethod, path, { [VISIT]: visited })
    return visited
  }
}

/** A route as the router stores it. A route with an optional parameter is stored twice. */
interface DeclaredRoute<Owner> {
  readonly method: string
  readonly path: string
  readonly store: PlacedRoute<Owner>
}

/**
 * Declares routes as the application did, duplicates included: Fastify ignores the error when it adds HEAD routes itself,
 * and the application may catch it. The router then keeps the first route, and part of a route with an optional parameter.
 */
function declareRoutes<Owner>(
  create: CreateRouter,
  options: object,
  routes: readonly PlacedRoute<Owner>[],
  findConstraint: FindConstraint,
): readonly DeclaredRoute<Owner>[] {
  const names = new Set(routes.flatMap(({ constraints }) => Object.keys(constraints)))
  const strategies = [...names].map((name) => {
    const { createStore } = findConstraint(name)
    return [name, { name, storage: createStore, deriveConstraint: () => undefined }]
  })
  const router = create({ ...options, constraints: Object.fromEntries(strategies) })
  for (const route of routes) {
    const { method, url, constraints } = route
    try {
      router.on(method as HTTPMethod, url, { constraints }, () => undefined, route)
    } catch (error) {
      if (!String(error).includes('already declared')) throw error
    }
  }
  return (router as unknown as { readonly routes: readonly DeclaredRoute<Owner>[] }).routes
}

/** Creates a store that matches no value. If the value is a list of visited places, the store adds its own place. */
function createVisitStore<Owner>(build: (numbers: readonly number[]) => RoutePlace<Owner>): ConstraintStore {
  const numbers: number[] = []
  let place: RoutePlace<Owner> | undefined
  return {
    get(value) {
      if (typeof value === 'number') return undefined
      place ??= build(numbers)
      ;(value as RoutePlace<Owner>[]).push(place)
      return undefined
    },
    set: (number) => void numbers.push(number as number),
  }
}

function buildPlace<Owner>(all: readonly PlacedRoute<Owner>[], findConstraint: FindConstraint): RoutePlace<Owner> {
  const routes = all.toSorted(
    (one, other) => Object.keys(one.constraints).length - Object.keys(other.constraints).length,
  )
  const names = new Set(routes.flatMap(({ constraints }) => Object.keys(constraints)))
  const constraints = [...names].map(findConstraint)
  const stores = new Map(constraints.map((constraint) => [constraint, fillStore(constraint, routes)]))
  return { routes, constraints, stores }
}

/** Fills a store as the router does, which merges the bits of values that the store does not distinguish. */
function fillStore<Owner>(constraint: Constraint, routes: readonly PlacedRoute<Owner>[]): ConstraintStore {
  const store = constraint.createStore()
  for (const [index, { constraints }] of routes.entries()) {
    if (!Object.hasOwn(constraints, constraint.name)) continue
    const value = constraints[constraint.name]
    store.set(value, Number(store.get(value) || 0) | (1 << index))
  }
  return store
}

/** A value for each constraint. */
export type ConstraintValues = ReadonlyMap<Constraint, unknown>

/**
 * Lists the routes that can serve a request, given the possible values of its constraints. The router takes the first
 * place with a route whose constraints all match, and the last such route in it.
 */
export function listServingRoutes<Owner>(
  places: readonly RoutePlace<Owner>[],
  values: ReadonlyMap<Constraint, readonly unknown[]>,
): ReadonlySet<PlacedRoute<Owner>> {
  const serving = new Set<PlacedRoute<Owner>>()
  for (const each of combine([...values])) {
    for (const route of listServingOf(places, each)) serving.add(route)
  }
  return serving
}

/** Returns the stores of a constraint. */
export function storesOf<Owner>(places: readonly RoutePlace<Owner>[], constraint: Constraint): ConstraintStore[] {
  return places.map(({ stores }) => stores.get(constraint)).filter((store) => store !== undefined)
}

/** Yields each choice of one value for each constraint. */
export function* combine(
  [first, ...rest]: readonly (readonly [Constraint, readonly unknown[]])[],
  chosen: ConstraintValues = new Map(),
): Generator<ConstraintValues> {
  if (first === undefined) return yield chosen
  const [constraint, values] = first
  for (const value of values) yield* combine(rest, new Map(chosen).set(constraint, value))
}

function* listServingOf<Owner>(
  places: readonly RoutePlace<Owner>[],
  values: ConstraintValues,
): Generator<PlacedRoute<Owner>> {
  // A condition that was false at one place is false at the places after it.
  const unmet: (readonly Condition[])[] = []
  for (const place of places) {
    for (let index = place.routes.length - 1; index >= 0; index--) {
      const conditions = listConditions(place, index, values)
      if (conditions === undefined || unmet.some((each) => each.every((one) => conditions.includes(one)))) continue
      yield place.routes[index] as PlacedRoute<Owner>
      if (conditions.length === 0) return
      unmet.push(conditions)
    }
  }
}

/** A condition that the actual request might meet. Identical conditions are both met or both not met. */
type Condition = string | symbol

/** Lists the conditions on which a route matches, if some values are {@link ANY}; `undefined` if it cannot match. */
function listConditions<Owner>(
  place: RoutePlace<Owner>,
  index: number,
  values: ConstraintValues,
): readonly Condition[] | undefined {
  const { constraints } = place.routes[index] as PlacedRoute<Owner>
  const conditions: Condition[] = []
  for (const [constraint, value] of values) {
    if (Object.hasOwn(constraints, constraint.name)) {
      if (value === undefined) return undefined
      if (value === ANY) conditions.push(nameCondition(place, index, constraint))
      else if (!hasBit(place.stores.get(constraint), value, index)) return undefined
    } else if (constraint.mustMatch && value !== undefined) {
      return undefined
    }
  }
  return conditions
}

/** Stores with the same values, set in the same order, match the same. Other stores can differ in any way. */
function nameCondition<Owner>(place: RoutePlace<Owner>, index: number, { name }: Constraint): Condition {
  const constrained = place.routes.filter(({ constraints }) => Object.hasOwn(constraints, name))
  const values = constrained.map(({ constraints }) => constraints[name])
  if (values.some((value) => typeof value !== 'string')) return Symbol(name)
  return JSON.stringify([name, values, constrained.indexOf(place.routes[index] as PlacedRoute<Owner>)])
}

function hasBit(store: ConstraintStore | undefined, value: unknown, index: number): boolean {
  return (Number(store?.get(value) || 0) & (1 << index)) !== 0
}
