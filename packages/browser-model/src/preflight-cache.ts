import { isNonWildcardRequestHeaderName, isSafelistedMethod } from '@crossorigin/grammar'
import { behaviourOf, type Engine } from './engine.ts'

/** What the entries of the cache are kept by. */
export interface CacheKey {
  /** The site of the top-level page. */
  readonly partition: string
  readonly origin: string
  /** The whole URL, without its fragment. */
  readonly url: string
}

/** What a request needs to find in the cache to go without a preflight. */
export interface CacheQuestion extends CacheKey {
  readonly withCredentials: boolean
  readonly method: string
  /** Lower case. */
  readonly unsafeNames: readonly string[]
  /** Whether a listener or a stream forces the preflight, so that even a safelisted method needs an entry. */
  readonly isForced: boolean
}

/** What a preflight has granted. */
export interface CacheGrant extends CacheKey {
  readonly withCredentials: boolean
  readonly methods: readonly string[]
  /** Lower case. */
  readonly headerNames: readonly string[]
  /** Seconds. */
  readonly maxAge: number
}

/** A browser's memory of preflights. */
export interface PreflightCache {
  /** Tells whether a request can go without a preflight. */
  covers(question: CacheQuestion): boolean
  /** Remembers what a preflight has granted: one entry for every method and every name, asked for or not. */
  store(grant: CacheGrant): void
  /** Forgets everything about a URL. */
  clear(key: CacheKey): void
}

/** How a cache is made. */
export interface PreflightCacheOptions {
  /**
   * Tells the time, in milliseconds.
   *
   * @defaultValue `Date.now`
   */
  readonly now?: (() => number) | undefined
  /** The engine whose departures from the standard it has. */
  readonly engine?: Engine | undefined
}

interface CacheEntry {
  readonly kind: 'method' | 'header'
  readonly name: string
  readonly withCredentials: boolean
  expires: number
}

/**
 * Creates a preflight cache.
 *
 * @see https://fetch.spec.whatwg.org/#cors-preflight-cache
 */
export function createPreflightCache({ now = Date.now, engine }: PreflightCacheOptions = {}): PreflightCache {
  const behaviour = behaviourOf(engine)
  const entries = new Map<string, CacheEntry[]>()

  function find(key: CacheKey, withCredentials: boolean): readonly CacheEntry[] {
    const time = now()
    return (entries.get(nameKey(key)) ?? []).filter((entry) => entry.expires > time && serves(entry, withCredentials))
  }

  /** An entry of a credentialed preflight serves every request; one without credentials only its like. */
  function serves(entry: CacheEntry, withCredentials: boolean): boolean {
    return behaviour.cacheKeyHasCredentials
      ? entry.withCredentials === withCredentials
      : entry.withCredentials || !withCredentials
  }

  function matches(entry: CacheEntry, kind: CacheEntry['kind'], name: string): boolean {
    if (entry.kind !== kind) return false
    return entry.name === name || (entry.name === '*' && isWildcard(entry, name))
  }

  function isWildcard(entry: CacheEntry, name: string): boolean {
    if (behaviour.cachedWildcard === 'literal') return false
    if (behaviour.cachedWildcard === 'uncredentialed' && entry.withCredentials) return false
    if (entry.kind === 'method') return true
    return behaviour.wildcardCoversAuthorization || !isNonWildcardRequestHeaderName(name)
  }

  return {
    covers({ withCredentials, method, unsafeNames, isForced, ...key }) {
      const found = find(key, withCredentials)
      const needsMethod = isForced || !isSafelistedMethod(method)
      if (needsMethod && !found.some((entry) => matches(entry, 'method', method))) return false
      return unsafeNames.every((name) => found.some((entry) => matches(entry, 'header', name)))
    },

    store({ withCredentials, methods, headerNames, maxAge, ...key }) {
      const expires = now() + maxAge * 1000
      const kept = behaviour.cachesOneResult ? [] : (entries.get(nameKey(key)) ?? [])
      const add = (kind: CacheEntry['kind'], name: string): void => {
        const present = kept.find((entry) => matches(entry, kind, name) && serves(entry, withCredentials))
        if (present === undefined) kept.push({ kind, name, withCredentials, expires })
        else present.expires = expires
      }
      for (const method of methods) add('method', method)
      for (const name of headerNames) add('header', name)
      entries.set(nameKey(key), kept)
    },

    clear(key) {
      entries.delete(nameKey(key))
    },
  }
}

/** No origin, URL or site holds a space. */
function nameKey({ partition, origin, url }: CacheKey): string {
  return `${partition} ${origin} ${url}`
}
