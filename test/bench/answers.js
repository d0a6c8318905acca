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
export async function assertAnswer({ name, role, open }, request, verdict) {
  const { status, headers } = await readHead(open(request))
  const problems = findProblems({ status, headers }, request, { role, verdict })
  if (problems.length === 0) return
  throw new Error(
    `${name} answers "${request.name}" with ${status} ${JSON.stringify([...headers])}: ${problems.join(', ')}`,
  )
}

/**
 * Refuses to go on if the floor does not send the headers that this project sends.
 *
 * @param {readonly import('./contestants/contestant.js').Contestant[]} contestants
 * @param {import('./request.js').BenchRequest} request
 */
export async function assertSameBytes(contestants, request) {
  const floor = contestants.find(({ role }) => role === 'floor')
  if (floor === undefined) return
  const expected = await describeHead(floor, request)
  for (const one of contestants) {
    if (one.role !== 'own') continue
    const sent = await describeHead(one, request)
    if (sent !== expected) {
      throw new Error(`${one.name} responds to "${request.name}" with\n${sent}\nand the floor with\n${expected}`)
    }
  }
}

/**
 * The head of a response, whatever the order of its headers.
 *
 * @param {import('./contestants/contestant.js').Contestant} contestant
 * @param {import('./request.js').BenchRequest} request
 */
async function describeHead({ open }, request) {
  const { status, headers } = await readHead(open({ ...request, origins: request.origins.slice(0, 1) }))
  const lines = [...headers].filter(([name]) => name !== 'date').map(([name, value]) => `${name}: ${value}`)
  return [status, ...lines.toSorted()].join('\n')
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
