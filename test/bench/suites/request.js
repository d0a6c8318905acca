import { compare } from '../comparison.js'
import { NODE_COMPARISONS } from '../contestants/fields.js'

/**
 * What CORS adds to a request, on every server, under a policy of three origins with credentials.
 *
 * @param {{ processes?: number | undefined }} options
 */
export async function runRequestSuite({ processes = 9 }) {
  /** @type {import('../comparison.js').Row[]} */
  const rows = []
  for (const field of Object.keys(NODE_COMPARISONS)) rows.push(...(await compare(field, { processes })))
  return rows
}
