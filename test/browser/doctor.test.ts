import { CATALOGUE } from '@crossorigin/doctor'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, pageRequest, randomServers } from './doctor-arbitraries.ts'
import { DOCTOR_SCENARIOS } from './doctor-scenarios.ts'
import { createDoctorWorld, type DoctorWorld } from './doctor-world.ts'

let world: DoctorWorld
beforeAll(async () => {
  world = await createDoctorWorld()
}, 60_000)
afterAll(() => world?.close())

describe('Chromium and the doctor agree', () => {
  it.each(DOCTOR_SCENARIOS)('where $name: $verdict $code', async (scenario) => {
    const { request = {}, verdict, code = '', finding, parameter, readsHeader } = scenario
    world.answerWith((received) => scenario.answer(received, world.origins))

    const seen = await world.fetchInChromium(request)
    const diagnosis = await world.diagnose(request)

    expect({ verdict: seen.verdict, code: seen.corsError }).toEqual({ verdict, code })
    if (parameter !== undefined) expect(seen.parameter).toBe(parameter(world.origins))
    expect(diagnosis.verdict).toBe(verdict)
    const errors = diagnosis.findings.filter(({ level }) => level === 'error')
    if (verdict === 'allowed') expect(errors.map((found) => found.code)).toEqual([])
    else if (finding === undefined) expect(errors.map((found) => CATALOGUE[found.code].names?.chromium)).toContain(code)
    else expect(errors.map((found) => found.code)).toContain(finding)
    expect([...diagnosis.readableHeaders].sort()).toEqual(seen.readableHeaders)
    if (readsHeader !== undefined) expect(seen.readableHeaders.includes('x-answer')).toBe(readsHeader)
  })
})

/** Tens of milliseconds each. */
const RUNS = 400

describe('the doctor', () => {
  it('calls allowed what Chromium allows, and blocked what it blocks, whatever servers answer', async () => {
    const seen = { allowed: 0, blocked: 0 }
    await fc.assert(
      fc.asyncProperty(pageRequest, randomServers, async (request, servers) => {
        world.answerWith((received) => answerOf(servers, received, world.origins))
        const { verdict, readableHeaders } = await world.fetchInChromium(request)
        const diagnosis = await world.diagnose(request)
        seen[verdict]++
        expect(diagnosis.verdict).toBe(verdict)
        expect([...diagnosis.readableHeaders].sort()).toEqual(readableHeaders)
        expect(diagnosis.findings.some(({ level }) => level === 'error')).toBe(verdict === 'blocked')
      }),
      { numRuns: RUNS },
    )
    expect(seen.allowed).toBeGreaterThan(RUNS / 20)
    expect(seen.blocked).toBeGreaterThan(RUNS / 20)
  }, 120_000)
})
