import { SAFELISTED_REQUEST_HEADER_NAMES } from '@crossorigin/grammar'
import { essenceOf } from './mime-type.ts'

/** Why a request header is not CORS-safelisted: by its name, or by its value's length, bytes, MIME type or range. */
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
const LANGUAGE_BYTES = /^[0-9A-Za-z *,\-.;=]*$/

/**
 * Says why a request header is not safelisted; `undefined` where it is.
 *
 * @param name - In lower case.
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 */
export function findUnsafeCause(name: string, value: string): UnsafeHeaderCause | undefined {
  if (!SAFELISTED_REQUEST_HEADER_NAMES.has(name)) return 'header'
  if (value.length > MOST_BYTES) return 'header-length'
  switch (name) {
    case 'accept':
      return UNSAFE_BYTE.test(value) ? 'header-bytes' : undefined
    case 'accept-language':
    case 'content-language':
      return LANGUAGE_BYTES.test(value) ? undefined : 'header-bytes'
    case 'content-type':
      return findUnsafeContentType(value)
    default:
      return isSimpleRange(value) ? undefined : 'header-range'
  }
}

function findUnsafeContentType(value: string): UnsafeHeaderCause | undefined {
  if (UNSAFE_BYTE.test(value)) return 'header-bytes'
  return SAFELISTED_ESSENCES.has(essenceOf(value)) ? undefined : 'header-mime'
}

/**
 * One range with a first position, and a last one that does not come before it, if any.
 *
 * @see https://fetch.spec.whatwg.org/#simple-range-header-value
 */
function isSimpleRange(value: string): boolean {
  const range = /^bytes=([0-9]+)-([0-9]*)$/.exec(value)
  if (range === null) return false
  const [, first, last] = range as unknown as [string, string, string]
  return last === '' || BigInt(last) >= BigInt(first)
}

/** A request's headers that need a preflight. */
export interface UnsafeHeaders {
  /** Lower case, sorted, each once: the value of `Access-Control-Request-Headers`. */
  readonly names: readonly string[]
  /** Names by themselves unsafe, with the cause, sorted by name. */
  readonly causes: readonly (readonly [name: string, cause: UnsafeHeaderCause])[]
  /** Whether the safelisted ones are unsafe for being too long together. */
  readonly isTooLongTogether: boolean
}

/**
 * Finds the CORS-unsafe request-header names.
 *
 * @see https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
 */
export function findUnsafeHeaders(lines: readonly (readonly [name: string, value: string])[]): UnsafeHeaders {
  const causes = new Map<string, UnsafeHeaderCause>()
  const safelisted = new Set<string>()
  let total = 0
  for (const [name, value] of lines) {
    const lowerCased = name.toLowerCase()
    const cause = findUnsafeCause(lowerCased, value)
    if (cause === undefined) {
      safelisted.add(lowerCased)
      total += value.length
    } else if (!causes.has(lowerCased)) {
      causes.set(lowerCased, cause)
    }
  }
  const isTooLongTogether = total > MOST_BYTES_TOGETHER
  const names = new Set([...causes.keys(), ...(isTooLongTogether ? safelisted : [])])
  return { names: [...names].sort(), causes: [...causes].sort(byName), isTooLongTogether }
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1
}
