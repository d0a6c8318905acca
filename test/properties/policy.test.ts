import {
  type BrowserRequest,
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
import { RUNS } from '../support/property-runs.ts'
import { config, redirectStatus, request } from './arbitraries.ts'
import { isMeant, isOriginMeant } from './meaning.ts'

const headerOf = ({ headers }: { headers: WireRequest['headers'] }, name: string): string | undefined =>
  headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1]

/** A server in memory that only follows the policy. */
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

const sequenceOf = <Value>(values: fc.Arbitrary<Value>) => fc.array(values, { minLength: 2, maxLength: 6 })

/** The standard, and each engine. */
const browser = fc.constantFrom<(Engine | undefined)[]>(undefined, 'chromium', 'firefox', 'webkit')

const hasAuthorization = ({ headers = [] }: BrowserRequest): boolean =>
  headers.some(([name]) => name === 'Authorization')

/** A request after a redirect within an origin. */
function redirected(asked: BrowserRequest, status: number): BrowserRequest {
  const { method = 'GET', headers = [] } = asked
  const becomesGet = status === 303 ? method !== 'GET' && method !== 'HEAD' : method === 'POST' && status < 307
  if (!becomesGet) return asked
  return { ...asked, method: 'GET', body: null, headers: headers.filter(([name]) => !name.startsWith('Content-')) }
}

describe('a policy, with requests from a browser', () => {
  it('lets a request through if and only if its configuration allows it, in every engine', async () => {
    await fc.assert(
      fc.asyncProperty(config, request, browser, async (written, asked, engine) => {
        // Engines accept a wildcard for Authorization, too.
        fc.pre(engine === undefined || !hasAuthorization(asked))
        const policy = createPolicy(written)
        const journey = await simulateFetch(asked, (wire) => answer(policy, wire), { engine })
        expect(journey.result).toBe(isMeant(written, asked, engine) ? 'readable' : 'networkError')
      }),
      { numRuns: RUNS },
    )
  })

  it('lets requests through in every engine if its configuration allows them, also with Authorization', async () => {
    await fc.assert(
      fc.asyncProperty(config, request, browser, async (written, asked, engine) => {
        fc.pre(isMeant(written, asked, engine))
        const policy = createPolicy(written)
        const journey = await simulateFetch(asked, (wire) => answer(policy, wire), { engine })
        expect(journey.result).toBe('readable')
      }),
      { numRuns: RUNS },
    )
  })

  it('lets a redirected request through if both URLs allow it, which for WebKit includes headers that are not sent', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(config, config),
        request,
        redirectStatus,
        browser,
        async ([first, second], asked, status, engine) => {
          fc.pre(engine === undefined || !hasAuthorization(asked))
          const policies = [createPolicy(first), createPolicy(second)] as const
          const journey = await simulateFetch(
            asked,
            async (wire, { kind, hop }) => {
              const response = await answer(policies[hop === 0 ? 0 : 1], wire)
              if (hop > 0 || kind === 'preflight') return response
              return { status, headers: [...response.headers, ['Location', '/target']] }
            },
            { engine },
          )
          const next = redirected(asked, status)
          const named = engine === 'webkit' ? { ...next, headers: asked.headers } : next
          const isStream = asked.api === 'fetch' && asked.body?.kind === 'stream' && engine !== 'firefox'
          const isMeantByBoth = isMeant(first, asked, engine) && isMeant(second, named, engine)
          const isFollowed = isMeantByBoth && !(isStream && status !== 303)
          expect(journey.result).toBe(isFollowed ? 'readable' : 'networkError')
        },
      ),
      { numRuns: RUNS },
    )
  })

  it('sends no allow header to an origin that it denies, and no unconfigured value to one that it allows', async () => {
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

  it('allows no more because of earlier preflights, in every engine', async () => {
    await fc.assert(
      fc.asyncProperty(config, sequenceOf(request), browser, async (written, sequence, engine) => {
        fc.pre(engine === undefined || !sequence.some(hasAuthorization))
        const policy = createPolicy(written)
        let time = 0
        const now = (): number => time
        const cache = createPreflightCache({ now, engine })
        for (const asked of sequence) {
          time += 1000
          const journey = await simulateFetch(asked, (wire) => answer(policy, wire), { cache, now, engine })
          expect(journey.result).toBe(isMeant(written, asked, engine) ? 'readable' : 'networkError')
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('never receives a request that it does not allow, when a preflight comes first', async () => {
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
