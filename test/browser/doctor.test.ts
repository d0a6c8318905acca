import { type Diagnosis, isProbe } from '@crossorigin/doctor'
import { explain } from '@crossorigin/doctor/explain'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IS_THOROUGH } from '../support/thorough.ts'
import { answerOf, pageRequest, randomServers } from './doctor-arbitraries.ts'
import { DOCTOR_SCENARIOS } from './doctor-scenarios.ts'
import { createDoctorWorld, type DoctorWorld, type Wire } from './doctor-world.ts'

let world: DoctorWorld
beforeAll(async () => {
  world = await createDoctorWorld()
}, 60_000)
afterAll(() => world?.close())

/** Compares the requests of both: the doctor sends the same as Chromium, nothing more and nothing earlier, and its probes afterwards. */
function expectSameRequests(chromium: readonly Wire[], doctor: readonly Wire[], diagnosis: Diagnosis): void {
  // A Node server rejects lower-case methods, and does not report the request.
  const exchanges = diagnosis.exchanges.filter(({ request }) => request.method !== 'patch')
  expect(doctor.map(({ method }) => method)).toEqual(exchanges.map(({ request }) => request.method))
  const played = doctor.filter((_wire, index) => !isProbe(exchanges[index]?.purpose ?? 'actual'))
  expect(played).toEqual(chromium)
  expect(doctor.slice(0, played.length)).toEqual(played)
  for (const { at, method, headers } of doctor.slice(played.length)) {
    expect(['GET', 'OPTIONS']).toContain(method)
    expect(doctor.slice(0, played.length).map((wire) => wire.at)).toContain(at)
    expect(Object.keys(headers).filter((name) => !HARMLESS.has(name))).toEqual([])
  }
}

const HARMLESS: ReadonlySet<string> = new Set(['origin', 'referer', 'content-type'])

describe('Chromium and the doctor agree', () => {
  it.each(DOCTOR_SCENARIOS)('when $name: $verdict $code', async (scenario) => {
    const { request = {}, verdict, code = '', finding, parameter, readsHeader } = scenario
    world.answerWith((received) => scenario.answer(received, world.origins))

    const seen = await world.fetchInChromium(request)
    const chromium = world.takeReceived()
    const diagnosis = await world.diagnose(request)
    expectSameRequests(chromium, world.takeReceived(), diagnosis)

    expect({ verdict: seen.verdict, code: seen.corsError }).toEqual({ verdict, code })
    if (parameter !== undefined) expect(seen.parameter).toBe(parameter(world.origins))
    expect(diagnosis.verdict).toBe(verdict)
    const errors = diagnosis.findings.filter(({ level }) => level === 'error')
    if (verdict === 'allowed') expect(errors.map((found) => found.code)).toEqual([])
    else if (finding === undefined)
      expect(errors.map((found) => explain(found.code)?.candidates[0]?.names.chromium)).toContain(code)
    else expect(errors.map((found) => found.code)).toContain(finding)
    expect([...diagnosis.readableHeaders].sort()).toEqual(seen.readableHeaders)
    if (readsHeader !== undefined) expect(seen.readableHeaders.includes('x-answer')).toBe(readsHeader)
  })
})

/** Tens of milliseconds each. */
const RUNS = IS_THOROUGH ? 400 : 100

/** Of so few, the same are tried each time, so that the expected share does not depend on luck. */
const REPEATABLE = IS_THOROUGH ? {} : { seed: 1 }

describe('the doctor', () => {
  it('agrees with Chromium about what is allowed and blocked, for random responses', async () => {
    const seen = { allowed: 0, blocked: 0 }
    await fc.assert(
      fc.asyncProperty(pageRequest, randomServers, async (request, servers) => {
        world.answerWith((received) => answerOf(servers, received, world.origins))
        const { verdict, readableHeaders } = await world.fetchInChromium(request)
        const chromium = world.takeReceived()
        const diagnosis = await world.diagnose(request)
        expectSameRequests(chromium, world.takeReceived(), diagnosis)
        seen[verdict]++
        expect(diagnosis.verdict).toBe(verdict)
        expect([...diagnosis.readableHeaders].sort()).toEqual(readableHeaders)
        expect(diagnosis.findings.some(({ level }) => level === 'error')).toBe(verdict === 'blocked')
      }),
      { ...REPEATABLE, numRuns: RUNS },
    )
    expect(seen.allowed).toBeGreaterThan(RUNS / 20)
    expect(seen.blocked).toBeGreaterThan(RUNS / 20)
  }, 120_000)
})
