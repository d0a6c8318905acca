import { SAFELISTED_REQUEST_HEADER_NAMES } from '@crossorigin/grammar'
import type { EngineBehavior } from './engine.ts'
import { parseMimeType } from './mime-type.ts'

/** Why a request header is not CORS-safelisted: its name, or the length, bytes, MIME type or range of its value. */
export type UnsafeHeaderCause = 'header' | 'header-length' | 'header-bytes' | 'header-mime' | 'header-range'

const MOST_BYTES = 128
const MOST_BYTES_TOGETHER = 1024

const SAFELISTED_ESSENCES: ReadonlySet<string> = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
])

/** @see https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are unsafe bytes.
const UNSAFE_BYTE = /[\x00-\x08\x0a-\x1f"():<>?@[\\\]{}\x7f]/
const NON_ASCII = /[\x80-\xff]/
const LANGUAGE_BYTES = /^[0-9A-Za-z *,\-.;=]*$/

/** Client hints that a page can set, with the values that Chromium sends without a preflight. */
const CLIENT_HINTS: ReadonlyMap<string, RegExp> = new Map([
  ['device-memory', /^[0-9]+(?:\.[0-9]+)?$/],
  ['dpr', /^[0-9]+(?:\.[0-9]+)?$/],
  ['save-data', /^on$/i],
  ['viewport-width', /^[0-9]+$/],
  ['width', /^[0-9]+$/],
])

/**
 * Returns why a request header is not safelisted, or `undefined` if it is.
 *
 * @param name - In lower case.
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 */
export function findUnsafeCause(name: string, value: string, behavior: EngineBehavior): UnsafeHeaderCause | undefined {
  if (behavior.safelistsClientHints && CLIENT_HINTS.get(name)?.test(value)) return undefined
  if (!SAFELISTED_REQUEST_HEADER_NAMES.has(name)) return 'header'
  if (value.length > MOST_BYTES) return 'header-length'
  switch (name) {
    case 'accept':
      return hasUnsafeByte(value, behavior) ? 'header-bytes' : undefined
    case 'accept-language':
    case 'content-language':
      return LANGUAGE_BYTES.test(value) ? undefined : 'header-bytes'
    case 'content-type':
      return findUnsafeContentType(value, behavior)
    default:
      return isSimpleRange(value, behavior) ? undefined : 'header-range'
  }
}

function hasUnsafeByte(value: string, { nonAsciiIsUnsafe }: EngineBehavior): boolean {
  return UNSAFE_BYTE.test(value) || (nonAsciiIsUnsafe && NON_ASCII.test(value))
}

function findUnsafeContentType(value: string, behavior: EngineBehavior): UnsafeHeaderCause | undefined {
  if (hasUnsafeByte(value, behavior)) return 'header-bytes'
  return SAFELISTED_ESSENCES.has(parseMimeType(value)?.essence ?? '') ? undefined : 'header-mime'
}

/**
 * Tells whether a value is a single range with a first position. The last position is optional, and not before the first.
 *
 * @see https://fetch.spec.whatwg.org/#simple-range-header-value
 */
function isSimpleRange(value: string, { ignoresRangeUnitCase, rangePositionLimit }: EngineBehavior): boolean {
  const range = /^bytes=([0-9]+)-([0-9]*)$/.exec(ignoresRangeUnitCase ? value.toLowerCase() : value)
  if (range === null) return false
  const [, first, last] = range as unknown as [string, string, string]
  const largest = BigInt(last === '' ? first : last)
  return largest >= BigInt(first) && (rangePositionLimit === undefined || largest < rangePositionLimit)
}

/** The headers of a request that need a preflight. */
export interface UnsafeHeaders {
  /** Lower case and sorted: the value of `Access-Control-Request-Headers`. */
  readonly names: readonly string[]
  /** Names that are unsafe by themselves, each with its cause, sorted by name. */
  readonly causes: readonly (readonly [name: string, cause: UnsafeHeaderCause])[]
  /** Whether the safelisted ones are unsafe for being too long together. */
  readonly isTooLongTogether: boolean
}

/**
 * Finds the CORS-unsafe request-header names.
 *
 * @see https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
 */
export function findUnsafeHeaders(
  lines: readonly (readonly [name: string, value: string])[],
  behavior: EngineBehavior,
): UnsafeHeaders {
  const causes = new Map<string, UnsafeHeaderCause>()
  const unsafe: string[] = []
  const safelisted = new Set<string>()
  let total = 0
  for (const [name, value] of lines) {
    const lowerCased = name.toLowerCase()
    const cause = findUnsafeCause(lowerCased, value, behavior)
    if (cause === undefined) {
      safelisted.add(lowerCased)
      total += value.length
      continue
    }
    if (behavior.repeatsHeaderNames || !causes.has(lowerCased)) unsafe.push(lowerCased)
    if (!causes.has(lowerCased)) causes.set(lowerCased, cause)
  }
  const isTooLongTogether = behavior.limitsTotalLength && total > MOST_BYTES_TOGETHER
  const tooLong = isTooLongTogether ? [...safelisted].filter((name) => !causes.has(name)) : []
  return { names: [...unsafe, ...tooLong].sort(), causes: [...causes].sort(byName), isTooLongTogether }
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1
}
