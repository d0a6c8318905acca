/** @import { Exchange } from './exchange.js' */
/** @import { Expectation, Scenario } from './scenarios.js' */

/**
 * Returns the expected result of a scenario's request, with an explanation.
 *
 * @param {Scenario} scenario
 * @param {boolean} isAllowed - Whether the policy allows the origin of the page that sends it.
 * @returns {Expectation & { why: string }}
 */
export function expectationOf({ expected, init, why = '' }, isAllowed) {
  if (isAllowed) return { ...expected, why }
  if (needsPreflight(expected)) {
    return {
      sent: ['OPTIONS 403'],
      read: null,
      why: `The policy does not allow this origin. The preflight is denied, so the browser never sends the ${init.method}.`,
    }
  }
  return {
    ...expected,
    read: null,
    why: 'The policy does not allow this origin. The server still executed the request, because any page can send it. CORS only keeps the page from reading the response: it is not access control.',
  }
}

/** @param {Expectation} expected */
function needsPreflight({ sent }) {
  return sent.some((request) => request.startsWith('OPTIONS '))
}

/**
 * Compares a result with the expected one.
 *
 * @param {Exchange} exchange
 * @param {Expectation} expected
 * @returns {string[]} a sentence for each difference.
 */
export function findDifferences({ sent, cookie, read }, expected) {
  const differences = [
    compare('requests', sent.join(', '), expected.sent.join(', ')),
    compare('cookie', cookie, expected.cookie ?? null),
    compare('readable status', read?.status ?? null, expected.read?.status ?? null),
  ]
  for (const [name, value] of Object.entries(expected.read?.headers ?? {})) {
    differences.push(compare(name, read?.headers[name] ?? null, value))
  }
  if (read !== null && expected.read !== null && !read.body.includes(expected.read.text)) {
    differences.push(`The body lacks ${expected.read.text}.`)
  }
  return differences.filter((difference) => difference !== '')
}

/**
 * @param {string} subject
 * @param {string | number | null} actual
 * @param {string | number | null} expected
 */
function compare(subject, actual, expected) {
  return actual === expected ? '' : `Expected ${subject}: ${expected ?? 'none'}.`
}

/**
 * Names what the browser did with a request.
 *
 * @param {Exchange} exchange
 * @param {string} method
 */
export function nameOutcome({ sent, read }, method) {
  if (sent.length === 0) return 'Nothing arrived'
  if (read !== null) return sent.length > 1 ? 'Preflight passed, readable' : 'No preflight, readable'
  return hasArrived(sent, method) ? 'Executed, but not readable' : 'Stopped by the preflight'
}

/**
 * Tells whether a request itself has reached the server.
 *
 * @param {readonly string[]} sent
 * @param {string} method
 */
export function hasArrived(sent, method) {
  return sent.some((request) => request.startsWith(`${method} `))
}
