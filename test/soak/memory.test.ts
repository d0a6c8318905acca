import { describe, expect, it } from 'vitest'
import { MEASURED_ADAPTERS, type MeasuredServer, type Measurement, startMeasured } from './measured-server.ts'
import { shareOfTime } from './soak-time.ts'
import { flood, HOSTILE_TRAFFIC, drive as sendTraffic } from './traffic.ts'

/** In the first rounds, code is compiled and caches are filled; later rounds are measured. */
const FIRST_ROUNDS = 4
const ROUNDS = 10

/** A round of fewer requests, on a busy machine, mostly shows other activity of the process. */
const LEAST_REQUESTS = 200

/**
 * The bytes that a request may leave in memory, compared with the same server without CORS: 250 with Fastify over HTTP/2,
 * few elsewhere. A leaked response takes thousands.
 */
const KEPT_BYTES = 300

/** Waits until no client is connected, which a server notices after some turns of its event loop. */
async function measureAtRest(server: MeasuredServer): Promise<Measurement> {
  for (let attempt = 1; ; attempt++) {
    const measurement = await server.measure()
    if (measurement.sockets === 0 || attempt === 50) return measurement
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** A server under traffic, and what it held in memory after each round. */
interface Course {
  readonly server: MeasuredServer
  readonly rounds: Round[]
  requests: number
  sockets: number
}

async function drive(course: Course, round: number, milliseconds: number): Promise<void> {
  const answered = await sendTraffic(course.server, HOSTILE_TRAFFIC, 8, milliseconds, LEAST_REQUESTS)
  await flood(course.server, Math.ceil(answered / 10), round)
  course.requests += answered
  const { memory, sockets } = await measureAtRest(course.server)
  course.rounds.push({ requests: course.requests, memory })
  course.sockets = sockets
}

/** Takes turns with the same server without CORS. */
async function measureGrowth(adapter: string, variant: string, milliseconds: number) {
  const courses = await Promise.all(
    [variant, 'none'].map(async (name): Promise<Course> => {
      return { server: await startMeasured(adapter, name), rounds: [], requests: 0, sockets: 0 }
    }),
  )
  for (let round = 0; round < ROUNDS; round++) {
    for (const course of courses) await drive(course, round, milliseconds / ROUNDS / courses.length)
  }
  const [own, bare] = courses.map(({ rounds }) => medianSlope(rounds.slice(FIRST_ROUNDS))) as [number, number]
  return { bytesPerRequest: own - bare, sockets: courses[0]?.sockets }
}

/** What the process held in memory after some requests. */
interface Round {
  readonly requests: number
  readonly memory: number
}

/** The median of the slopes between any two rounds, the Theil-Sen estimator: a leak is in each slope, a single jump in few. */
function medianSlope(rounds: readonly Round[]): number {
  const slopes = rounds
    .flatMap((from, index) =>
      rounds.slice(index + 1).map((to) => (to.memory - from.memory) / (to.requests - from.requests)),
    )
    .sort((a, b) => a - b)
  return slopes[Math.floor(slopes.length / 2)] as number
}

describe('hostile traffic', () => {
  it.each(MEASURED_ADAPTERS)('leaks no memory in a process with %s', async (adapter) => {
    const { bytesPerRequest, sockets } = await measureGrowth(adapter, 'cors', shareOfTime(0.05))
    expect(bytesPerRequest).toBeLessThan(KEPT_BYTES)
    expect(sockets).toBe(0)
  })

  it('reveals a middleware that keeps every request', async () => {
    const { bytesPerRequest } = await measureGrowth('node', 'leaky', shareOfTime(0.05))
    expect(bytesPerRequest).toBeGreaterThan(KEPT_BYTES)
  })
})
