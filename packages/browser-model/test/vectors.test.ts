import {
  type BrowserRequest,
  checkPreflight,
  checkResponse,
  classify,
  createPreflightCache,
  type HttpResponse,
  simulateFetch,
  type WireRequest,
} from '@crossorigin/browser-model'
import { describe, expect, it } from 'vitest'
import classifyVectors from '../../../test/vectors/classify.json' with { type: 'json' }
import corsCheckVectors from '../../../test/vectors/cors-check.json' with { type: 'json' }
import preflightVectors from '../../../test/vectors/preflight-response.json' with { type: 'json' }

/** What the vectors' steps leave out. */
const DEFAULTS: BrowserRequest = { pageOrigin: 'https://app.example', url: 'https://api.example/data' }

const asksFirst = (wire: WireRequest): boolean =>
  wire.headers.some(([name]) => name === 'Access-Control-Request-Method')

describe('classify', () => {
  it.each(classifyVectors.cases)('treats $id as the standard does', ({ request, expect: expected }) => {
    const classification = classify(request as unknown as BrowserRequest)
    expect(classification).toMatchObject(expected)
    expect(classification.dropped).toEqual((expected as { dropped?: string[] }).dropped)
  })
})

describe('checkPreflight', () => {
  it.each(preflightVectors.cases)('judges $id as the standard does', ({ request, response, expect: expected }) => {
    const verdict = checkPreflight(request as unknown as BrowserRequest, response as unknown as HttpResponse)
    expect(verdict).toMatchObject(expected)
  })
})

describe('checkResponse', () => {
  it.each(corsCheckVectors.cases)('judges $id as the standard does', ({ request, response, expect: expected }) => {
    const verdict = checkResponse(request as unknown as BrowserRequest, response as unknown as HttpResponse)
    expect({ ...verdict, readableHeaders: [...verdict.readableHeaders].sort() }).toEqual({
      ...expected,
      readableHeaders: [...expected.readableHeaders].sort(),
    })
  })
})

describe('createPreflightCache', () => {
  it.each(preflightVectors.cacheSequences)('remembers $id as the standard does', async ({ steps }) => {
    let seconds = 0
    const now = (): number => seconds * 1000
    const cache = createPreflightCache({ now })
    for (const step of steps) {
      seconds = step.at
      const { topLevelSite } = step as { topLevelSite?: string }
      const request = {
        ...DEFAULTS,
        ...step.request,
        ...(topLevelSite !== undefined && { topLevelSite }),
      } as BrowserRequest
      const journey = await simulateFetch(
        request,
        async (wire) => (asksFirst(wire) ? step.preflightResponse : step.response) as unknown as HttpResponse,
        { cache, now },
      )
      expect({ at: step.at, preflight: journey.hops[0]?.preflight, result: journey.result }).toEqual({
        at: step.at,
        preflight: step.expectPreflight,
        result: step.expectResult,
      })
    }
  })
})

describe('simulateFetch', () => {
  it.each(corsCheckVectors.redirects)(
    'follows $id as the standard does',
    async ({ request, hops, expect: expected }) => {
      let index = -1
      const journey = await simulateFetch(request as unknown as BrowserRequest, async (wire) => {
        if (asksFirst(wire)) return (hops[index + 1] as { preflight?: unknown }).preflight as HttpResponse
        index++
        return hops[index] as unknown as HttpResponse
      })
      const { result, code, failedHop, readableHeaders } = journey
      expect({ result, code, failedHop, hops: journey.hops, readableHeaders: [...readableHeaders].sort() }).toEqual({
        ...expected,
        readableHeaders: [...expected.readableHeaders].sort(),
      })
    },
  )
})
