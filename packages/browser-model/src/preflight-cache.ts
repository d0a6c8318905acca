import { isNonWildcardRequestHeaderName } from '@crossorigin/grammar'
import { behaviorOf, type Engine } from './engine.ts'

/** The key of a cache entry. */
export interface CacheKey {
  /** The site of the top-level page; in WebKit its origin. */
  readonly partition: string
  /** The serialized origin of the request. Chromium and Firefox use the page's origin, even after a redirect has tainted it. */
  readonly origin: string
  /** The full URL, with its fragment. */
  readonly url: string
}

/** A cache lookup: what must be cached so that a request can be sent without a preflight. */
export interface CacheQuestion extends CacheKey {
  readonly withCredentials: boolean
  readonly method: string
  /** Lower case. */
  readonly unsafeNames: readonly string[]
  /** Whether a listener or a stream forces the preflight. In the standard, even a safelisted method then needs an entry. */
  readonly isForced: boolean
}

/** What a preflight response allows. */
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
  /** Returns whether a request can be sent without a preflight. */
  covers(question: CacheQuestion): boolean
  /** Stores what a preflight response allows: one entry for every listed method and header name, requested or not. */
  store(result: CacheResult): void
  /** Removes all entries of a URL. */
  clear(key: CacheKey): void
}

/** Options of {@link createPreflightCache}. */
export interface PreflightCacheOptions {
  /**
   * Returns the current time in milliseconds.
   *
   * @defaultValue `Date.now`
   */
  readonly now?: (() => number) | undefined
  /** The engine to model. By default, the standard is followed. */
  readonly engine?: Engine | undefined
}

interface CacheEntry {
  /** `result` is for the preflight as a whole, no matter what it listed. */
  readonly kind: 'result' | 'method' | 'header'
  readonly name: string
  readonly withCredentials: boolean
  expires: number
}

/** A search for one entry. */
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

  /** An entry with credentials serves every request. An entry without credentials serves only requests without credentials. */
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

/** Origins, URLs and sites contain no spaces. */
function nameKey({ partition, origin, url }: CacheKey): string {
  return `${partition} ${origin} ${url}`
}
