/** A browser engine whose departures from the standard are modelled. */
export type Engine = 'chromium' | 'firefox' | 'webkit'

/** Where an engine leaves the standard. */
export interface EngineBehaviour {
  /** Whether `*` in `Access-Control-Allow-Headers` covers `Authorization`. */
  readonly wildcardCoversAuthorization: boolean
  /** The most seconds for which a preflight's answer is kept. */
  readonly maxAgeCap: number
  /** The age that a value which is not a number of seconds stands for. */
  readonly malformedMaxAge: number
  /** The age that a negative value stands for. */
  readonly negativeMaxAge: number
  /** Whether the cache keeps one result for a key, so that a second preflight replaces the first. */
  readonly cachesOneResult: boolean
  /** What `*` in the cache stands for: every name, every name unless it was a credentialed preflight, or itself. */
  readonly cachedWildcard: 'always' | 'uncredentialed' | 'literal'
  /** Whether an entry serves only requests with the same credentials as those of the preflight. */
  readonly cacheKeyHasCredentials: boolean
  /** Whether a network error of the actual request clears the entries of its URL. */
  readonly failureClearsCache: boolean
  /** Whether a method that needs a preflight may be missing from the answer where a listener or a stream forced it. */
  readonly flagExcusesMissingMethods: boolean
}

const STANDARD: EngineBehaviour = {
  wildcardCoversAuthorization: false,
  maxAgeCap: Number.POSITIVE_INFINITY,
  malformedMaxAge: 5,
  negativeMaxAge: 5,
  cachesOneResult: false,
  cachedWildcard: 'always',
  cacheKeyHasCredentials: false,
  failureClearsCache: true,
  flagExcusesMissingMethods: true,
}

/**
 * The departures of each engine, as read in its source, with the file they stand in.
 *
 * - Chromium: `services/network/cors/preflight_result.cc`, `preflight_cache.cc`, `cors_url_loader.cc`;
 *   `services/network/public/cpp/features.cc` (`CorsNonWildcardRequestHeadersSupport`, off).
 * - Firefox: `netwerk/protocol/http/nsCORSListenerProxy.cpp`
 *   (`network.cors_preflight.authorization_covered_by_wildcard`, on).
 * - WebKit: `Source/WebCore/loader/CrossOriginPreflightResultCache.cpp`.
 */
const ENGINES: Readonly<Record<Engine, EngineBehaviour>> = {
  chromium: {
    ...STANDARD,
    wildcardCoversAuthorization: true,
    maxAgeCap: 7200,
    negativeMaxAge: 0,
    cachesOneResult: true,
    cachedWildcard: 'uncredentialed',
    failureClearsCache: false,
    flagExcusesMissingMethods: false,
  },
  firefox: {
    ...STANDARD,
    wildcardCoversAuthorization: true,
    maxAgeCap: 86_400,
    malformedMaxAge: 0,
    negativeMaxAge: 0,
    cachedWildcard: 'literal',
    cacheKeyHasCredentials: true,
    flagExcusesMissingMethods: false,
  },
  webkit: {
    ...STANDARD,
    wildcardCoversAuthorization: true,
    maxAgeCap: 600,
    negativeMaxAge: 0,
    cachesOneResult: true,
    cachedWildcard: 'uncredentialed',
    failureClearsCache: false,
    flagExcusesMissingMethods: false,
  },
}

/** Returns how an engine behaves; without one, what the standard says. */
export function behaviourOf(engine: Engine | undefined): EngineBehaviour {
  return engine === undefined ? STANDARD : ENGINES[engine]
}
