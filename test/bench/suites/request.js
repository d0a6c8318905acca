import { compare } from '../comparison.js'
import { COMPARISONS } from '../contestants/fields.js'

/**
 * What CORS adds to a request, on every server, under a policy of three origins with credentials.
 *
 * @param {{ processes?: number | undefined, fields?: readonly string[] | undefined }} options
 */
export async function runRequestSuite({ processes = 9, fields = Object.keys(COMPARISONS) }) {
  /** @type {import('../comparison.js').Row[]} */
  const rows = []
  for (const field of fields) rows.push(...(await compare(field, { processes })))
  return rows
}
