/** @typedef {import('node:http').RequestListener} RequestListener */

/** @type {RequestListener} */
export function respond(_req, res) {
  res.end('found')
}

/** A handler with a bug. */
export function fail() {
  throw new Error('on purpose')
}

/**
 * A server without a framework: `/` exists, `/failing` fails, and every other path is missing.
 *
 * @type {RequestListener}
 */
export function route(req, res) {
  if (req.url !== '/') res.statusCode = req.url === '/failing' ? 500 : 404
  res.end()
}
