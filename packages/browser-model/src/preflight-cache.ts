import { isNonWildcardRequestHeaderName } from '@crossorigin/grammar'
import { behaviorOf, type Engine } from './engine.ts'

/** What the entries of the cache are kept by. */
export interface CacheKey {
  /** The site of the top-level page; in WebKit its origin. */
  readonly partition: string
  /** The serialized origin of the request; in Chromium and Firefox the page's, also after a redirect that taints it. */
  readonly origin: string
  /** The whole URL, with its fragment. */
  readonly url: string
}

/** What a request must find in the cache to be sent without a preflight. */
export interface CacheQuestion extends CacheKey {
  readonly withCredentials: boolean
  readonly method: string
  /** Lower case. */
  readonly unsafeNames: readonly string[]
  /** Whether a listener or a stream forces the preflight, so that in the standard even a safelisted method needs an entry. */
  readonly isForced: boolean
}

/** What a preflight has allowed. */
export interface CacheResult extends CacheKey {
  readonly withCredentials: boolean
  readonly methods: readonly string[]
  /** Lower case. */
  readonly headerNames: readonly string[]
  /** Seconds. */
  readonly maxAge: number
}

/** A browser's preflight cache. */
export interface PreflightCache {
  /** Tells whether a request can be sent without a preflight. */
  covers(question: CacheQuestion): boolean
  /** Keeps what a preflight has allowed: one entry for every method and every header name, asked for or not. */
  store(result: CacheResult): void
  /** Removes everything that is kept for a URL. */
  clear(key: CacheKey): void
}

/** How a cache is made. */
export interface PreflightCacheOptions {
  /**
   * Returns the time, in milliseconds.
   *
   * @defaultValue `Date.now`
   */
  readonly now?: (() => number) | undefined
  /** The engine whose departures from the standard it has; none by default. */
  readonly engine?: Engine | undefined
}

interface CacheEntry {
  /** `result` stands for a preflight as a whole, whatever it has listed. */
  readonly kind: 'result' | 'method' | 'header'
  readonly name: string
  readonly withCredentials: boolean
  expires: number
}

/** What is looked for in the cache. */
interface CacheLookup {
  readonly kind: CacheEntry['kind']
  readonly name: string
  readonly withCredentials: boolean
}

/**
 * Creates a preflight cache.
 *
 * @see https://fetch.spec.whatwg.org/#cors-preflight-cache
 */
export function createPreflightCache({ now = Date.now, engine }: PreflightCacheOptions = {}): PreflightCache {
  const behavior = behaviorOf(engine)
  const entries = new Map<string, CacheEntry[]>()

  function listLive(key: CacheKey): CacheEntry[] {
    const time = now()
    return (entries.get(nameKey(key)) ?? []).filter(({ expires }) => expires > time)
  }

  /** An entry of a credentialed preflight serves every request; one without credentials only its like. */
  function serves(entry: CacheEntry, withCredentials: boolean): boolean {
    return behavior.cacheKeyHasCredentials
      ? entry.withCredentials === withCredentials
      : entry.withCredentials || !withCredentials
  }

  function matches(entry: CacheEntry, lookup: CacheLookup): boolean {
    if (entry.kind !== lookup.kind || !serves(entry, lookup.withCredentials)) return false
    return entry.name === lookup.name || (entry.name === '*' && isWildcard(entry, lookup))
  }

  function isWildcard(entry: CacheEntry, { name, withCredentials }: CacheLookup): boolean {
    const { cachedWildcard, cachedWildcardCoversAuthorization } = behavior
    if (cachedWildcard === 'never') return false
    if (cachedWildcard === 'preflight-without-credentials' && entry.withCredentials) return false
    if (cachedWildcard === 'request-without-credentials' && withCredentials) return false
    return entry.kind === 'method' || cachedWildcardCoversAuthorization || !isNonWildcardRequestHeaderName(name)
  }

  return {
    covers({ withCredentials, method, unsafeNames, isForced, ...key }) {
      const live = listLive(key)
      const has = (kind: CacheEntry['kind'], name: string): boolean =>
        live.some((entry) => matches(entry, { kind, name, withCredentials }))
      const needsEntry = (isForced && behavior.forcedMethodNeedsEntry) || !behavior.methodsWithoutEntry.includes(method)
      if (needsEntry ? !has('method', method) : !has('result', '')) return false
      return unsafeNames.every((name) => has('header', name))
    },

    store({ withCredentials, methods, headerNames, maxAge, ...key }) {
      if (maxAge === 0 && behavior.expiredResultIsIgnored) return
      const expires = now() + maxAge * 1000
      const kept = behavior.cachesOneResult ? [] : listLive(key)
      const add = (kind: CacheEntry['kind'], name: string): void => {
        const present = kept.find((entry) => matches(entry, { kind, name, withCredentials }))
        if (present === undefined) kept.push({ kind, name, withCredentials, expires })
        else present.expires = expires
      }
      add('result', '')
      for (const method of methods) add('method', method)
      for (const name of headerNames) add('header', name)
      entries.set(nameKey(key), kept)
    },

    clear(key) {
      entries.delete(nameKey(key))
    },
  }
}

/** No origin, URL or site has a space in it. */
function nameKey({ partition, origin, url }: CacheKey): string {
  return `${partition} ${origin} ${url}`
}
