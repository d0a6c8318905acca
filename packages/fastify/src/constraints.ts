import type { PredictedRequest } from './predicted-request.ts'

/** Maps the values of a constraint to the routes that they match at one place in the router, one bit for each route. */
export interface ConstraintStore {
  get(value: unknown): unknown
  set(value: unknown, bits: number): void
}

/** A constraint strategy, as Fastify accepts it. */
export interface ConstraintStrategy {
  readonly name: string
  readonly mustMatchWhenDerived?: boolean
  storage(): ConstraintStore
  deriveConstraint(request: object, context?: undefined, done?: (error: Error | null, value?: unknown) => void): unknown
}

/** A built-in strategy. The router derives its value without calling a function. */
export type BuiltInStrategy = Omit<ConstraintStrategy, 'deriveConstraint'>

/** Represents an unknown value of a constraint. */
export const ANY: unique symbol = Symbol('any value')

/** The values that the actual request can have if nothing is known. */
const UNKNOWN: readonly unknown[] = [undefined, ANY]

/** A value that was derived from a preflight. */
interface DerivedValue {
  readonly value: unknown
}

/** A criterion by which Fastify selects between routes with the same path. */
export interface Constraint {
  readonly name: string
  /** Whether requests that have a value are never served by routes without the constraint. */
  readonly mustMatch: boolean
  createStore(): ConstraintStore
  /** Derives the value of the actual request, `undefined` if its preflight does not reveal it. Never throws or rejects. */
  derive(predicted: PredictedRequest): DerivedValue | undefined | Promise<DerivedValue | undefined>
  /** Lists values that represent all values that a request can have, as far as the stores distinguish them. */
  listValues(stores: readonly ConstraintStore[]): readonly unknown[]
}

/** Finds the constraint with a name. */
export type FindConstraint = (name: string) => Constraint

/**
 * Finds constraints by name: first those of the application, then those of the router.
 *
 * @param opaque - Names of strategies that exist but cannot be accessed.
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

/** A preflight does not carry `Accept-Version`, but the actual request can. */
function createVersionConstraint(strategy: BuiltInStrategy): Constraint {
  return {
    name: 'version',
    mustMatch: true,
    createStore: () => strategy.storage(),
    derive: () => undefined,
    // A store is a map of all ranges that it knows. Its keys, and one value that is not a key, cover all requests.
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

/** A strategy whose name is all that is known can do anything. */
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
