import { classify, type Engine, type Journey } from '@crossorigin/browser-model'
import type { DiagnosisInput } from '../../src/diagnosis.ts'
import type { Answer, Exchange, FailureKind, HeaderLine, Purpose, SentRequest } from '../../src/network/exchange.ts'
import type { Observation } from '../../src/observation.ts'
import { ENGINES, readRequest } from '../../src/request/request-model.ts'
import { NO_PROBES } from '../../src/walk/probes.ts'
import { replay } from '../../src/walk/replay.ts'
import { siteRelation } from '../../src/walk/site.ts'
import { type WalkContext, walk } from '../../src/walk/walk.ts'

/** A handmade response, or the kind of failure instead of it. */
export type HandmadeAnswer =
  | (Partial<Omit<Answer, 'kind' | 'headers'>> & { readonly status: number; readonly headers?: readonly string[] })
  | FailureKind

/** The exchange to observe. */
export interface Handmade {
  readonly input?: Partial<DiagnosisInput>
  readonly answer: (request: SentRequest) => HandmadeAnswer
  /** Whether unsafe requests are sent. */
  readonly send?: boolean
  readonly engines?: readonly Engine[]
}

/** Creates an observation without a network: `answer` defines the responses. */
export async function observe({ input, answer, send = true, engines = ENGINES }: Handmade): Promise<Observation> {
  const whole = { url: 'https://api.example/data', origin: 'https://app.example', ...input }
  const { request, url } = readRequest(whole)
  const exchanges: Exchange[] = []
  const context: WalkContext = {
    engine: engines[0] ?? 'chromium',
    sendsUnsafe: send,
    mayFollow: async (_from, url) => new URL(url).hostname !== 'private.example',
    send: async (purpose, { method, url: target, headers }) => {
      const sent = { method, url: target, headers }
      const exchange = makeExchange(exchanges.length + 1, purpose, { sent, answer: answer(sent) })
      exchanges.push(exchange)
      return exchange
    },
  }
  const { hops, journey } = await walk(request, context)
  const journeys = new Map<Engine, Journey>([[context.engine, journey]])
  for (const engine of engines.slice(1)) journeys.set(engine, (await replay(engine, request, hops)).journey)
  return {
    input: whole,
    request,
    url,
    classification: classify(request),
    engines,
    exchanges,
    hops,
    journeys,
    probes: NO_PROBES,
    page: undefined,
    pagePolicy: undefined,
    relationTo: (origin) => siteRelation(whole.origin, origin),
    spaces: { page: 'unknown', target: 'unknown' },
  }
}

function makeExchange(
  number: number,
  purpose: Purpose,
  { sent, answer }: { readonly sent: SentRequest; readonly answer: HandmadeAnswer },
): Exchange {
  const exchange = { number, purpose, request: sent }
  if (typeof answer === 'string') {
    const outcome = { kind: 'failure', failure: answer, message: answer, wasConnected: true, milliseconds: 1 } as const
    return { ...exchange, outcome }
  }
  const { headers = [], ...rest } = answer
  return {
    ...exchange,
    outcome: {
      kind: 'answer',
      statusText: 'By Hand',
      body: '',
      isTruncated: false,
      milliseconds: 1,
      connection: { address: '192.0.2.1', protocol: 'HTTP/1.1' },
      ...rest,
      headers: headers.map(splitLine),
    },
  }
}

function splitLine(line: string): HeaderLine {
  const colon = line.indexOf(':')
  return [line.slice(0, colon), line.slice(colon + 1).trimStart()]
}
