import {
  type BrowserRequest,
  checkPreflight,
  checkResponse,
  type HttpResponse,
  simulateFetch,
} from '@crossorigin/browser-model'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import corsCheckVectors from '../vectors/cors-check.json' with { type: 'json' }
import preflightVectors from '../vectors/preflight-response.json' with { type: 'json' }
import { type ScriptResult, sendRequest } from './send-request.ts'
import { createWorld, type ReceivedRequest, type World } from './world.ts'

/** What script learns from an answer. */
interface Seen {
  readonly result: 'readable' | 'networkError' | 'opaque' | 'opaqueRedirect'
  readonly readableHeaders: readonly string[]
}

let world: World
// A body that is a stream wants HTTP/2, and lines that are kept apart want HTTP/1.1.
let streamWorld: World
beforeAll(async () => {
  world = await createWorld('http/1.1')
  streamWorld = await createWorld('h2')
})
afterAll(() => Promise.all([world.close(), streamWorld.close()]))

const isPreflight = ({ headers }: ReceivedRequest): boolean => headers['access-control-request-method'] !== undefined

function see({ error, type, headers }: ScriptResult): Seen {
  if (error !== null) return { result: 'networkError', readableHeaders: [] }
  if (type === 'opaque') return { result: 'opaque', readableHeaders: [] }
  if (type === 'opaqueredirect') return { result: 'opaqueRedirect', readableHeaders: [] }
  return { result: 'readable', readableHeaders: [...headers].sort() }
}

const worldOf = (request: BrowserRequest): World => (request.body?.kind === 'stream' ? streamWorld : world)

async function onPage<Result>(request: BrowserRequest, use: (page: Page) => Promise<Result>): Promise<Result> {
  const page = await worldOf(request).openPage(request.pageOrigin)
  try {
    return await use(page)
  } finally {
    await page.context().close()
  }
}

describe('Chromium, given the answer to a preflight', () => {
  it.each(preflightVectors.cases)('judges $id as the model says', async ({ request, response }) => {
    const asked = request as unknown as BrowserRequest
    const preflight = response as unknown as HttpResponse
    const { answerWith } = worldOf(asked)
    answerWith((received) =>
      isPreflight(received)
        ? preflight
        : {
            status: 200,
            headers: [
              ['Access-Control-Allow-Origin', received.headers['origin'] ?? '*'],
              ['Access-Control-Allow-Credentials', 'true'],
            ],
          },
    )
    await onPage(asked, (page) => sendRequest(page, asked))
    const { received: sent } = worldOf(asked)
    const wasSent = sent.some((received) => !isPreflight(received))
    expect(sent.some(isPreflight)).toBe(true)
    expect(wasSent).toBe(checkPreflight(asked, preflight, 'chromium').result === 'pass')
  })
})

describe('Chromium, given a response', () => {
  const cases = corsCheckVectors.cases.filter(({ request }) => !request.pageOrigin.includes('-extension:'))

  it.each(cases)('shows script of $id what the model says', async ({ request, response }) => {
    const asked = request as unknown as BrowserRequest
    world.answerWith(() => response as unknown as HttpResponse)
    const seen = see(await onPage(asked, (page) => sendRequest(page, asked)))
    const { result, readableHeaders } = checkResponse(asked, response as unknown as HttpResponse, 'chromium')
    expect(seen).toEqual({ result, readableHeaders: [...readableHeaders].sort() })
  })
})

describe('Chromium, redirected', () => {
  it.each(corsCheckVectors.redirects)('follows $id as the model says', async ({ request, hops }) => {
    const asked = request as unknown as BrowserRequest
    const answering = () => {
      let index = -1
      return (isAsking: boolean): HttpResponse => {
        if (isAsking) return (hops[index + 1] as { preflight?: HttpResponse }).preflight ?? { status: 500, headers: [] }
        index++
        return (hops[index] as unknown as HttpResponse | undefined) ?? { status: 500, headers: [] }
      }
    }
    const forBrowser = answering()
    world.answerWith((received) => forBrowser(isPreflight(received)))
    const seen = see(await onPage(asked, (page) => sendRequest(page, asked)))
    const forModel = answering()
    const journey = await simulateFetch(asked, async (_, { kind }) => forModel(kind === 'preflight'), {
      engine: 'chromium',
    })
    const sent = world.received
      .filter((received) => !isPreflight(received))
      .map(({ method, headers }) => ({ method, origin: headers['origin'] ?? null }))
    const passed = journey.hops.filter(
      (_, index) => !(journey.code?.startsWith('preflight:') && index === journey.failedHop),
    )
    expect({ ...seen, hops: sent }).toEqual({
      result: journey.result,
      readableHeaders: [...journey.readableHeaders].sort(),
      hops: passed.map(({ method, origin }) => ({ method, origin })),
    })
  })
})
