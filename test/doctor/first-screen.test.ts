import type { Diagnosis, DiagnosisOptions } from '@crossorigin/doctor'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stepLines, titleLines } from '../../packages/doctor/src/text/diagnosis.ts'
import type { Layout } from '../../packages/doctor/src/text/layout.ts'
import { verdictLines } from '../../packages/doctor/src/text/verdict.ts'
import { DOCTOR_SCENARIOS, type DoctorScenario } from '../browser/doctor-scenarios.ts'
import { type DoctorServers, startDoctorServers } from '../browser/doctor-world.ts'

/** A terminal as it opens. */
const COLUMNS = 80
const LINES = 24

const layout: Layout = { width: COLUMNS, paint: (_style, text) => text, isVerbose: false, hasTiming: false }

let servers: DoctorServers
beforeAll(async () => {
  servers = await startDoctorServers()
})
afterAll(() => servers?.close())

interface Screen {
  readonly lines: readonly string[]
  readonly diagnosis: Diagnosis
}

async function show({ request = {}, answer }: DoctorScenario, options: DiagnosisOptions = {}): Promise<Screen> {
  servers.answerWith((received) => answer(received, servers.origins))
  const lines = [...titleLines(servers.complete(request), layout), '']
  let hasFailed = false
  const diagnosis = await servers.diagnose(request, {
    engine: 'all',
    ...options,
    onStep(step) {
      lines.push(...stepLines(step, hasFailed, layout))
      if (step.status === 'error') hasFailed = true
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
    const { lines, diagnosis } = await show(scenario)
    if (process.env['PRINT_SCREENS'] !== undefined)
      process.stderr.write(`### ${lines.length} ${scenario.name}\n${lines.join('\n')}\n`)
    expect(lines.length).toBeLessThanOrEqual(LINES)
    expect(lines.filter((line) => line.length > COLUMNS)).toEqual([])
    const [cause] = diagnosis.findings.filter(({ level }) => level !== 'note')
    const text = lines.join(' ').replace(/\s+/g, ' ')
    expect(text).toMatch(HEADLINES[diagnosis.verdict])
    if (cause !== undefined) expect(text).toContain(cause.title)
    if (cause !== undefined) expect(lines).toContainEqual(expect.stringMatching(/^ {2}Fix {2}\S/))
  })
})
