import {
  diagnoseOrigin,
  isLoopbackHost,
  MAX_ORIGIN_LENGTH,
  type Origin,
  type OriginProblem,
  parseOrigin,
} from '@crossorigin/grammar'
import { compileSuffixes, compileTexts } from './text-set.ts'

/**
 * An origin that can have `*` as its first label (one or more labels) and as its port (any port, or none). Without a wildcard, it
 * matches only itself.
 */
export interface OriginPattern {
  readonly text: string
  readonly scheme: string
  /** The host; with a wildcard, the part after it. */
  readonly host: string
  readonly matchesSubdomains: boolean
  /** The port as written, empty if there is none; `'*'` for any. */
  readonly port: string
}

/** Tells whether an attacker on the visitor's network can forge an origin. */
export function isInsecure({ scheme, host }: Pick<Origin, 'scheme' | 'host'>): boolean {
  return scheme === 'http' && !isLoopbackHost(host)
}

/** Tells whether a pattern matches more than one origin. */
export function isWildcard(pattern: OriginPattern): boolean {
  return pattern.matchesSubdomains || pattern.port === '*'
}

/** Why a text is not a valid pattern. */
export type OriginPatternProblem =
  | OriginProblem
  | { readonly code: 'wildcard-position' | 'wildcard-ip'; readonly corrected: undefined }

const LEADING_LABEL = '://*.'
const ANY_PORT = /:\*(?=$|[/?#])/

/**
 * Reads a pattern from a configuration, or returns what is wrong with it.
 *
 * A wildcard is the whole first label or the whole port. In other positions it would cover names of other owners:
 * `https://*example.com` would cover `https://evilexample.com`.
 */
export function readOriginPattern(text: string): OriginPattern | OriginPatternProblem {
  if (!text.includes('*')) return readWithoutWildcard(text)
  if (text.startsWith('*.')) return addScheme(text)
  const matchesSubdomains = text.includes(LEADING_LABEL)
  const matchesAnyPort = ANY_PORT.test(text)
  const bare = text.replace(LEADING_LABEL, '://').replace(ANY_PORT, '')
  if (bare.includes('*')) return { code: text.includes(',') ? 'list' : 'wildcard-position', corrected: undefined }

  const problem = diagnoseOrigin(bare)
  const origin = parseOrigin(problem?.corrected ?? bare)
  if (matchesSubdomains && origin !== undefined && isIpAddress(origin.host)) {
    return { code: 'wildcard-ip', corrected: undefined }
  }
  if (problem !== undefined) return { code: problem.code, corrected: restoreWildcards(problem.corrected) }
  if (origin === undefined) return { code: 'wildcard-position', corrected: undefined }
  if (matchesSubdomains && bare.length > MAX_ORIGIN_LENGTH - 'a.'.length) {
    return { code: 'too-long', corrected: undefined }
  }
  const port = matchesAnyPort ? '*' : portOf(bare, origin)
  return { text, scheme: origin.scheme, host: origin.host, matchesSubdomains, port }

  function restoreWildcards(corrected: string | undefined): string | undefined {
    if (corrected === undefined) return undefined
    const withLabel = matchesSubdomains ? corrected.replace('://', LEADING_LABEL) : corrected
    return matchesAnyPort ? `${withLabel}:*` : withLabel
  }
}

function readWithoutWildcard(text: string): OriginPattern | OriginPatternProblem {
  const problem = diagnoseOrigin(text)
  if (problem !== undefined) return problem
  const origin = parseOrigin(text) as Origin
  const { scheme, host } = origin
  return { text, scheme, host, matchesSubdomains: false, port: portOf(text, origin) }
}

function addScheme(text: string): OriginPatternProblem {
  const guess = `https://${text}`
  const read = readOriginPattern(guess)
  return { code: 'scheme-missing', corrected: 'code' in read ? read.corrected : guess }
}

/** Ports are compared as text, because origins are compared byte for byte: `:08443` is not `:8443`. */
function portOf(text: string, origin: Origin): string {
  return text.slice(origin.scheme.length + '://'.length + origin.host.length + ':'.length)
}

function isIpAddress(host: string): boolean {
  return host.startsWith('[') || /\.[0-9]+\.?$/.test(host)
}

/** Tells whether one of the compiled patterns covers an origin. */
export type PatternMatcher = (text: string, origin: Origin) => boolean

/** Does the same for the patterns of one scheme. */
type SchemeMatcher = (text: string, host: string) => boolean

/** Compiles patterns, all of which have a wildcard. */
export function compilePatterns(patterns: readonly OriginPattern[]): PatternMatcher {
  const bySchemes = new Map<string, OriginPattern[]>()
  for (const pattern of patterns) {
    const others = bySchemes.get(pattern.scheme)
    if (others === undefined) bySchemes.set(pattern.scheme, [pattern])
    else others.push(pattern)
  }
  // Performance: there are one or two schemes, so comparing with each is cheaper than a lookup.
  const matchers = [...bySchemes].map(([scheme, own]) => ({ scheme, matches: compileScheme(own) }))
  return (text, origin) =>
    matchers.some(({ scheme, matches }) => scheme === origin.scheme && matches(text, origin.host))
}

/** A host and its port are looked up as one text, because both follow the wildcard. */
function compileScheme(patterns: readonly OriginPattern[]): SchemeMatcher {
  const suffixes = patterns.filter(({ matchesSubdomains }) => matchesSubdomains)
  const withPort = suffixes.filter(({ port }) => port !== '*')
  const withAnyPort = suffixes.filter(({ port }) => port === '*')
  const wholeHosts = patterns.filter(({ matchesSubdomains }) => !matchesSubdomains)
  const hasSuffixAndPort = compileSuffixes(
    new Set(withPort.map(({ host, port }) => (port === '' ? host : `${host}:${port}`))),
  )
  const hasSuffix = compileSuffixes(new Set(withAnyPort.map(({ host }) => host)))
  const isHost = compileTexts(new Set(wholeHosts.map(({ host }) => host)))
  return (text, host) => {
    // A wildcard matches at least one character, and hosts of schemes other than http(s) can begin with a dot.
    if (!host.startsWith('.') && (hasSuffixAndPort(text) || hasSuffix(host))) return true
    return isHost(host)
  }
}
