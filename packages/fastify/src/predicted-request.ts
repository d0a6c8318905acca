/** The actual request, as far as its preflight predicts it. */
export interface PredictedRequest {
  /** Stands for the request where a function of the application takes one. */
  readonly message: object
  /** Whether everything that has been read so far, and something has, will be the same in the actual request. */
  isReliable(): boolean
  /** Whether something has been read that may be different in the actual request. */
  hasReadUnreliable(): boolean
  /** Whether the method has been read. */
  hasReadMethod(): boolean
}

/** What is known of a request beside its headers. */
type KnownProperties = Readonly<Record<'method' | 'url' | 'originalUrl', unknown>>

/**
 * The headers that browsers send alike in a preflight and in the actual request, and that JavaScript cannot set.
 *
 * Security: `User-Agent` is none of them, because Fetch no longer forbids it, and neither is `X-Forwarded-Host`.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-request-header
 */
const CARRIED_HEADERS: ReadonlySet<PropertyKey> = new Set(['host', ':authority', 'origin'])

/** What a preflight has of a request. */
interface Preflight {
  readonly headers: object
}

/**
 * Predicts the actual request that follows a preflight. Functions of the application can be called with it, and what they
 * read is recorded, because their result holds for the actual request only if they read nothing else than that.
 *
 * @param known - The method and the URL of the actual request.
 */
export function predictRequest(preflight: Preflight, known: KnownProperties): PredictedRequest {
  let [hasReadCarried, hasReadOther, hasReadMethod] = [false, false, false]
  const noteUnreliable = (): void => {
    hasReadOther = true
  }
  const headers = recordReads(preflight.headers, noteUnreliable, (name) => {
    if (!CARRIED_HEADERS.has(name)) return undefined
    hasReadCarried = true
    return { value: Reflect.get(preflight.headers, name) }
  })
  const message = recordReads(preflight, noteUnreliable, (name) => {
    if (name === 'headers') return { value: headers }
    if (!Object.hasOwn(known, name)) return undefined
    hasReadCarried = true
    hasReadMethod ||= name === 'method'
    return { value: known[name as keyof KnownProperties] }
  })
  return {
    message,
    isReliable: () => hasReadCarried && !hasReadOther,
    hasReadUnreliable: () => hasReadOther,
    hasReadMethod: () => hasReadMethod,
  }
}

/** Reads `source`, but for what is known. What is written is kept, and does not reach it. */
function recordReads(
  source: object,
  noteUnreliable: () => void,
  readKnown: (name: PropertyKey) => { readonly value: unknown } | undefined,
): object {
  const written = new Map<PropertyKey, unknown>()
  const see = <Result>(result: Result): Result => {
    noteUnreliable()
    return result
  }
  return new Proxy(Object.create(null), {
    get(_target, name) {
      if (written.has(name)) return written.get(name)
      const known = readKnown(name)
      if (known !== undefined) return known.value
      const value = see(Reflect.get(source, name))
      return typeof value === 'function' ? value.bind(source) : value
    },
    set: (_target, name, value) => written.set(name, value) !== undefined,
    has: (_target, name) => see(Reflect.has(source, name)),
    ownKeys: () => see([]),
    getOwnPropertyDescriptor: () => see(undefined),
    getPrototypeOf: () => see(Object.getPrototypeOf(source)),
  })
}
