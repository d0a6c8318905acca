/** What the three APIs serve. Nothing is ever stored, so that every visit of the page has the same result. */
export const NOTES = [
  { id: 1, text: 'Buy milk' },
  { id: 2, text: 'Call Grace' },
]

/** The cookie that the page's server sets. Cookies are sent to every port of a host, so the APIs get it too. */
export const SESSION_COOKIE = 'crossorigin-demo=ada'

/**
 * Tells whose session a request belongs to.
 *
 * @param {string | undefined} cookie - The value of the request header.
 */
export function readAccount(cookie) {
  return cookie?.split('; ').includes(SESSION_COOKIE) ? 'ada' : null
}

/**
 * Tells whether a request carries the token that is needed to change a note.
 *
 * @param {string | undefined} authorization - The value of the request header.
 */
export function isAuthorized(authorization) {
  return authorization === 'Bearer demo'
}
