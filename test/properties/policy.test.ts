import {
  createPreflightCache,
  type Engine,
  type HttpResponse,
  simulateFetch,
  type WireRequest,
} from '@crossorigin/browser-model'
import { parseTokenList } from '@crossorigin/grammar'
import { type CorsPolicy, createPolicy } from '@crossorigin/policy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { config, RUNS, request } from './arbitraries.ts'
import { isMeant, isOriginMeant } from './meaning.ts'

const headerOf = ({ headers }: { headers: WireRequest['headers'] }, name: string): string | undefined =>
  headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1]

/** A server in memory that does what the policy says and nothing else. */
async function answer(policy: CorsPolicy, wire: WireRequest): Promise<HttpResponse> {
  const decision = await policy.decide({
    method: wire.method,
    origin: headerOf(wire, 'Origin'),
    requestMethod: headerOf(wire, 'Access-Control-Request-Method'),
    requestHeaders: headerOf(wire, 'Access-Control-Request-Headers'),
  })
  const headers = decision.headers.flatMap((name, index) =>
    index % 2 === 0 ? [[name, decision.headers[index + 1] as string] as const] : [],
  )
  return { status: 'status' in decision ? decision.status : 200, headers }
}

const isPreflight = (wire: WireRequest): boolean => headerOf(wire, 'Access-Control-Request-Method') !== undefined

describe('a policy, asked by a browser', () => {
  it('lets a request through if and only if its configuration means to', async () => {
    await fc.assert(
      fc.asyncProperty(config, request, async (written, asked) => {
        const policy = createPolicy(written)
        const journey = await simulateFetch(asked, (wire) => answer(policy, wire))
        expect(journey.result).toBe(isMeant(written, asked) ? 'readable' : 'networkError')
      }),
      { numRuns: RUNS },
    )
  })

  it('is not asked for more by any engine than by the standard, but for Authorization under a wildcard', async () => {
    const engine = fc.constantFrom<Engine>('chromium', 'firefox', 'webkit')
    await fc.assert(
      fc.asyncProperty(config, request, engine, async (written, asked, name) => {
        fc.pre(!asked.headers?.some(([header]) => header === 'Authorization'))
        const policy = createPolicy(written)
        const journey = await simulateFetch(asked, (wire) => answer(policy, wire), { engine: name })
        expect(journey.result).toBe(isMeant(written, asked) ? 'readable' : 'networkError')
      }),
      { numRuns: RUNS },
    )
  })

  it('gives no allow header to an origin that it refuses, and no value of its own making to one that it allows', async () => {
    await fc.assert(
      fc.asyncProperty(config, request, async (written, asked) => {
        const policy = createPolicy(written)
        await simulateFetch(asked, async (wire) => {
          const response = await answer(policy, wire)
          const allowed = headerOf(response, 'Access-Control-Allow-Origin')
          if (!isOriginMeant(written, asked.pageOrigin)) {
            expect(response.headers.filter(([name]) => name.startsWith('Access-Control-'))).toEqual([])
          } else {
            expect(allowed).toBe(written.origin === '*' ? '*' : headerOf(wire, 'Origin'))
          }
          for (const [name, value] of response.headers) {
            if (name.endsWith('-Methods') || name.endsWith('-Headers')) expect(parseTokenList(value)).toBeDefined()
          }
          return response
        })
      }),
      { numRuns: RUNS },
    )
  })

  it('is not granted more by the memory of earlier preflights', async () => {
    await fc.assert(
      fc.asyncProperty(config, fc.array(request, { minLength: 2, maxLength: 6 }), async (written, sequence) => {
        const policy = createPolicy(written)
        let time = 0
        const now = (): number => time
        const cache = createPreflightCache({ now })
        for (const asked of sequence) {
          time += 1000
          const journey = await simulateFetch(asked, (wire) => answer(policy, wire), { cache, now })
          expect(journey.result).toBe(isMeant(written, asked) ? 'readable' : 'networkError')
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('never sees a request that it did not mean to let through, where a preflight comes first', async () => {
    await fc.assert(
      fc.asyncProperty(config, request, async (written, asked) => {
        const policy = createPolicy(written)
        let sent: WireRequest[] = []
        await simulateFetch(asked, async (wire) => {
          sent = [...sent, wire]
          return answer(policy, wire)
        })
        const wasAsked = sent.some(isPreflight)
        const wasSent = sent.some((wire) => !isPreflight(wire))
        if (wasAsked) expect(wasSent).toBe(isMeant(written, asked))
      }),
      { numRuns: RUNS },
    )
  })
})
