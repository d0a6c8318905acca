import { createOptionsError } from '@crossorigin/node'
import type { Constraint, FindConstraint } from './constraints.ts'
import { listExamples, listSharedPaths, type Pattern, readPatterns } from './pattern-examples.ts'
import { predictRequest } from './predicted-request.ts'
import {
  type ConstraintValues,
  combine,
  type ListPlaces,
  listServingRoutes,
  type PlacedRoute,
  type RoutePlace,
  storesOf,
} from './route-places.ts'

type RoutePair<Owner> = readonly [first: PlacedRoute<Owner>, second: PlacedRoute<Owner>]

type IsPredictable = (constraint: Constraint) => boolean

/** The routes to check. */
interface RouteIndex<Owner> {
  readonly routes: readonly PlacedRoute<Owner>[]
  readonly listPlaces: ListPlaces<Owner>
  readonly findConstraint: FindConstraint
}

/**
 * Throws if routes with different owners can serve the same path and method, depending on a constraint whose value a preflight does
 * not reveal. It finds a path for every conflict that it reports. It can miss conflicts between unusual patterns, which the table
 * then detects when a preflight arrives.
 *
 * @throws `TypeError` with the code `ERR_CORS_OPTIONS`.
 */
export function refuseConflicts<Owner>({ routes, listPlaces, findConstraint }: RouteIndex<Owner>): void {
  const isPredictable = createPredictabilityTest()
  const listHidden = ({ constraints }: PlacedRoute<Owner>): string[] =>
    Object.keys(constraints).filter((name) => !isPredictable(findConstraint(name)))
  // Performance: hundreds of routes make tens of thousands of pairs.
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

/** Tests each constraint once, with a made-up preflight. It is predictable if everything that it reads stays the same. */
function createPredictabilityTest(): IsPredictable {
  const headers = { host: 'localhost', origin: 'https://origin.example' }
  const known = { method: 'GET', url: '/', originalUrl: '/' }
  const tested = new Map<Constraint, boolean>()
  return (constraint) => {
    let isPredictable = tested.get(constraint)
    if (isPredictable === undefined) {
      const predicted = predictRequest({ headers }, known)
      const derived = constraint.derive(predicted)
      // An asynchronous strategy can read more later. The table detects that.
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
  const known = constraints.filter(isPredictable)
  const hidden = constraints.filter((constraint) => !known.includes(constraint))
  const values = hidden.map((constraint) => [constraint, constraint.listValues(storesOf(places, constraint))] as const)
  for (const each of combine(known.map((constraint) => [constraint, listMet(constraint, pair)]))) {
    const serving = listServingRoutes(places, new Map([...values, ...fix(each)]))
    if (pair.every((route) => serving.has(route))) return true
  }
  return false
}

/** Lists values that match at least one of the routes. */
function listMet<Owner>({ name }: Constraint, pair: RoutePair<Owner>): readonly unknown[] {
  const wanted = pair.map(({ constraints }) => constraints[name]).filter((value) => value !== undefined)
  return wanted.length === 0
    ? [undefined]
    : wanted.flatMap((value): readonly unknown[] => (value instanceof RegExp ? listExamples(value) : [value]))
}

function fix(values: ConstraintValues): [Constraint, readonly unknown[]][] {
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
      'A preflight does not reveal which one will serve the actual request. Use one policy for both routes.',
  )
}

function describeConstraints(constraints: Readonly<Record<string, unknown>>): string {
  const all = Object.entries(constraints).map(([name, value]) => `${name} ${String(value)}`)
  return all.length === 0 ? '' : ` (${all.join(', ')})`
}
