import fc from 'fast-check'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { formatRequest } from '../support/raw-client.ts'
import { IS_THOROUGH } from '../support/thorough.ts'
import { randomRequest } from './random-request.ts'
import { TARGETS } from './target.ts'
import { attackVictims, startReference, startVictims } from './victim.ts'

/** Requests that are sent at the same time, and how often that is done. */
const AT_A_TIME = 10
const RUNS = IS_THOROUGH ? 40 : 20

const request = randomRequest.map((made) => formatRequest(made, 'close'))

beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockReturnValue()
})

describe('requests of random methods, names and values', () => {
  it.each(TARGETS)('get no CORS headers from $name that they should not', async (target) => {
    const [reference, victims] = await Promise.all([startReference(), startVictims(target)])
    onTestFinished(async () => {
      await Promise.all([reference, ...victims].map(({ close }) => close()))
    })
    const requests = fc.array(request, { minLength: AT_A_TIME, maxLength: AT_A_TIME })
    const property = fc.asyncProperty(requests, async (batch) => {
      const violations = await Promise.all(batch.map((sent) => attackVictims(target, reference, victims, sent)))
      expect(violations.flat()).toEqual([])
    })
    await fc.assert(property, { numRuns: RUNS })
  })
})
