import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { cors } from '@crossorigin/fastify'
import { type CorsConfig, createPolicy } from '@crossorigin/policy'
import type { Adapter } from '../support/adapter.ts'
import { type ByteExchange, exchangeBytes } from '../support/byte-exchange.ts'
import { readCorsHeaders } from '../support/cors-headers.ts'
import { createFastify, createHttp2Fastify } from '../support/fastify-application.ts'
import { closeServer, openServer, trackSessions } from '../support/listen.ts'
import type { RawResponse } from '../support/raw-client.ts'
import { ADAPTERS } from '../support/servers.ts'
import { readResponses } from './response-stream.ts'
import type { Target } from './target.ts'
import { findViolations, isOutOfReach } from './violation.ts'

type Protocol = Adapter['protocol']

/** A server that receives hostile bytes. */
export interface Victim {
  readonly name: string
  readonly port: number
  close(): Promise<unknown>
}

/** How long to wait for a response, in ms, before the client closes its half: most of these inputs are not a complete request. */
const SILENCE = 20

/** The same when a response is expected. */
const LONG_SILENCE = 2000

/** Starts each adapter that speaks a protocol with the policy of a target; only Fastify if routes have policies too. */
export async function startVictims(
  { config, routeConfig }: Target,
  protocol: Protocol = 'http/1.1',
): Promise<readonly Victim[]> {
  if (routeConfig !== undefined) return [await startRoutes(config, routeConfig, protocol)]
  // All share one policy, so it warns once.
  const source = createPolicy(config)
  const adapters = ADAPTERS.filter((adapter) => adapter.protocol === protocol)
  return Promise.all(
    adapters.map(async (adapter) => {
      const { port, close } = await adapter.start({ layers: [{ source }] })
      return { name: adapter.name, port, close }
    }),
  )
}

async function startRoutes(config: CorsConfig, routeConfig: CorsConfig, protocol: Protocol): Promise<Victim> {
  const app = protocol === 'http/2' ? createHttp2Fastify() : createFastify()
  await app.register(cors, config)
  app.get('/shared', { config: { cors: routeConfig } }, () => 'ok')
  app.put('/shared', () => 'ok')
  app.all('/ok', () => 'ok')
  trackSessions(app.server)
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { name: 'Fastify 5', port: Number(new URL(app.listeningOrigin).port), close: () => app.close() }
}

/** Starts a server without CORS that responds to every complete request: it defines what a request is. */
export function startReference(protocol: Protocol = 'http/1.1'): Promise<Victim> {
  const listener: PlainListener = (req, res) => req.resume().on('end', () => res.end('ok'))
  return startPlain('the reference', listener, protocol)
}

/** A listener of a server without a framework. */
export type PlainListener = (req: IncomingMessage, res: ServerResponse) => unknown

/** Starts a server with only a listener. */
export async function startPlain(name: string, listener: PlainListener, protocol: Protocol): Promise<Victim> {
  const server = protocol === 'http/2' ? createHttp2Server(listener as never) : createServer(listener)
  return { name, port: await openServer(server), close: () => closeServer(server) }
}

/** Sends the same bytes to all, and lists errors and differences in the responses. */
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
  return [...violations, ...findDifferences(exchanges.map((exchange) => readSingleGrant(exchange, bytes)))]
}

/** The CORS headers of a single response that was not sent by Node itself. */
function readSingleGrant({ received, ending }: ByteExchange, sent: string): string | undefined {
  const { responses } = readResponses(received, { mayBeCut: ending === 'cut', mayLackBody: true })
  const [response] = responses
  return response === undefined || responses.length > 1 || isOutOfReach(response, sent)
    ? undefined
    : readGrant(response)
}

/** The headers of a response that must be the same for all adapters. */
export function readGrant(response: RawResponse): string {
  const { vary: _ownOfTheApplication, ...granted } = readCorsHeaders(response)
  // `Headers` of a fetch handler are sent in the order of their names.
  return JSON.stringify(Object.entries(granted).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Lists the CORS headers of the adapters if they differ; `undefined` is for a response that no adapter sent. */
export function findDifferences(grants: readonly (string | undefined)[]): readonly string[] {
  const given = new Set(grants.filter((grant) => grant !== undefined))
  return given.size > 1 ? [`difference: ${[...given].join(' and ')}`] : []
}
