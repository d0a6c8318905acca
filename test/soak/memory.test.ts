import { describe, expect, it } from 'vitest'
import { MEASURED_ADAPTERS, type MeasuredServer, type Measurement, startMeasured } from './measured-server.ts'
import { shareOfTime } from './soak-time.ts'
import { drive, flood, HOSTILE_TRAFFIC } from './traffic.ts'

const ROUNDS = 6

/**
 * What a request may leave behind in bytes. On a busy machine few requests share what the process itself takes meanwhile, for
 * code that is compiled as it warms up; a response that is kept is thousands.
 */
const KEPT_BYTES = 300

/** Waits until no client is connected, which takes a server some turns of its event loop to notice. */
async function measureAtRest(server: MeasuredServer): Promise<Measurement> {
  for (let attempt = 1; ; attempt++) {
    const measurement = await server.measure()
    if (measurement.sockets === 0 || attempt === 50) return measurement
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

interface Growth {
  readonly bytesPerRequest: number
  readonly sockets: number
}

/** The second half of the rounds is compared with the end of the first, by which all code has run. */
async function measureGrowth(adapter: string, variant: string, milliseconds: number): Promise<Growth> {
  const server = await startMeasured(adapter, variant)
  const sizes: number[] = []
  let sockets = 0
  let requests = 0
  for (let round = 0; round < 2 * ROUNDS; round++) {
    const answered = await drive(server, HOSTILE_TRAFFIC, 8, milliseconds / ROUNDS / 2)
    await flood(server, Math.ceil(answered / 10), round)
    if (round >= ROUNDS) requests += answered
    const measurement = await measureAtRest(server)
    sizes.push(measurement.memory)
    sockets = measurement.sockets
  }
  const [before, after] = [sizes.slice(ROUNDS - 2, ROUNDS), sizes.slice(-2)].map((some) => Math.min(...some))
  return { bytesPerRequest: ((after as number) - (before as number)) / requests, sockets }
}

describe('hostile traffic', () => {
  it.each(MEASURED_ADAPTERS)('leaves nothing behind in a process with %s', async (adapter) => {
    const { bytesPerRequest, sockets } = await measureGrowth(adapter, 'cors', shareOfTime(0.05))
    expect(bytesPerRequest).toBeLessThan(KEPT_BYTES)
    expect(sockets).toBe(0)
  })

  it('shows in a middleware that keeps what it has seen', async () => {
    const { bytesPerRequest } = await measureGrowth('node', 'leaky', shareOfTime(0.05))
    expect(bytesPerRequest).toBeGreaterThan(KEPT_BYTES)
  })
})
