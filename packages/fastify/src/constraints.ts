import type { PredictedRequest } from './predicted-request.ts'

/** Holds, for one place in the router, which routes a value of a constraint matches: a bit for each. */
export interface ConstraintStore {
  get(value: unknown): unknown
  set(value: unknown, bits: number): void
}

/** A constraint strategy, as Fastify takes it. */
export interface ConstraintStrategy {
  readonly name: string
  readonly mustMatchWhenDerived?: boolean
  storage(): ConstraintStore
  deriveConstraint(request: object, context?: undefined, done?: (error: Error | null, value?: unknown) => void): unknown
}

/** A strategy of the router's own, which derives it without a function. */
export type BuiltInStrategy = Omit<ConstraintStrategy, 'deriveConstraint'>

/** Any value of a constraint, of which is only known that there is one. */
export const ANY: unique symbol = Symbol('any value')

/** What the actual request may have, if nothing is known: no value, or any. */
const UNKNOWN: readonly unknown[] = [undefined, ANY]

/** A value that a preflight tells. */
interface DerivedValue {
  readonly value: unknown
}

/** Something by which Fastify selects between the routes of one path. */
export interface Constraint {
  readonly name: string
  /** Whether a request that has a value for it is never served by a route without the constraint. */
  readonly mustMatch: boolean
  createStore(): ConstraintStore
  /** Derives the value of the actual request; `undefined` if its preflight does not tell. It never throws or rejects. */
  derive(predicted: PredictedRequest): DerivedValue | undefined | Promise<DerivedValue | undefined>
  /** Lists every value that a request may have, for what the stores make of it. */
  listValues(stores: readonly ConstraintStore[]): readonly unknown[]
}

/** Finds the constraint with a name. */
export type FindConstraint = (name: string) => Constraint

/**
 * Finds constraints by name: those of the application first, then those of the router.
 *
 * @param opaque - Names of strategies that exist and are out of reach.
 */
export function createConstraintFinder(
  own: readonly ConstraintStrategy[],
  builtIn: Readonly<Record<'host' | 'version', BuiltInStrategy>>,
  opaque: readonly string[],
): FindConstraint {
  const all = [
    createHostConstraint(builtIn.host),
    createVersionConstraint(builtIn.version),
    ...opaque.map(createOpaqueConstraint),
    ...own.map(createOwnConstraint),
  ]
  const constraints = new Map(all.map((constraint) => [constraint.name, constraint]))
  return (name) => {
    const constraint = constraints.get(name) ?? createOpaqueConstraint(name)
    constraints.set(name, constraint)
    return constraint
  }
}

function createHostConstraint(strategy: BuiltInStrategy): Constraint {
  return {
    name: 'host',
    mustMatch: false,
    createStore: () => strategy.storage(),
    derive({ message }) {
      const { headers } = message as { headers: Readonly<Record<string, string | undefined>> }
      return { value: headers['host'] || headers[':authority'] }
    },
    listValues: () => UNKNOWN,
  }
}

/** A preflight does not carry `Accept-Version`, and the actual request may. */
function createVersionConstraint(strategy: BuiltInStrategy): Constraint {
  return {
    name: 'version',
    mustMatch: true,
    createStore: () => strategy.storage(),
    derive: () => undefined,
    // A store is a map of every range that it knows: its keys, and one value that is none of them, cover all requests.
    listValues: (stores) => [undefined, '', ...new Set(stores.flatMap((store) => [...keysOf(store)]))],
  }
}

function keysOf(store: ConstraintStore): Iterable<unknown> {
  return (store as unknown as { readonly store: ReadonlyMap<unknown, number> }).store.keys()
}

function createOwnConstraint(strategy: ConstraintStrategy): Constraint {
  return {
    name: strategy.name,
    mustMatch: strategy.mustMatchWhenDerived === true,
    createStore: () => strategy.storage(),
    derive: (predicted) => deriveValue(strategy, predicted),
    listValues: () => UNKNOWN,
  }
}

/** A strategy of which only the name is known may do anything. */
function createOpaqueConstraint(name: string): Constraint {
  return {
    name,
    mustMatch: true,
    createStore: () => new Map<unknown, number>(),
    derive: () => undefined,
    listValues: () => UNKNOWN,
  }
}

function deriveValue(strategy: ConstraintStrategy, predicted: PredictedRequest): ReturnType<Constraint['derive']> {
  const settle = (value: unknown): DerivedValue | undefined => (predicted.isReliable() ? { value } : undefined)
  try {
    // The router also recognizes an asynchronous strategy by the number of its parameters.
    if (strategy.deriveConstraint.length !== 3) return settle(strategy.deriveConstraint(predicted.message))
  } catch {
    return undefined
  }
  return new Promise((resolve) => {
    try {
      strategy.deriveConstraint(predicted.message, undefined, (error, value) => {
        resolve(error === null ? settle(value) : undefined)
      })
    } catch {
      resolve(undefined)
    }
  })
}
