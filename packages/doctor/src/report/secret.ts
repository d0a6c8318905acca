/** A part of a text, from its first character to the one after its last. */
export type Range = readonly [start: number, end: number]

const WITH_SCHEME: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization'])
const COOKIES: ReadonlySet<string> = new Set(['cookie', 'set-cookie'])
/** What the names of headers with keys and tokens end in. */
const SECRET_NAME = /(?:^|-)(?:api-?key|key|token|jwt|secret|passw(?:or)?d|session(?:-?id)?|auth|signature)$/

/** Tells whether the value of a header is nobody else's business. */
export function isSecretHeaderName(name: string): boolean {
  const lower = name.toLowerCase()
  return WITH_SCHEME.has(lower) || COOKIES.has(lower) || SECRET_NAME.test(lower)
}

/** Finds what is secret in the value of a header: of a cookie its value, of credentials what follows the scheme. */
export function findSecretRanges(name: string, value: string): readonly Range[] {
  const lower = name.toLowerCase()
  if (!isSecretHeaderName(lower)) return []
  if (COOKIES.has(lower)) {
    const pairs = [...value.matchAll(/[^;]+/g)].slice(0, lower === 'cookie' ? undefined : 1)
    return pairs.flatMap(({ 0: pair, index }) => rangeBetween(index + pair.indexOf('=') + 1, index + pair.length))
  }
  const scheme = WITH_SCHEME.has(lower) ? (/^\s*\S+\s+(?=\S)/.exec(value)?.[0].length ?? 0) : 0
  return rangeBetween(scheme, value.length)
}

/** Finds the passwords of URLs. */
export function findPasswordRanges(text: string): readonly Range[] {
  return [...text.matchAll(/(:\/\/[^/?#\s@:]*:)([^/?#\s@]+)@/g)].map(({ index, 1: before = '', 2: password = '' }) => {
    const start = index + before.length
    return [start, start + password.length]
  })
}

function rangeBetween(start: number, end: number): readonly Range[] {
  return start < end ? [[start, end]] : []
}
