import { readHead } from './exchange.js'
import { ALLOWED_HEADERS_LINE, MAX_AGE, METHODS_LINE } from './policy.js'

/**
 * Refuses to go on where somebody who is to be timed does not answer as the policy says. Peers may add what they like, and
 * may leave out `Vary` on a refusal; they may not allow what they should refuse, or the other way round.
 *
 * @param {import('./contestants/contestant.js').Contestant} contestant
 * @param {import('./request.js').BenchRequest} request
 * @param {'absent' | 'allowed' | 'refused'} verdict
 */
export async function assertAnswer({ name, role, prepare }, request, verdict) {
  const exchange = prepare(request)
  const { status, headers } = await readHead(exchange)
  const problems = findProblems({ status, headers }, request, { role, verdict })
  if (problems.length === 0) return
  throw new Error(
    `${name} answers "${request.name}" with ${status} ${JSON.stringify([...headers])}: ${problems.join(', ')}`,
  )
}

/**
 * @param {import('./exchange.js').Head} head
 * @param {import('./request.js').BenchRequest} request
 * @param {{ role: string, verdict: string }} expected
 */
function findProblems({ status, headers }, { method, origins }, { role, verdict }) {
  /** @type {string[]} */
  const problems = []
  const expect = (/** @type {string} */ name, /** @type {string | undefined} */ value) => {
    if (spell(headers.get(name)) !== spell(value)) problems.push(`${name} is not ${value}`)
  }
  if (role === 'none') {
    expect('access-control-allow-origin', undefined)
    return problems
  }
  expect('access-control-allow-origin', verdict === 'allowed' ? origins[0] : undefined)
  if (verdict === 'allowed') expect('access-control-allow-credentials', 'true')
  if (role !== 'peer' && !headers.get('vary')?.includes('Origin')) problems.push('vary has no Origin')
  if (method === 'OPTIONS' && verdict === 'allowed') {
    expect('access-control-allow-methods', METHODS_LINE)
    expect('access-control-allow-headers', ALLOWED_HEADERS_LINE)
    expect('access-control-max-age', String(MAX_AGE))
    if (status !== 204 && status !== 200) problems.push('the status is not ok')
  }
  return problems
}

/**
 * Lists mean the same whatever the blanks in them, and the names of headers whatever their case.
 *
 * @param {string | undefined} value
 */
function spell(value) {
  return value?.toLowerCase().replaceAll(' ', '')
}
