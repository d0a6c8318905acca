/** A part of a text, from its first character to the one after its last. */
export type Range = readonly [start: number, end: number]

/** Finds what is not known to be harmless in a value. */
type FindSecrets = (value: string) => readonly Range[]

const nothing: FindSecrets = () => []
const everything: FindSecrets = (value) => rangeOf(value, 0, value.length)

/** Names of schemes are known; what follows them, and any other word in their place, is not. */
const SCHEME = /^\s*(?:basic|bearer|digest|dpop|gnap|hoba|mutual|negotiate|ntlm|scram-sha-(?:1|256)|vapid)(?:\s+|$)/i
const findAfterScheme: FindSecrets = (value) => rangeOf(value, SCHEME.exec(value)?.[0].length ?? 0, value.length)

/** The attributes of a cookie; its name and value are not harmless, nor is a path. */
const ATTRIBUTE =
  /^\s*(?:secure|httponly|partitioned|samesite=(?:strict|lax|none)|path=\/|max-age=-?\d+|expires=[\w ,:-]{1,40}|domain=[\w.-]{1,100}|priority=\w{1,10})?\s*$/i

/** A cookie that is set keeps its prefix and its attributes. */
const findInSetCookie: FindSecrets = (value) =>
  splitParameters(value).flatMap(([text, start], index) => {
    if (index > 0) return ATTRIBUTE.test(text) ? [] : rangeOf(value, start, start + text.length)
    const prefix = /^\s*__(?:Host|Secure)-/i.exec(text)?.[0].length ?? 0
    return rangeOf(value, prefix, text.length)
  })

/** A media type keeps its character set. */
const findInMediaType: FindSecrets = (value) =>
  splitParameters(value).flatMap(([text, start], index) => {
    const isKnown = index === 0 ? /^\s*[\w.+*-]{1,60}\/[\w.+*-]{1,80}\s*$/ : /^\s*charset="?[\w-]{1,20}"?\s*$/i
    return isKnown.test(text) ? [] : rangeOf(value, start, start + text.length)
  })

function splitParameters(value: string): readonly (readonly [text: string, start: number])[] {
  let at = -1
  return value.split(';').map((text) => {
    const start = at + 1
    at = start + text.length
    return [text, start] as const
  })
}

const findInPolicy: FindSecrets = (value) =>
  [...value.matchAll(/'nonce-([^']*)'?/gi)].flatMap(({ index }) =>
    rangeOf(value, index + "'nonce-".length, value.indexOf("'", index + 1)),
  )

/** Returns what finds everything, unless a value is one that everybody sends. */
function unless(pattern: RegExp): FindSecrets {
  return (value) => (pattern.test(value) ? [] : everything(value))
}

/** The values of other headers are left out whole. URLs in those that are here are still searched. */
const FINDERS: ReadonlyMap<string, FindSecrets> = new Map([
  ...(
    'accept accept-ch accept-encoding accept-language accept-ranges access-control-allow-credentials ' +
    'access-control-allow-headers access-control-allow-methods access-control-allow-origin access-control-expose-headers ' +
    'access-control-max-age access-control-request-headers access-control-request-method age allow cache-control ' +
    'cf-cache-status cf-ray clear-site-data connection content-encoding content-language content-length content-range ' +
    'cross-origin-embedder-policy cross-origin-opener-policy cross-origin-resource-policy date dnt expires host ' +
    'if-modified-since keep-alive last-modified origin-agent-cluster permissions-policy pragma priority range ' +
    'referrer-policy retry-after sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user server ' +
    'strict-transport-security te timing-allow-origin trailer transfer-encoding upgrade upgrade-insecure-requests vary via ' +
    'x-amz-cf-pop x-backend x-cache x-content-type-options x-frame-options x-powered-by x-served-by x-xss-protection ' +
    // URLs
    'content-location location origin referer'
  )
    .split(' ')
    .map((name) => [name, nothing] as const),
  ...['authorization', 'proxy-authorization', 'proxy-authenticate', 'www-authenticate'].map(
    (name) => [name, findAfterScheme] as const,
  ),
  ['set-cookie', findInSetCookie],
  ['content-type', findInMediaType],
  ['content-security-policy', findInPolicy],
  ['content-security-policy-report-only', findInPolicy],
  ['user-agent', unless(/^cors-doctor\/[\w.+-]{1,20}$/)],
  ['x-requested-with', unless(/^XMLHttpRequest$/)],
])

/** The values that are URLs as a whole. */
const URL_HEADERS: ReadonlySet<string> = new Set([
  'access-control-allow-origin',
  'content-location',
  'location',
  'origin',
  'referer',
  'timing-allow-origin',
])

/** Tells whether all of a header line is known to be harmless. */
export function isHarmless([name, value]: readonly [name: string, value: string]): boolean {
  return findHeaderSecrets(name, value).length === 0
}

