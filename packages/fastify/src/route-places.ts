import type findMyWay from 'find-my-way'
import type { HTTPMethod } from 'find-my-way'
import { ANY, type Constraint, type ConstraintStore, type FindConstraint } from './constraints.ts'

export type CreateRouter = typeof findMyWay

/** One method of a route, with what is stored for it. */
export interface PlacedRoute<Owner> {
  readonly method: string
  readonly url: string
  readonly constraints: Readonly<Record<string, unknown>>
  readonly owner: Owner
}

/** A leaf of the router's tree: the routes of one method that match the same paths, and differ by constraints. */
export interface RoutePlace<Owner> {
  /** Those with the most constraints last, as the router has them. */
  readonly routes: readonly PlacedRoute<Owner>[]
  readonly constraints: readonly Constraint[]
  readonly stores: ReadonlyMap<Constraint, ConstraintStore>
}

/** Lists every place that matches a path, in the order in which the router tries them. */
export type ListPlaces<Owner> = (method: string, path: string) => readonly RoutePlace<Owner>[]

/** The one constraint of the private router, whose store takes notes of the places that the router comes by. */
const VISIT = 'visit'

/**
 * Indexes routes by path. The index is a router that finds no route anywhere: it goes on to the last place that could have
 * one, as it does if constraints are not met.
 *
 * @param options - The router's options, but for its constraints.
 * @param routes - In the order in which they were registered.
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

/** What a router makes of a route: several if it has an optional parameter. */
interface DeclaredRoute<Owner> {
  readonly method: string
  readonly path: string
  readonly store: PlacedRoute<Owner>
}

/**
 * Declares routes as the application did. A route that was declared before is no error: Fastify ignores it where it adds
 * routes for HEAD by itself, and the application where it catches the error. With an optional parameter, a part may be left.
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

/** It matches no value. Where the value is a list of visited places, it joins its own. */
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

/** Fills a store as the router does: asking it before, because one value may stand for others. */
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
export type Values = ReadonlyMap<Constraint, unknown>

/**
 * Lists the routes that may serve a request, given every value that its constraints may have. The router serves it by the
 * last route, of the first place, whose constraints are all met.
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

/** Returns what a constraint is looked up in at some places. */
export function storesOf<Owner>(places: readonly RoutePlace<Owner>[], constraint: Constraint): ConstraintStore[] {
  return places.map(({ stores }) => stores.get(constraint)).filter((store) => store !== undefined)
}

/** Yields each choice of one value for each constraint. */
export function* combine(
  [first, ...rest]: readonly (readonly [Constraint, readonly unknown[]])[],
  chosen: Values = new Map(),
): Generator<Values> {
  if (first === undefined) return yield chosen
  const [constraint, values] = first
  for (const value of values) yield* combine(rest, new Map(chosen).set(constraint, value))
}

function* listServingOf<Owner>(places: readonly RoutePlace<Owner>[], values: Values): Generator<PlacedRoute<Owner>> {
  // What is not met where it was asked first is not met later on.
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

/** Something that is true of the actual request, or not. Where two are identical, they have the same truth. */
type Condition = string | symbol

/** Lists what has to be true for a route to match values of which some may be any; `undefined` if it does not match. */
function listConditions<Owner>(
  place: RoutePlace<Owner>,
  index: number,
  values: Values,
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

/** Stores with the same values, set in the same order, match alike. Of other stores nothing is known. */
function nameCondition<Owner>(place: RoutePlace<Owner>, index: number, { name }: Constraint): Condition {
  const constrained = place.routes.filter(({ constraints }) => Object.hasOwn(constraints, name))
  const values = constrained.map(({ constraints }) => constraints[name])
  if (values.some((value) => typeof value !== 'string')) return Symbol(name)
  return JSON.stringify([name, values, constrained.indexOf(place.routes[index] as PlacedRoute<Owner>)])
}

function hasBit(store: ConstraintStore | undefined, value: unknown, index: number): boolean {
  return (Number(store?.get(value) || 0) & (1 << index)) !== 0
}
