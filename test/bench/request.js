/**
 * A request that is asked of everybody in the same run.
 *
 * @typedef {object} BenchRequest
 * @property {string} name
 * @property {string} method
 * @property {Readonly<Record<string, string>>} headers Without `Origin`.
 * @property {readonly string[]} origins Values of `Origin`, in turn; none where it is empty.
 */

/** What a browser sends with every `fetch()`. */
const USUAL = {
  host: 'api.example.com',
  connection: 'keep-alive',
  'sec-ch-ua-platform': '"Linux"',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  accept: '*/*',
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'cors',
  'sec-fetch-dest': 'empty',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'accept-language': 'en-US,en;q=0.9',
}

const ASKED = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization,content-type' }

/**
 * @param {string} name
 * @param {readonly string[]} origins
 * @returns {BenchRequest}
 */
export function actual(name, origins) {
  return { name, method: 'GET', headers: USUAL, origins }
}

/**
 * @param {string} name
 * @param {readonly string[]} origins
 * @param {Readonly<Record<string, string>>} [headers]
 * @returns {BenchRequest}
 */
export function preflight(name, origins, headers = {}) {
  return { name, method: 'OPTIONS', headers: { ...USUAL, ...ASKED, ...headers }, origins }
}

/**
 * The five requests that every policy is asked, and what is to come of each.
 *
 * @param {import('./policy.js').BenchPolicy} policy
 */
export function usualRequests({ allowed, refused }) {
  return /** @type {const} */ ([
    { request: actual('actual, no Origin', []), verdict: 'absent' },
    { request: actual('actual, allowed', allowed), verdict: 'allowed' },
    { request: actual('actual, refused', refused), verdict: 'refused' },
    { request: preflight('preflight, allowed', allowed), verdict: 'allowed' },
    { request: preflight('preflight, refused', refused), verdict: 'refused' },
  ])
}
