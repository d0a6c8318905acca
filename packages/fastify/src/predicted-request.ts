/** The actual request, as predicted from its preflight. */
export interface PredictedRequest {
  /** The request object that functions of the application are called with. */
  readonly message: object
  /** Whether something has been read, and all of it is the same in the actual request. */
  isReliable(): boolean
  /** Whether something has been read that can differ in the actual request. */
  hasReadUnreliable(): boolean
  /** Whether the method has been read. */
  hasReadMethod(): boolean
}

/** The properties of the actual request that are known, in addition to headers. */
type KnownProperties = Readonly<Record<'method' | 'url' | 'originalUrl', unknown>>

/**
 * The headers that browsers send with the same value in a preflight and in the actual request, and that JavaScript cannot
 * set.
 *
 * Security: `User-Agent` and `X-Forwarded-Host` are not among them, because the page can set them.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-request-header
 */
const CARRIED_HEADERS: ReadonlySet<PropertyKey> = new Set(['host', ':authority', 'origin'])

/** The preflight that was received. */
interface Preflight {
  readonly headers: object
}

/**
 * Predicts the actual request that follows a preflight. It records what a function of the application reads from it: the
 * result of the function holds for the actual request only if everything that it read is the same there.
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

/** Reads unknown properties from `source`. Written properties are kept separately, and do not change `source`. */
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
