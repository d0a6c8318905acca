import type { Diagnosis, DiagnosisOptions } from '@crossorigin/doctor'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { summarize } from '../../packages/doctor/src/report/summary.ts'
import { stepLines, titleLines } from '../../packages/doctor/src/text/diagnosis.ts'
import type { Layout } from '../../packages/doctor/src/text/layout.ts'
import { verdictLines } from '../../packages/doctor/src/text/verdict.ts'
import { DOCTOR_SCENARIOS, type DoctorScenario } from '../browser/doctor-scenarios.ts'
import { type DoctorServers, type PageRequest, startDoctorServers } from '../browser/doctor-world.ts'

/** A terminal with its default size. */
const COLUMNS = 80
const LINES = 24

let servers: DoctorServers
beforeAll(async () => {
  servers = await startDoctorServers()
})
afterAll(() => servers?.close())

interface Screen {
  readonly lines: readonly string[]
  readonly diagnosis: Diagnosis
}

async function show(
  { request = {}, answer }: DoctorScenario,
  options: DiagnosisOptions,
  width = COLUMNS,
): Promise<Screen> {
  servers.answerWith((received) => answer(received, servers.origins))
  const layout: Layout = { width, paint: (_style, text) => text, isVerbose: false, hasTiming: false }
  const lines = [...titleLines(servers.complete(request), layout), '']
  let isAfterFailure = false
  const diagnosis = await servers.diagnose(request, {
    engine: 'all',
    ...options,
    onStep(step, { exchanges }) {
      lines.push(...stepLines(step, { exchanges, isAfterFailure }, layout))
      if (step.status === 'error') isAfterFailure = true
    },
  })
  return { lines: [...lines, '', ...verdictLines(diagnosis, layout)], diagnosis }
}

const HEADLINES = {
  allowed: / Allowed(?:\.|, with \d+ warnings?: )/,
  blocked: / Blocked(?: in [^:]+)?: /,
  unknown: / No verdict(?: in [^:]+)?[:.] /,
} as const

describe('the first screen', () => {
  it.each(DOCTOR_SCENARIOS)('has the verdict, its cause and the fix: $name', async (scenario) => {
    const { lines, diagnosis } = await show(scenario, {})
    expect(lines.length).toBeLessThanOrEqual(LINES)
    expect(lines.filter((line) => line.length > COLUMNS)).toEqual([])
    const [cause] = diagnosis.findings.filter(({ level }) => level !== 'note')
    const text = lines.join(' ').replace(/\s+/g, ' ')
    expect(text).toMatch(HEADLINES[diagnosis.verdict])
    if (cause !== undefined) expect(text).toContain(cause.title)
    if (cause !== undefined) expect(lines).toContainEqual(expect.stringMatching(/^ {2}Fix {2}\S/))
  })
})

const PUT: PageRequest = { method: 'PUT' }
const CREDENTIALS: PageRequest = { credentials: 'include' }
const NONE = [] as const

/** Responds to preflights and to requests, with the page's origin filled in. */
function serve(preflight: Reply, actual: Reply): DoctorScenario['answer'] {
  return ({ isPreflight }, { page }) => {
    const [status, ...lines] = isPreflight ? preflight : actual
    return status === 'drop'
      ? 'drop'
      : { status, lines: lines.map(([name, value]) => [name, value.replace('PAGE', page)]) }
  }
}

type Reply = readonly [status: number | 'drop', ...lines: (readonly [name: string, value: string])[]]

const ALLOW_ORIGIN = ['Access-Control-Allow-Origin', 'PAGE'] as const
const ALLOW_PUT = ['Access-Control-Allow-Methods', 'PUT'] as const
const VARY = ['Vary', 'Origin'] as const
const PASSING: Reply = [204, ALLOW_ORIGIN, ALLOW_PUT]

describe('the verdict of', () => {
  it.each<
    [what: string, request: PageRequest, answer: DoctorScenario['answer'], headline: string, codes: readonly string[]]
  >([
    [
      'a preflight that authentication rejects is one error',
      PUT,
      serve([401, ['WWW-Authenticate', 'Bearer']], [200, ALLOW_ORIGIN, VARY]),
      'Blocked: The preflight response has an error status.',
      ['preflight/status-not-ok'],
    ],
    [
      'a request with credentials to a server without CORS is one error, since the line fixes all of it',
      CREDENTIALS,
      serve([200], [200]),
      'Blocked: The response has no Access-Control-Allow-Origin.',
      ['response/allow-origin-missing'],
    ],
    [
      'a policy for another origin, method and header is three errors',
      { ...PUT, headers: [['x-foo', '1']] },
      serve(
        [204, ['Access-Control-Allow-Origin', 'http://other.test'], ['Access-Control-Allow-Methods', 'GET']],
        [200, ALLOW_ORIGIN, VARY],
      ),
      'Blocked: The preflight response allows a different origin.',
      ['preflight/allow-origin-mismatch', 'preflight/method-not-allowed', 'preflight/header-not-allowed'],
    ],
    [
      'a PUT whose preflight passes is allowed so far',
      PUT,
      serve(PASSING, [200, ALLOW_ORIGIN, VARY]),
      'Allowed so far: the preflight passed, but PUT was not sent. A GET sent instead was allowed.',
      NONE,
    ],
    [
      'a PUT whose preflight passes is allowed so far, even with a caching finding',
      PUT,
      serve(PASSING, [200, ALLOW_ORIGIN]),
      'Allowed so far: the preflight passed, but PUT was not sent. A GET sent instead was allowed.',
      NONE,
    ],
    [
      'a PUT is unknown if a GET sent instead would be blocked',
      PUT,
      serve(PASSING, [200]),
      'No verdict: the preflight passed, but PUT was not sent. The GET sent instead would be blocked:',
      NONE,
    ],
    [
      'a PUT is unknown if a GET sent instead gets no response',
      PUT,
      serve(PASSING, ['drop']),
      'No verdict: the preflight passed, but PUT was not sent. The GET sent instead would be blocked:',
      NONE,
    ],
  ])('%s', async (_what, request, answer, headline, codes) => {
    const scenario = { name: '', request, answer, verdict: 'blocked' } as const
    const { lines, diagnosis } = await show(scenario, { send: false }, 120)
    const told = lines.join(' ').replace(/\s+/g, ' ')
    expect(told).toContain(headline)
    const rows = lines.filter((line) => line.startsWith('  FAIL'))
    expect(rows.map((row) => row.split(' ').at(-1))).toEqual(codes)
    const { followers } = summarize(diagnosis)
    const errors = diagnosis.findings.filter(({ level }) => level === 'error')
    expect(rows.length + followers.length).toBe(errors.length)
    const narrow = (await show(scenario, { send: false }, 40)).lines
    expect(narrow.filter((line) => line.length > 40 && !line.startsWith('Next: '))).toEqual([])
  })
})
