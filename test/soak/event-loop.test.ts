import { describe, expect, it } from 'vitest'
import { MEASURED_ADAPTERS, type MeasuredServer, startMeasured } from './measured-server.ts'
import { drive, HOSTILE_TRAFFIC, NORMAL_TRAFFIC, type Traffic } from './traffic.ts'

const CONNECTIONS = 4
const ROUND = 300

/** The first rounds warm up; more follow only while the machine is too busy for a clear result. */
const LEAST_ROUNDS = 4
const MOST_ROUNDS = 12

async function measureDelay(server: MeasuredServer, traffic: Traffic): Promise<number> {
  await server.measure()
  await drive(server, traffic, CONNECTIONS, ROUND)
  return (await server.measure()).delay
}

/**
 * Compares the delay of the event loop under hostile traffic with that of a server without CORS under normal traffic, in
 * turn. Other load on the machine can only add to a delay, so the best round of each counts.
 */
async function compareDelays(adapter: string, variant: string): Promise<number> {
  const [normal, hostile] = await Promise.all([startMeasured(adapter, 'none'), startMeasured(adapter, variant)])
  let ratio = Number.POSITIVE_INFINITY
  let [least, worst] = [ratio, ratio]
  for (let round = 1; round <= MOST_ROUNDS && (round <= LEAST_ROUNDS || ratio > 2); round++) {
    least = Math.min(least, await measureDelay(normal, NORMAL_TRAFFIC))
    worst = Math.min(worst, await measureDelay(hostile, HOSTILE_TRAFFIC))
    ratio = worst / least
  }
  return ratio
}

describe('the delay of the event loop', () => {
  it.each(MEASURED_ADAPTERS)(
    'with %s, under hostile traffic, is at most twice that of normal traffic without CORS',
    async (adapter) => {
      expect(await compareDelays(adapter, 'cors')).toBeLessThanOrEqual(2)
    },
  )

  it('exposes a middleware with quadratic work', async () => {
    expect(await compareDelays('node', 'quadratic')).toBeGreaterThan(2)
  })
})
