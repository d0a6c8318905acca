import fc from 'fast-check'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { ALLOWED, preflight } from '../adapters/scenarios/list-policy.ts'
import { sendHttp2 } from '../support/http2-client.ts'
import { IS_THOROUGH } from '../support/thorough.ts'
import { attackOverHttp2 } from './http2-attack.ts'
import { listFields } from './http2-request.ts'
import { type PlantedDefect, SHALLOW_DEFECTS, startDefective } from './planted-defect.ts'
import { randomRequest } from './random-request.ts'
import { LIST_TARGET, TARGETS, type Target } from './target.ts'
import { startReference, startVictims, type Victim } from './victim.ts'

/** Requests that are streams of one connection, and how often that is done. */
const AT_A_TIME = 20
const RUNS = IS_THOROUGH ? 60 : 30

const requests = fc.array(randomRequest.map(listFields), { minLength: AT_A_TIME, maxLength: AT_A_TIME })

async function attack(target: Target, victims: readonly Victim[], runs: number): Promise<readonly string[]> {
  const reference = await startReference('http/2')
  onTestFinished(async () => {
    await Promise.all([reference, ...victims].map(({ close }) => close()))
  })
  let violations: readonly string[] = []
  const property = fc.asyncProperty(requests, async (batch) => {
    const found = await attackOverHttp2(target, reference, victims, batch)
    // The smallest failing batch is the last one that fails, and rarely the last one tried.
    if (found.length > 0) violations = found
    return found.length === 0
  })
  await fc.check(property, { numRuns: runs })
  return violations
}

beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockReturnValue()
})

describe('requests of random methods, names and values over HTTP/2', () => {
  it.each(TARGETS)('get no CORS headers from $name that they should not', async (target) => {
    const victims = await startVictims(target, 'http/2')
    expect(victims.length).toBeGreaterThan(0)
    expect(await attack(target, victims, RUNS)).toEqual([])
    for (const { port } of victims) {
      const answer = await sendHttp2(port, preflight(ALLOWED))
      expect([answer.status, answer.get('access-control-allow-origin')]).toEqual([204, ALLOWED])
    }
  })

  it('expose a middleware that echoes unparsed values', async () => {
    const [echo] = SHALLOW_DEFECTS as [PlantedDefect]
    const violations = await attack(LIST_TARGET, [await startDefective(echo, 'http/2')], 60)
    expect(violations[0]).toMatch(/^echo: /)
  })
})
