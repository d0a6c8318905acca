/** A predicate that answers with a thenable. */
type ThenableRow = readonly [title: string, predicate: () => unknown]

type Settle = (answer: unknown) => void

/** A promise of somebody else's make. */
function thenable(then: (resolve: Settle, reject: Settle) => unknown): () => unknown {
  return () => ({ then })
}

/** An object whose `then` is read anew each time. */
function withThenOf(...answers: readonly (() => unknown)[]): () => unknown {
  return () => {
    let reads = 0
    return Object.defineProperty({}, 'then', { get: () => answers[Math.min(reads++, answers.length - 1)]?.() })
  }
}

const grants = (resolve: Settle): void => resolve(true)

/** Thenables that fail, or are none the second time that they are looked at. */
export const HOSTILE_THENABLES: readonly ThenableRow[] = [
  ['a thenable whose then cannot be read', withThenOf(throwing)],
  ['a thenable whose then cannot be read twice', withThenOf(() => grants, throwing)],
  [
    'a thenable that is none when it is asked',
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
  ['a thenable that resolves with a text', thenable((resolve) => resolve('true'))],
  ['a thenable of a thenable that throws', thenable((resolve) => resolve(thenable(throwing)()))],
  ['a thenable that throws first and grants then', thenable((resolve) => [throwing(), resolve(true)])],
  ['a thenable that rejects first and grants then', thenable((resolve, reject) => [reject(''), resolve(true)])],
]

/** Thenables that have said what counts before they go wrong. */
export const SETTLED_THENABLES: readonly ThenableRow[] = [
  ['that settles twice', thenable((resolve) => [resolve(false), resolve(true)])],
  ['that rejects after it has settled', thenable((resolve, reject) => [resolve(false), reject(new Error('no'))])],
  ['that settles once more later', thenable((resolve) => [resolve(false), setImmediate(() => resolve(true))])],
  ['that throws after it has settled', thenable((resolve) => [resolve(false), throwing()])],
  // A promise of Node is asked for what it is, whatever stands in its then.
  ['of Node with another then', () => Object.defineProperty(Promise.resolve(false), 'then', { value: grants })],
]

function throwing(): never {
  throw new Error('the thenable has failed')
}
