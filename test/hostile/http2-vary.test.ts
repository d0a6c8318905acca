import type { AddressInfo } from 'node:net'
import { cors as fastifyCors } from '@crossorigin/fastify'
import { cors } from '@crossorigin/node'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ALLOWED, get, LIST_CONFIG } from '../adapters/scenarios/list-policy.ts'
import { exchangeBytes } from '../support/byte-exchange.ts'
import { createHttp2Fastify } from '../support/fastify-application.ts'
import { formatGoAway, formatPreface } from '../support/http2-frame.ts'
import { trackSessions } from '../support/listen.ts'
import { type Http2Outcome, readOutcome } from './http2-outcome.ts'
import { formatStreams, listFields } from './http2-request.ts'
import { bytes } from './random-request.ts'
import { type PlainListener, startPlain, type Victim } from './victim.ts'

const RUNS = 100

/** How an application uses a URL that it trusts. */
function readVary(url = ''): string {
  return Buffer.from(url.slice(1), 'hex').toString('latin1')
}

const setVary: PlainListener = (req, res) => {
  res.setHeader('Vary', readVary(req.url))
  res.end('ok')
}

const writeVary: PlainListener = (req, res) => res.writeHead(200, { Vary: readVary(req.url) }).end('ok')

async function startFastify(hasCors: boolean): Promise<Victim> {
  const app = createHttp2Fastify()
  if (hasCors) await app.register(fastifyCors, LIST_CONFIG)
  app.get('/*', (request, reply) => reply.header('Vary', readVary(request.raw.url)).send('ok'))
  trackSessions(app.server)
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { name: 'Fastify', port: (app.server.address() as AddressInfo).port, close: () => app.close() }
}

function startNode(listener: PlainListener, hasCors: boolean): Promise<Victim> {
  return startPlain('node:http2', hasCors ? cors(LIST_CONFIG)(listener) : listener, 'http/2')
}

const APPLICATIONS: readonly (readonly [name: string, start: (hasCors: boolean) => Promise<Victim>])[] = [
  ['a listener that sets it', (hasCors) => startNode(setVary, hasCors)],
  ['a listener that writes it', (hasCors) => startNode(writeVary, hasCors)],
  ['a handler of Fastify', startFastify],
]

async function ask({ port }: Victim, vary: string): Promise<Http2Outcome> {
  const path = `/${Buffer.from(vary, 'latin1').toString('hex')}`
  const request = formatPreface() + formatStreams([listFields(get(ALLOWED, path))]) + formatGoAway()
  return readOutcome((await exchangeBytes(port, request, 2000)).received)
}

describe('a Vary with arbitrary bytes over HTTP/2', () => {
  // Node does not check values over HTTP/2. How it sends a line break or NUL is not for a middleware to fix.
  it.each(APPLICATIONS)('is sent by %s as without CORS, with Origin added', async (_name, start) => {
    const [plain, governed] = await Promise.all([start(false), start(true)])
    onTestFinished(async () => {
      await Promise.all([plain.close(), governed.close()])
    })
    const property = fc.asyncProperty(bytes, async (vary) => {
      const [expected, outcome] = await Promise.all([ask(plain, vary), ask(governed, vary)])
      const [due, stream] = [expected, outcome].map(({ streams }) => streams.get(1))
      if (expected.problem !== undefined) return
      expect(stream?.ending).toBe(due?.ending)
      expect(outcome.problem).toBeUndefined()
      expect(stream?.responses.map(({ status }) => status)).toEqual(due?.responses.map(({ status }) => status))
      const values = stream?.responses[0]?.all('vary') ?? []
      expect(values).toHaveLength(1)
      expect(values[0]).toMatch(/(^|,[\t ]*)(origin|\*)([\t ]*,|$)/i)
      if (values[0] !== '*') expect(values[0]?.startsWith(vary)).toBe(true)
    })
    await fc.assert(property, { numRuns: RUNS })
  })
})
