import type { Engine, EngineBehavior } from './engine.ts'

/** What an engine does instead of following the standard, and the evidence. */
interface Departure<Value> {
  readonly value: Value
  readonly evidence: string
}

type Row<Value> = { readonly standard: Value } & { readonly [Name in Engine]?: Departure<Value> }

const CHROMIUM = 'measured in Chromium 153'
const FIREFOX = 'measured in Firefox ESR 153.7'
const WEBKIT = 'measured in WebKitGTK 2.50.6'

const PREFLIGHT_CACHE = 'read in services/network/cors/preflight_cache.cc, 2024'
const PREFLIGHT_RESULT = 'read in services/network/cors/preflight_result.cc, 2026'
const CORS_LISTENER = 'read in netwerk/protocol/http/nsCORSListenerProxy.cpp, 2025'
const WEBKIT_CACHE = 'read in Source/WebCore/loader/CrossOriginPreflightResultCache.cpp, 2026'

const departs = <Value>(value: Value, evidence: string): Departure<Value> => ({ value, evidence })

/**
 * All behaviors: what the standard says, and each engine that does something else. An engine that is missing from a row follows
 * the standard, as far as observed.
 */
export const BEHAVIORS: { readonly [Name in keyof EngineBehavior]: Row<EngineBehavior[Name]> } = {
  streamBody: {
    standard: 'stream',
    firefox: departs('text', FIREFOX),
    webkit: departs('exception', WEBKIT),
  },
  joinsHeaderLines: {
    standard: false,
    chromium: departs(true, CHROMIUM),
    webkit: departs(true, WEBKIT),
  },
  repeatsHeaderNames: {
    standard: false,
    firefox: departs(true, FIREFOX),
  },
  dropsUserAgent: {
    standard: false,
    chromium: departs(true, CHROMIUM),
  },
  safelistsClientHints: {
    standard: false,
    chromium: departs(true, `${CHROMIUM}; the values, read in services/network/public/cpp/cors/cors.cc`),
  },
  nonAsciiIsUnsafe: {
    standard: false,
    firefox: departs(true, FIREFOX),
  },
  limitsTotalLength: {
    standard: true,
    firefox: departs(false, FIREFOX),
  },
  ignoresRangeUnitCase: {
    standard: false,
    webkit: departs(true, WEBKIT),
  },
  rangePositionLimit: {
    standard: undefined,
    chromium: departs(2n ** 63n - 1n, CHROMIUM),
  },
  uploadListenerNeedsBody: {
    standard: false,
    chromium: departs(true, CHROMIUM),
  },
  blocksLoopback: {
    standard: false,
    webkit: departs(true, WEBKIT),
  },
  allowsPrivateAddress: {
    standard: false,
    chromium: departs(true, CHROMIUM),
  },
  checksFonts: {
    standard: true,
    webkit: departs(false, WEBKIT),
  },
  navigationKeepsOrigin: {
    standard: false,
    webkit: departs(true, WEBKIT),
  },
  hidesOriginOfNavigationsOnly: {
    standard: false,
    chromium: departs(true, CHROMIUM),
  },
  replacesCharsetInPlace: {
    standard: false,
    chromium: departs(true, CHROMIUM),
  },
  checksReplacedContentType: {
    standard: false,
    firefox: departs(true, 'measured in Firefox ESR 153.8'),
  },

  wildcardCoversAuthorization: {
    standard: false,
    chromium: departs(true, CHROMIUM),
    firefox: departs(true, FIREFOX),
    webkit: departs(true, WEBKIT),
  },
  flagExcusesMissingMethods: {
    standard: true,
    chromium: departs(false, PREFLIGHT_RESULT),
    firefox: departs(false, CORS_LISTENER),
    webkit: departs(false, WEBKIT_CACHE),
  },
  maxAgeSyntax: {
    standard: 'digits',
    chromium: departs('integer', CHROMIUM),
    webkit: departs('integer', WEBKIT),
  },
  invalidMaxAge: {
    standard: 5,
    firefox: departs(0, FIREFOX),
  },
  maxAgeCap: {
    standard: Number.POSITIVE_INFINITY,
    chromium: departs(7200, PREFLIGHT_RESULT),
    firefox: departs(86_400, CORS_LISTENER),
    webkit: departs(600, WEBKIT),
  },

  cachePartition: {
    standard: 'site',
    webkit: departs('origin', WEBKIT),
  },
  cacheKeyOrigin: {
    standard: 'sent',
    chromium: departs('page', CHROMIUM),
    firefox: departs('page', CORS_LISTENER),
  },
  cacheKeyHasCredentials: {
    standard: false,
    firefox: departs(true, FIREFOX),
  },
  cachesOpaqueOrigins: {
    standard: true,
    chromium: departs(false, CHROMIUM),
  },
  cachesOneResult: {
    standard: false,
    chromium: departs(true, PREFLIGHT_CACHE),
    webkit: departs(true, WEBKIT_CACHE),
  },
  cachedWildcard: {
    standard: 'always',
    chromium: departs('preflight-without-credentials', CHROMIUM),
    firefox: departs('never', CORS_LISTENER),
    webkit: departs('request-without-credentials', WEBKIT),
  },
  cachedWildcardCoversAuthorization: {
    standard: false,
    webkit: departs(true, WEBKIT),
  },
  methodsWithoutEntry: {
    standard: ['GET', 'HEAD', 'POST'],
    firefox: departs(['GET', 'POST'], FIREFOX),
  },
  forcedMethodNeedsEntry: {
    standard: true,
    chromium: departs(false, CHROMIUM),
    firefox: departs(false, FIREFOX),
    webkit: departs(false, WEBKIT),
  },
  cachesInsufficientResults: {
    standard: false,
    webkit: departs(true, WEBKIT),
  },
  expiredResultIsIgnored: {
    standard: false,
    firefox: departs(true, FIREFOX),
  },
  cacheModesPassingBy: {
    standard: [],
    chromium: departs(['no-store', 'reload', 'no-cache'], CHROMIUM),
    firefox: departs(['no-store', 'reload'], FIREFOX),
  },
  cacheModesNotStored: {
    standard: [],
    chromium: departs(['no-store'], CHROMIUM),
  },
  failureClearsCache: {
    standard: 'with-preflight',
    chromium: departs('never', PREFLIGHT_CACHE),
    firefox: departs('always', CORS_LISTENER),
    webkit: departs('never', WEBKIT_CACHE),
  },

  preflightsLaterHops: {
    standard: false,
    firefox: departs(true, FIREFOX),
    webkit: departs(true, WEBKIT),
  },
  preflightListsRemovedHeaders: {
    standard: 'none',
    firefox: departs('earlier', 'measured in Firefox ESR 153.8'),
    webkit: departs('all', WEBKIT),
  },
  preflightKeepsPageOrigin: {
    standard: false,
    firefox: departs(true, FIREFOX),
  },
  ownOriginNeedsNoPermission: {
    standard: false,
    firefox: departs(true, 'measured in Firefox ESR 153.8'),
  },
  dropsEmptyLines: {
    standard: false,
    firefox: departs(true, 'measured in Firefox ESR 153.8'),
  },
  skipsEmptyLocation: {
    standard: false,
    chromium: departs(true, CHROMIUM),
  },
  mergesEqualLocations: {
    standard: false,
    chromium: departs(true, CHROMIUM),
    firefox: departs(true, 'read in netwerk/protocol/http/nsHttpHeaderArray.cpp, 2024'),
    webkit: departs(true, 'read in libsoup/soup-message-headers.c, 2024: one of the lines counts'),
  },
  errorModeNeedsLocation: {
    standard: false,
    chromium: departs(true, CHROMIUM),
    webkit: departs(true, WEBKIT),
  },
  manualModeReadsLocation: {
    standard: false,
    chromium: departs(true, CHROMIUM),
  },

  exposesAllBeforeMalformedName: {
    standard: false,
    firefox: departs(true, FIREFOX),
  },
}
