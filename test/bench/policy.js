/**
 * The policy that everybody gets, and what it makes of a request.
 *
 * @typedef {object} BenchPolicy
 * @property {string} name
 * @property {readonly string[]} origins Exact origins.
 * @property {readonly string[]} patterns Such as `https://*.tenant-1.example`.
 * @property {readonly string[]} allowed Origins that it allows, to be asked about in turn.
 * @property {readonly string[]} refused Origins that it does not.
 */

/** What is listed beside the origins. Peers are told the same lists, spelled as this project puts them on the wire. */
const METHODS = ['PUT', 'PATCH', 'DELETE']
const ALLOWED_HEADERS = ['Authorization', 'X-Request-Id']
export const MAX_AGE = 600

export const METHODS_LINE = 'GET, HEAD, POST, PUT, PATCH, DELETE'
export const ALLOWED_HEADERS_LINE =
  'Accept, Accept-Language, Content-Language, Content-Type, Range, Authorization, X-Request-Id'

/** As many as there are different origins in one turn. */
const ASKED = 1024

/** @type {BenchPolicy} */
export const THREE_ORIGINS = {
  name: '3 origins',
  origins: ['https://app.example.com', 'https://admin.example.com', 'https://www.example.org'],
  patterns: [],
  allowed: ['https://app.example.com', 'https://admin.example.com', 'https://www.example.org'],
  refused: ['https://app.example.net', 'https://evil.example.com', 'https://www.example.orgy'],
}

/**
 * A policy of many exact origins, asked about all over its list.
 *
 * @param {number} count
 * @returns {BenchPolicy}
 */
export function exactOrigins(count) {
  const origins = Array.from({ length: count }, (_, index) => `https://tenant-${index}.example.com`)
  return {
    name: count === 1 ? '1 origin' : `${count.toLocaleString('en')} origins`,
    origins,
    patterns: [],
    allowed: spread(origins),
    refused: Array.from({ length: ASKED }, (_, index) => `https://tenant-${index}.example.net`),
  }
}

/**
 * A policy of many subdomain patterns.
 *
 * @param {number} count
 * @returns {BenchPolicy}
 */
export function subdomainPatterns(count) {
  const hosts = Array.from({ length: count }, (_, index) => `tenant-${index}.example.com`)
  return {
    name: count === 1 ? '1 pattern' : `${count.toLocaleString('en')} patterns`,
    origins: [],
    patterns: hosts.map((host) => `https://*.${host}`),
    allowed: spread(hosts).map((host) => `https://app.${host}`),
    refused: Array.from({ length: ASKED }, (_, index) => `https://app.other-${index}.example.com`),
  }
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @returns {Item[]}
 */
function spread(items) {
  if (items.length <= ASKED) return [...items]
  // 7919 is a prime that divides none of the counts, so that the turn goes all over the list.
  return Array.from({ length: ASKED }, (_, index) => /** @type {Item} */ (items[(index * 7919) % items.length]))
}

/**
 * The configuration of this project's packages.
 *
 * @param {BenchPolicy} policy
 */
export function configOf({ origins, patterns }) {
  return {
    origin: [...origins, ...patterns],
    methods: METHODS,
    allowedHeaders: ALLOWED_HEADERS,
    credentials: true,
    maxAge: MAX_AGE,
  }
}

/**
 * The options that `cors` and `@fastify/cors` share. Both take a regular expression where a pattern is meant.
 *
 * @param {BenchPolicy} policy
 */
export function peerOptionsOf({ origins, patterns }) {
  return {
    origin: [...origins, ...patterns.map(toRegExp)],
    methods: METHODS_LINE.split(', '),
    allowedHeaders: ALLOWED_HEADERS_LINE.split(', '),
    credentials: true,
    maxAge: MAX_AGE,
  }
}

/** @param {string} pattern */
function toRegExp(pattern) {
  const host = pattern.replace('https://*.', '').replaceAll('.', '\\.')
  return new RegExp(`^https://[a-z0-9.-]+\\.${host}$`)
}
