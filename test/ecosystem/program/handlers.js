/** @typedef {import('node:http').RequestListener} RequestListener */

/** @type {RequestListener} */
export function respond(_req, res) {
  res.end('found')
}

/** Throws, as handlers do that somebody has not finished. */
export function fail() {
  throw new Error('on purpose')
}

/** A server without a framework: one page, none, and one that has failed.
 *
 * @type {RequestListener}
 */
export function route(req, res) {
  if (req.url !== '/') res.statusCode = req.url === '/failing' ? 500 : 404
  res.end()
}
