import { BEHAVIORS } from './engine-behaviors.ts'

/**
 * A browser engine whose departures from the Fetch standard are modeled. `webkit` is WebKit as WebKitGTK runs it: it shares its
 * CORS code with Safari, but not its cookies, its HTTP cache and its TLS.
 */
export type Engine = 'chromium' | 'firefox' | 'webkit'

/** What the standard and the engines do differently: one property for each difference. */
export interface EngineBehavior {
  /** A `ReadableStream` as body of `fetch`: sent as a stream, sent as the text `[object ReadableStream]`, or an exception. */
  readonly streamBody: 'stream' | 'text' | 'exception'
  /** Whether `fetch` joins header lines of one name before they are judged, as `XMLHttpRequest` always does. */
  readonly joinsHeaderLines: boolean
  /** Whether a name that occurs on two lines is also listed twice in `Access-Control-Request-Headers`. */
  readonly repeatsHeaderNames: boolean
  /** Whether a `User-Agent` that the page sets is dropped. */
  readonly dropsUserAgent: boolean
  /** Whether client hints such as `DPR` are safelisted if their values are well formed. */
  readonly safelistsClientHints: boolean
  /** Whether bytes from 0x80 in `Accept` and `Content-Type` need a preflight. */
  readonly nonAsciiIsUnsafe: boolean
  /** Whether safelisted headers need a preflight if they are longer than 1024 bytes together. */
  readonly limitsTotalLength: boolean
  /** Whether the unit of a `Range` may be written in upper case. */
  readonly ignoresRangeUnitCase: boolean
  /** The first position in a `Range` that is too large to be safelisted. */
  readonly rangePositionLimit: bigint | undefined
  /** Whether a listener on the upload object forces a preflight only if there is a body. */
  readonly uploadListenerNeedsBody: boolean
  /** Whether a secure page may not load `http:` URLs of this machine, such as `http://localhost`. */
  readonly blocksLoopback: boolean
  /** Whether a secure page may load `http:` URLs of private addresses, for which it asks the user instead. */
  readonly allowsPrivateAddress: boolean
  /** Whether `@font-face` needs the CORS check. */
  readonly checksFonts: boolean
  /** Whether a form that an `https:` page posts to an `http:` URL keeps its `Origin`. */
  readonly navigationKeepsOrigin: boolean
  /** Whether the referrer policy hides the `Origin` of navigations only, not of other requests outside mode `cors`. */
  readonly hidesOriginOfNavigationsOnly: boolean
  /** Whether `XMLHttpRequest` replaces the `charset` of text where it is, and does not write the whole type again. */
  readonly replacesCharsetInPlace: boolean
  /** Whether a `Content-Type` whose `charset` is replaced also needs a preflight if the value that the page set is not safelisted. */
  readonly checksReplacedContentType: boolean

  /** Whether `*` in `Access-Control-Allow-Headers` covers `Authorization` in the response to a preflight. */
  readonly wildcardCoversAuthorization: boolean
  /** Whether a method may be missing if an upload listener or a stream forced the preflight and no methods are listed. */
  readonly flagExcusesMissingMethods: boolean
  /** How `Access-Control-Max-Age` is read: as digits only, or as a 64-bit integer with an optional sign. */
  readonly maxAgeSyntax: 'digits' | 'integer'
  /** Seconds that an invalid `Access-Control-Max-Age` stands for. */
  readonly invalidMaxAge: number
  /** The longest time that the result of a preflight is kept for, in seconds. */
  readonly maxAgeCap: number

