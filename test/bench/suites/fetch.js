import { compare } from '../comparison.js'
import { FETCH_COMPARISONS } from '../contestants/fields.js'

/**
 * What CORS adds to a request of a handler that takes a `Request`, alone and in frameworks.
 *
 * @param {{ processes?: number | undefined }} options
 */
export async function runFetchSuite({ processes = 9 }) {
  /** @type {import('../comparison.js').Row[]} */
  const rows = []
  for (const field of Object.keys(FETCH_COMPARISONS)) rows.push(...(await compare(field, { processes })))
  return rows
}
