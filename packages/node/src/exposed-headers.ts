import { isToken } from '@crossorigin/grammar'
import type { HeaderValue } from './write-head-headers.ts'

/** More names than anyone would list by hand. */
const MAX_NAMES = 100

/**
 * Joins the header names that a policy exposes with those that an application has exposed itself: each once, malformed ones
 * dropped, and no more than 100 unless the policy itself exposes more.
 *
 * @param hasCredentials - Whether browsers take `*` for a header name, so that it is dropped too.
 * @returns `undefined` if there are none.
 * @see https://fetch.spec.whatwg.org/#http-access-control-expose-headers
 */
export function mergeExposedHeaders(
  own: string | undefined,
  present: HeaderValue,
  hasCredentials: boolean,
): string | undefined {
  const names = new Map<string, string>()
  for (const name of own?.split(', ') ?? []) names.set(name.toLowerCase(), name)
  for (const part of String(present).split(',')) {
    const name = part.trim()
    const key = name.toLowerCase()
    if (names.size >= MAX_NAMES) break
    if (isToken(name) && !names.has(key) && !(hasCredentials && name === '*')) names.set(key, name)
  }
  return names.size === 0 ? undefined : [...names.values()].join(', ')
}