/** Finds what is not known to be harmless in the value of a header. */
export function findHeaderSecrets(name: string, value: string): readonly Range[] {
  const lower = name.toLowerCase()
  const find = FINDERS.get(lower) ?? everything
  return mergeRanges([...find(value), ...(URL_HEADERS.has(lower) ? findUrlSecrets(value) : findTextSecrets(value))])
}

/** What begins a query, a parameter of it, a parameter of a path or a fragment, also in a URL that is encoded in another. */
const DELIMITER = /[?&#;]|%(?:25)*(?:3f|26|23|3b)/gi
const EQUALS = /=|%(?:25)*3d/i

/** The scheme of a URL that is not a host with a port and has no slashes: script, data, an address of mail. */
const OPAQUE = /^\s*(?:blob|data|javascript|mailto|tel|urn|view-source):/i

/** A longer name of a parameter may be a token. */
const LONGEST_NAME = 40

/**
 * Finds what is not known to be harmless in a URL or a reference: user name and password, the parameters of paths, the values of
 * queries, and fragments. Names are left, so that a request can be recognized.
 */
export function findUrlSecrets(url: string): readonly Range[] {
  const opaque = OPAQUE.exec(url)
  if (opaque !== null) return rangeOf(url, opaque[0].length, url.length)
  const ranges: Range[] = []
  for (const { index, 0: all, 1: info = '' } of url.matchAll(/(?:[\\/]{2}|^)([^/?#\\]*)@/g))
    ranges.push(...rangeOf(url, index + all.length - 1 - info.length, index + all.length - 1))
  // A sign in the user information begins nothing.
  const from = Math.max(0, ...ranges.map(([, end]) => end))
  const found = [...url.slice(from).matchAll(DELIMITER)].map(({ index, 0: mark }) => [from + index, mark] as const)
  // Parameters alone, as in the body of a form.
  let isQuery = !/[/?]/.test(url)
  for (const [order, [at, mark]] of found.entries()) {
    const start = at + mark.length
    if (mark === '#') return mergeRanges([...ranges, ...rangeOf(url, start, url.length)])
    isQuery ||= mark === '?' || /3f$/i.test(mark)
    if (!isQuery && /^(?:&|%.*26)$/.test(mark)) continue
    const next = found[order + 1]?.[0] ?? url.length
    const slash = isQuery ? -1 : url.slice(start, next).indexOf('/')
    ranges.push(...findParameter(url, start, slash === -1 ? next : start + slash))
  }
  return mergeRanges(ranges)
}

/** Without a value, the name itself may be a token, with the padding of its encoding. */
function findParameter(url: string, start: number, end: number): readonly Range[] {
  const pair = url.slice(start, end)
  const { index: length = 0, 0: equals = '' } = EQUALS.exec(pair) ?? {}
  const value = pair.slice(length + equals.length)
  const hasName = equals !== '' && length <= LONGEST_NAME && /[^=]/.test(value.replaceAll(/%(?:25)*3d/gi, '='))
  return rangeOf(url, hasName ? end - value.length : start, end)
}

/** What has the looks of an address: a word with a scheme, one that begins as a path does, and one with parameters. */
const ADDRESS = /[a-z][a-z0-9+.-]*:[\\/]{2}|^\.{0,2}\/|[?&][^=&?\s]*=|%(?:25)*3[fb]/i

/** Finds what is not known to be harmless in the addresses of a text. */
export function findTextSecrets(text: string): readonly Range[] {
  const ranges: Range[] = []
  for (const { index, 0: word } of text.matchAll(/[^\s"<>`]+/g)) {
    const quoted = /^[('[]*/.exec(word)?.[0].length ?? 0
    const address = word.slice(quoted).replace(/[.,;:)'\]]{1,6}$/, '')
    const isAddress = ADDRESS.test(address)
    const found = isAddress ? findUrlSecrets(address) : findUserInfo(address)
    for (const [start, end] of found) ranges.push([index + quoted + start, index + quoted + end])
  }
  return ranges
}

/** `user:password@host`, without a scheme. */
function findUserInfo(word: string): readonly Range[] {
  const at = word.lastIndexOf('@')
  return at !== -1 && /^[^/?#@]*:/.test(word) ? rangeOf(word, 0, at) : []
}

function rangeOf(text: string, start: number, end: number): readonly Range[] {
  const last = end === -1 ? text.length : end
  return start < last && text.slice(start, last).trim() !== '' ? [[start, last]] : []
}

/** Sorts ranges, and joins those that overlap. */
export function mergeRanges(ranges: readonly Range[]): readonly Range[] {
  const merged: Range[] = []
  for (const range of ranges.toSorted(([a], [b]) => a - b)) {
    const last = merged.at(-1)
    if (last === undefined || range[0] >= last[1]) merged.push(range)
    else merged[merged.length - 1] = [last[0], Math.max(last[1], range[1])]
  }
  return merged
}
