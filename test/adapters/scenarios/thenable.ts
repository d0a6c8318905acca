/** An origin function that returns a thenable. */
type ThenableRow = readonly [title: string, predicate: () => unknown]

type Settle = (answer: unknown) => void

/** A thenable that is not a native promise. */
function thenable(then: (resolve: Settle, reject: Settle) => unknown): () => unknown {
  return () => ({ then })
}

/** An object whose `then` is read again each time. */
function withThenOf(...answers: readonly (() => unknown)[]): () => unknown {
  return () => {
    let reads = 0
    return Object.defineProperty({}, 'then', { get: () => answers[Math.min(reads++, answers.length - 1)]?.() })
  }
}

const grants = (resolve: Settle): void => resolve(true)

/** Thenables that fail, or are no longer thenables when `then` is read again. */
export const HOSTILE_THENABLES: readonly ThenableRow[] = [
  ['a thenable whose then cannot be read', withThenOf(throwing)],
  ['a thenable whose then cannot be read twice', withThenOf(() => grants, throwing)],
  [
    'a thenable that is not one when it is called',
    withThenOf(
      () => grants,
      () => 'then',
    ),
  ],
  [
    'a thenable that becomes one too late',
    withThenOf(
      () => undefined,
      () => grants,
    ),
  ],
  ['a thenable that throws', thenable(throwing)],
  ['a thenable that rejects', thenable((_resolve, reject) => reject(new Error('no')))],
  ['a thenable that resolves with a string', thenable((resolve) => resolve('true'))],
  ['a thenable of a thenable that throws', thenable((resolve) => resolve(thenable(throwing)()))],
  ['a thenable that throws first and then allows', thenable((resolve) => [throwing(), resolve(true)])],
  ['a thenable that rejects first and then allows', thenable((resolve, reject) => [reject(''), resolve(true)])],
]

/** Thenables that have settled before they fail. */
export const SETTLED_THENABLES: readonly ThenableRow[] = [
  ['that settles twice', thenable((resolve) => [resolve(false), resolve(true)])],
  ['that rejects after it has settled', thenable((resolve, reject) => [resolve(false), reject(new Error('no'))])],
  ['that settles once more later', thenable((resolve) => [resolve(false), setImmediate(() => resolve(true))])],
  ['that throws after it has settled', thenable((resolve) => [resolve(false), throwing()])],
  // Node reads the state of a native promise, and ignores a replaced `then`.
  [
    'of a native promise with a replaced then',
    () => Object.defineProperty(Promise.resolve(false), 'then', { value: grants }),
  ],
]

function throwing(): never {
  throw new Error('the thenable failed')
}
