import { createOptionsError } from '@crossorigin/node'
import type { Constraint, FindConstraint } from './constraints.ts'
import { listExamples, listSharedPaths, type Pattern, readPatterns } from './pattern-examples.ts'
import { predictRequest } from './predicted-request.ts'
import {
  combine,
  type ListPlaces,
  listServingRoutes,
  type PlacedRoute,
  type RoutePlace,
  storesOf,
  type Values,
} from './route-places.ts'

type RoutePair<Owner> = readonly [first: PlacedRoute<Owner>, second: PlacedRoute<Owner>]

type IsPredictable = (constraint: Constraint) => boolean

/** What conflicts are searched for in. */
interface RouteIndex<Owner> {
  readonly routes: readonly PlacedRoute<Owner>[]
  readonly listPlaces: ListPlaces<Owner>
  readonly findConstraint: FindConstraint
}

/**
 * Refuses two routes with different owners if either may serve the same path and method, depending on a constraint that a
 * preflight does not tell. What it refuses is shown to be possible, by a path. What it does not find is left to the table.
 *
 * @throws `TypeError` with the code `ERR_CORS_OPTIONS`.
 */
export function refuseConflicts<Owner>({ routes, listPlaces, findConstraint }: RouteIndex<Owner>): void {
  const isPredictable = createPredictabilityTest()
  const listHidden = ({ constraints }: PlacedRoute<Owner>): string[] =>
    Object.keys(constraints).filter((name) => !isPredictable(findConstraint(name)))
  // Performance: two routes of hundreds are compared in tens of thousands of ways.
  const patterns = new Map(routes.map(({ url }) => [url, readPatterns(url)]))
  const patternsOf = ({ url }: PlacedRoute<Owner>): readonly Pattern[] => patterns.get(url) ?? []
  for (const first of routes.filter((route) => listHidden(route).length > 0)) {
    for (const second of routes) {
      if (second.method !== first.method || second.owner === first.owner) continue
      for (const path of listSharedPaths(patternsOf(first), patternsOf(second))) {
        if (!areInConflict([first, second], listPlaces(first.method, path), isPredictable)) continue
        throw createConflictError([first, second], path, [first, second].flatMap(listHidden))
      }
    }
  }
}

/** Asks each constraint once, with a request that nobody has sent: what it reads tells whether a preflight is enough. */
function createPredictabilityTest(): IsPredictable {
  const headers = { host: 'localhost', origin: 'https://origin.example' }
  const known = { method: 'GET', url: '/', originalUrl: '/' }
  const tested = new Map<Constraint, boolean>()
  return (constraint) => {
    let isPredictable = tested.get(constraint)
    if (isPredictable === undefined) {
      const predicted = predictRequest({ headers }, known)
      const derived = constraint.derive(predicted)
      // What reads later is left to the table: nobody can say how long to wait for it.
      isPredictable = derived instanceof Promise ? !predicted.hasReadUnreliable() : predicted.isReliable()
      tested.set(constraint, isPredictable)
    }
    return isPredictable
  }
}

function areInConflict<Owner>(
  pair: RoutePair<Owner>,
  places: readonly RoutePlace<Owner>[],
  isPredictable: IsPredictable,
): boolean {
  const constraints = [...new Set(places.flatMap((place) => place.constraints))]
  const told = constraints.filter(isPredictable)
  const hidden = constraints.filter((constraint) => !told.includes(constraint))
  const values = hidden.map((constraint) => [constraint, constraint.listValues(storesOf(places, constraint))] as const)
  for (const each of combine(told.map((constraint) => [constraint, listMet(constraint, pair)]))) {
    const serving = listServingRoutes(places, new Map([...values, ...fix(each)]))
    if (pair.every((route) => serving.has(route))) return true
  }
  return false
}

/** Lists values that meet a constraint of one of the routes at least. */
function listMet<Owner>({ name }: Constraint, pair: RoutePair<Owner>): readonly unknown[] {
  const wanted = pair.map(({ constraints }) => constraints[name]).filter((value) => value !== undefined)
  return wanted.length === 0
    ? [undefined]
    : wanted.flatMap((value): readonly unknown[] => (value instanceof RegExp ? listExamples(value) : [value]))
}

function fix(values: Values): [Constraint, readonly unknown[]][] {
  return [...values].map(([constraint, value]) => [constraint, [value]])
}

function createConflictError<Owner>(pair: RoutePair<Owner>, path: string, hidden: readonly string[]): TypeError {
  const [first, second] = pair.map(
    ({ method, url, constraints }) => `${method} ${url}${describeConstraints(constraints)}`,
  )
  const names = [...new Set(hidden)]
  return createOptionsError(
    `${first} and ${second} have different CORS policies, and either can serve ${path}, depending on the ` +
      `${names.length > 1 ? 'constraints' : 'constraint'} ${names.join(' and ')}. ` +
      'A preflight does not tell which one will serve the actual request. Give both routes one policy.',
  )
}

function describeConstraints(constraints: Readonly<Record<string, unknown>>): string {
  const all = Object.entries(constraints).map(([name, value]) => `${name} ${String(value)}`)
  return all.length === 0 ? '' : ` (${all.join(', ')})`
}