  /** What the preflight cache is partitioned by: the site or the origin of the top-level page. */
  readonly cachePartition: 'site' | 'origin'
  /** The origin in the key of the cache: the value of `Origin`, which a redirect can turn into `null`, or the page's. */
  readonly cacheKeyOrigin: 'sent' | 'page'
  /** Whether credentials are part of the key of the cache. */
  readonly cacheKeyHasCredentials: boolean
  /** Whether a page with an opaque origin has a preflight cache. */
  readonly cachesOpaqueOrigins: boolean
  /** Whether the cache keeps one result for a key, which a second preflight replaces. */
  readonly cachesOneResult: boolean
  /** What `*` in the cache covers: everything, the same if it was (or is) without credentials, or nothing. */
  readonly cachedWildcard: 'always' | 'preflight-without-credentials' | 'request-without-credentials' | 'never'
  /** Whether `*` in the cache covers `Authorization`. */
  readonly cachedWildcardCoversAuthorization: boolean
  /** Methods that need no entry in the cache if the key has one at all. */
  readonly methodsWithoutEntry: readonly string[]
  /** Whether a method always needs an entry in the cache if an upload listener or a stream forces the preflight. */
  readonly forcedMethodNeedsEntry: boolean
  /** Whether the result of a preflight is kept if only the method or a header was not allowed. */
  readonly cachesInsufficientResults: boolean
  /** Whether a result that expires at once leaves older entries in place. */
  readonly expiredResultIsIgnored: boolean
  /** Values of `cache` for which `fetch` does not look into the preflight cache. */
  readonly cacheModesPassingBy: readonly string[]
  /** Values of `cache` for which `fetch` does not fill the preflight cache. */
  readonly cacheModesNotStored: readonly string[]
  /** After which network errors the entries of the URL are removed: of requests with a preflight, of all CORS requests, or none. */
  readonly failureClearsCache: 'with-preflight' | 'always' | 'never'

  /** Whether every later hop has a preflight once one had one, or the page set a header that needs one. */
  readonly preflightsLaterHops: boolean
  /**
   * Which headers such a preflight lists although redirects have removed them: none, those that earlier redirects than the last
   * one have removed, or all. Firefox also sends the earlier ones again, `Authorization` included, which is not modeled: nothing
   * that simulates Firefox sends a secret to another origin.
   */
  readonly preflightListsRemovedHeaders: 'none' | 'earlier' | 'all'
  /** Whether the preflight of a later hop has the page's origin where the actual request has `Origin: null`. */
  readonly preflightKeepsPageOrigin: boolean
  /** Whether a preflight to the page's own origin, to which a redirect leads back, passes whatever origin the response allows. */
  readonly ownOriginNeedsNoPermission: boolean
  /** Whether an empty line does not count beside another one of the same name, except `Access-Control-Allow-Origin`. */
  readonly dropsEmptyLines: boolean
  /** Whether an empty `Location` is taken for none, not for the URL that redirects. */
  readonly skipsEmptyLocation: boolean
  /** Whether equal `Location` lines count as one. */
  readonly mergesEqualLocations: boolean
  /** Whether a redirect status without `Location` is an ordinary response in redirect mode `error`. */
  readonly errorModeNeedsLocation: boolean
  /** Whether a `Location` that is not a valid URL, or contradicts another, is an error in redirect mode `manual`. */
  readonly manualModeReadsLocation: boolean

  /** Whether `fetch` exposes all headers for a malformed `Access-Control-Expose-Headers` that begins with `*`. */
  readonly exposesAllBeforeMalformedName: boolean
}

/** One difference between an engine and the standard. */
export interface EngineDeparture {
  readonly engine: Engine
  readonly behavior: keyof EngineBehavior
  readonly value: EngineBehavior[keyof EngineBehavior]
  /** What shows it: the version that it was measured in, or the file of the engine's source. */
  readonly evidence: string
}

const ENGINES: readonly Engine[] = ['chromium', 'firefox', 'webkit']

/** Every difference between the engines and the standard, with what shows it. */
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
 * Returns how an engine behaves; without an engine, the letter of the standard.
 *
 * @example
 * ```ts
 * behaviorOf('webkit').maxAgeCap // 600
 * ```
 */
export function behaviorOf(engine: Engine | undefined): EngineBehavior {
  return engine === undefined ? STANDARD : COMPILED[engine]
}
