import { BEHAVIORS } from './engine-behaviors.ts'

/**
 * A browser engine whose departures from the Fetch standard are modeled. `webkit` is WebKit as WebKitGTK runs it: it shares its
 * CORS code with Safari, but not its cookies, its HTTP cache and its TLS.
 */
export type Engine = 'chromium' | 'firefox' | 'webkit'

/** The differences between the standard and the engines: one property for each. */
export interface EngineBehavior {
  /** What `fetch` does with a `ReadableStream` body: streams it, sends the text `[object ReadableStream]`, or throws. */
  readonly streamBody: 'stream' | 'text' | 'exception'
  /** Whether `fetch` joins header lines with the same name before it judges them, as `XMLHttpRequest` always does. */
  readonly joinsHeaderLines: boolean
  /** Whether a name that is on two lines is listed twice in `Access-Control-Request-Headers`. */
  readonly repeatsHeaderNames: boolean
  /** Whether a `User-Agent` set by the page is dropped. */
  readonly dropsUserAgent: boolean
  /** Whether client hints such as `DPR` are safelisted if their values are well formed. */
  readonly safelistsClientHints: boolean
  /** Whether bytes of 0x80 and above in `Accept` and `Content-Type` need a preflight. */
  readonly nonAsciiIsUnsafe: boolean
  /** Whether safelisted headers need a preflight if their total length exceeds 1024 bytes. */
  readonly limitsTotalLength: boolean
  /** Whether the unit of a `Range` may be written in upper case. */
  readonly ignoresRangeUnitCase: boolean
  /** The first position in a `Range` that is too large to be safelisted. */
  readonly rangePositionLimit: bigint | undefined
  /** Whether a listener on the upload object forces a preflight only if there is a body. */
  readonly uploadListenerNeedsBody: boolean
  /** Whether a secure page cannot load `http:` URLs of the local machine, such as `http://localhost`. */
  readonly blocksLoopback: boolean
  /** Whether a secure page can load `http:` URLs of private addresses. The engine asks the user for permission instead. */
  readonly allowsPrivateAddress: boolean
  /** Whether `@font-face` needs the CORS check. */
  readonly checksFonts: boolean
  /** Whether a form that an `https:` page posts to an `http:` URL keeps its `Origin`. */
  readonly navigationKeepsOrigin: boolean
  /** Whether the referrer policy hides the `Origin` of navigations only, not of other requests outside mode `cors`. */
  readonly hidesOriginOfNavigationsOnly: boolean
  /** Whether `XMLHttpRequest` replaces the `charset` of text in place instead of serializing the whole type again. */
  readonly replacesCharsetInPlace: boolean
  /** Whether a `Content-Type` whose `charset` is replaced also needs a preflight if the value that the page set is not safelisted. */
  readonly checksReplacedContentType: boolean

  /** Whether `*` in `Access-Control-Allow-Headers` covers `Authorization` in the response to a preflight. */
  readonly wildcardCoversAuthorization: boolean
  /** Whether the method can be missing if an upload listener or a stream forced the preflight and no methods are listed. */
  readonly flagExcusesMissingMethods: boolean
  /** How `Access-Control-Max-Age` is read: as digits only, or as a 64-bit integer with an optional sign. */
  readonly maxAgeSyntax: 'digits' | 'integer'
  /** Seconds that are used for an invalid `Access-Control-Max-Age`. */
  readonly invalidMaxAge: number
  /** The longest time for which the result of a preflight is cached, in seconds. */
  readonly maxAgeCap: number

