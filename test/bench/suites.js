import { formatComparison } from './comparison.js'
import { runRequestSuite } from './suites/request.js'

/**
 * @typedef {object} Suite
 * @property {string} title
 * @property {() => Promise<any>} run
 * @property {(rows: any) => string} format
 */

/** @type {Readonly<Record<string, Suite>>} */
export const SUITES = {
  request: { title: 'What CORS adds to a request', run: runRequestSuite, format: formatComparison },
}
