import { createServer } from 'node:http'
import { cors } from '@crossorigin/fastify'
import { type CorsConfig, createPolicy } from '@crossorigin/policy'
import { type ByteExchange, exchangeBytes } from '../support/byte-exchange.ts'
import { readCorsHeaders } from '../support/cors-headers.ts'
import { createFastify } from '../support/fastify-application.ts'
import { listenOnLoopback } from '../support/node-application.ts'
import { ADAPTERS } from '../support/servers.ts'
import { readResponses } from './response-stream.ts'
import type { Target } from './target.ts'
import { findViolations, isOutOfReach } from './violation.ts'

/** A server that hostile bytes are sent to. */
export interface Victim {
  readonly name: string
  readonly port: number
  close(): Promise<unknown>
}

/** How long to wait for an answer, in ms, before the client closes its half: most of these bytes are no whole request. */
const SILENCE = 20

/** The same where an answer is due. */
const LONG_SILENCE = 2000

/** Starts each adapter that speaks HTTP/1.1 with the policy of a target; only Fastify where routes have policies too. */
export async function startVictims({ config, routeConfig }: Target): Promise<readonly Victim[]> {
  if (routeConfig !== undefined) return [await startRoutes(config, routeConfig)]
  // One policy for all of them: it warns once.
  const source = createPolicy(config)
  const adapters = ADAPTERS.filter(({ protocol }) => protocol === 'http/1.1')
  return Promise.all(
    adapters.map(async (adapter) => {
      const { port, close } = await adapter.start({ layers: [{ source }] })
      return { name: adapter.name, port, close }
    }),
  )
}

async function startRoutes(config: CorsConfig, routeConfig: CorsConfig): Promise<Victim> {
  const app = createFastify()
  await app.register(cors, config)
  app.get('/shared', { config: { cors: routeConfig } }, () => 'ok')
  app.put('/shared', () => 'ok')
  app.all('/ok', () => 'ok')
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { name: 'Fastify 5', port: Number(new URL(app.listeningOrigin).port), close: () => app.close() }
}

/** Starts a server that knows nothing of CORS, and answers what it has read to the end: it says what a request is. */
export async function startReference(): Promise<Victim> {
  const server = createServer((req, res) => req.resume().on('end', () => res.end('ok')))
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { name: 'the reference', port: await listenOnLoopback(server), close }
}

/** Sends the same bytes to all, and names what is wrong with the answers, and where they differ. */
export async function attackVictims(
  target: Target,
  reference: Victim,
  victims: readonly Victim[],
  bytes: string,
): Promise<readonly string[]> {
  const all = [reference, ...victims].map(({ port }) => exchangeBytes(port, bytes, SILENCE))
  const [expected, ...exchanges] = (await Promise.all(all)) as [ByteExchange, ...ByteExchange[]]
  const violations = exchanges.flatMap((exchange, index) =>
    findViolations(target, bytes, exchange).map((violation) => `${violation}, from ${victims[index]?.name}`),
  )
  if (expected.received.startsWith('HTTP/1.1 200')) {
    const silent = victims.filter((_victim, index) => exchanges[index]?.received === '')
    for (const { name, port } of silent) {
      const { received } = await exchangeBytes(port, bytes, LONG_SILENCE)
      if (received === '') violations.push(`hang: no answer, from ${name}`)
    }
  }
  return [...violations, ...findDifferences(exchanges.map((exchange) => readGrant(exchange, bytes)))]
}

/** A single answer that somebody other than Node has given, by the headers that all adapters have to agree on. */
function readGrant({ received, ending }: ByteExchange, sent: string): string | undefined {
  const { responses } = readResponses(received, { mayBeCut: ending === 'cut', mayLackBody: true })
  const [response] = responses
  if (response === undefined || responses.length > 1 || isOutOfReach(response, sent)) return undefined
  const { vary: _ownOfTheApplication, ...granted } = readCorsHeaders(response)
  return JSON.stringify(granted)
}

function findDifferences(grants: readonly (string | undefined)[]): readonly string[] {
  const given = new Set(grants.filter((grant) => grant !== undefined))
  return given.size > 1 ? [`difference: ${[...given].join(' and ')}`] : []
}