  /** How the preflight cache is partitioned: by the site or by the origin of the top-level page. */
  readonly cachePartition: 'site' | 'origin'
  /** The origin in the cache key: the value of `Origin`, which a redirect can change to `null`, or the page's origin. */
  readonly cacheKeyOrigin: 'sent' | 'page'
  /** Whether credentials are part of the cache key. */
  readonly cacheKeyHasCredentials: boolean
  /** Whether a page with an opaque origin has a preflight cache. */
  readonly cachesOpaqueOrigins: boolean
  /** Whether the cache keeps only one result per key, which the next preflight replaces. */
  readonly cachesOneResult: boolean
  /** What a cached `*` covers: everything, everything if the preflight was (or the request is) without credentials, or nothing. */
  readonly cachedWildcard: 'always' | 'preflight-without-credentials' | 'request-without-credentials' | 'never'
  /** Whether a cached `*` covers `Authorization`. */
  readonly cachedWildcardCoversAuthorization: boolean
  /** Methods that need no separate cache entry if the key has any entry. */
  readonly methodsWithoutEntry: readonly string[]
  /** Whether every method needs a cache entry if an upload listener or a stream forces the preflight. */
  readonly forcedMethodNeedsEntry: boolean
  /** Whether the result of a preflight is cached if only the method or a header was not allowed. */
  readonly cachesInsufficientResults: boolean
  /** Whether a result that expires immediately leaves older entries in place. */
  readonly expiredResultIsIgnored: boolean
  /** Values of `cache` with which `fetch` does not read the preflight cache. */
  readonly cacheModesPassingBy: readonly string[]
  /** Values of `cache` with which `fetch` does not write to the preflight cache. */
  readonly cacheModesNotStored: readonly string[]
  /** Which network errors remove the URL's cache entries: those of requests with a preflight, of all CORS requests, or none. */
  readonly failureClearsCache: 'with-preflight' | 'always' | 'never'

  /** Whether every later hop has a preflight if an earlier hop had one, or if the page set a header that needs one. */
  readonly preflightsLaterHops: boolean
  /**
   * Which headers such a preflight lists although redirects have removed them: none, those removed by redirects before the last
   * one, or all. Firefox also sends the earlier ones again, `Authorization` included. That is not modeled, so that nothing that
   * simulates Firefox sends a secret to another origin.
   */
  readonly preflightListsRemovedHeaders: 'none' | 'earlier' | 'all'
  /** Whether the preflight of a later hop has the page's origin even if the actual request has `Origin: null`. */
  readonly preflightKeepsPageOrigin: boolean
  /** Whether a preflight to the page's own origin, after a redirect back to it, passes without the origin being allowed. */
  readonly ownOriginNeedsNoPermission: boolean
  /** Whether an empty line is ignored if there is another line with its name, except for `Access-Control-Allow-Origin`. */
  readonly dropsEmptyLines: boolean
  /** Whether an empty `Location` counts as missing, not as a redirect to the same URL. */
  readonly skipsEmptyLocation: boolean
  /** Whether equal `Location` lines count as one. */
  readonly mergesEqualLocations: boolean
  /** Whether a redirect status without `Location` is an ordinary response in redirect mode `error`. */
  readonly errorModeNeedsLocation: boolean
  /** Whether a `Location` that is invalid, or contradicts another one, is an error in redirect mode `manual`. */
  readonly manualModeReadsLocation: boolean

  /** Whether `fetch` exposes all headers if `Access-Control-Expose-Headers` is malformed and begins with `*`. */
  readonly exposesAllBeforeMalformedName: boolean
}

/** One difference between an engine and the standard. */
export interface EngineDeparture {
  readonly engine: Engine
  readonly behavior: keyof EngineBehavior
  readonly value: EngineBehavior[keyof EngineBehavior]
  /** The evidence: the version in which it was measured, or the file in the engine's source. */
  readonly evidence: string
}

const ENGINES: readonly Engine[] = ['chromium', 'firefox', 'webkit']

/** Every difference between the engines and the standard, with the evidence. */
export const ENGINE_DEPARTURES: readonly EngineDeparture[] = Object.entries(BEHAVIORS).flatMap(([behavior, row]) =>
  ENGINES.flatMap((engine) => {
    const departure = row[engine]
    return departure === undefined ? [] : [{ engine, behavior: behavior as keyof EngineBehavior, ...departure }]
  }),
)

const STANDARD = compile(undefined)
const COMPILED: Readonly<Record<Engine, EngineBehavior>> = {
  chromium: compile('chromium'),
  firefox: compile('firefox'),
  webkit: compile('webkit'),
}

function compile(engine: Engine | undefined): EngineBehavior {
  const entries = Object.entries(BEHAVIORS).map(([behavior, row]) => {
    const departure = engine === undefined ? undefined : row[engine]
    return [behavior, departure === undefined ? row.standard : departure.value]
  })
  return Object.fromEntries(entries) as EngineBehavior
}

/**
 * Returns how an engine behaves. Without an engine, returns what the standard says.
 *
 * @example
 * ```ts
 * behaviorOf('webkit').maxAgeCap // 600
 * ```
 */
export function behaviorOf(engine: Engine | undefined): EngineBehavior {
  return engine === undefined ? STANDARD : COMPILED[engine]
}
