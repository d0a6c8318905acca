import type { BrowserRequest, HttpResponse } from '@crossorigin/browser-model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import preflightVectors from '../vectors/preflight-response.json' with { type: 'json' }
import { sendRequest } from './send-request.ts'
import { createWorld, type World } from './world.ts'

const DEFAULTS: BrowserRequest = { pageOrigin: 'https://app.example', url: 'https://api.example/data' }
const SERVER_ERROR: HttpResponse = { status: 500, headers: [] }

/** Those that need no waiting, and no frames in pages of other sites. */
const sequences = preflightVectors.cacheSequences.filter(({ steps }) =>
  steps.every((step) => step.at <= 3 && !('topLevelSite' in step)),
)

let world: World
beforeAll(async () => {
  world = await createWorld('http/1.1')
})
afterAll(() => world.close())

describe('Chromium', () => {
  it.each(sequences)('remembers $id as the model says', async (sequence) => {
    const { preflights } = (sequence as { chromium?: { preflights?: boolean[] } }).chromium ?? {}
    const requests = sequence.steps.map((step) => ({ ...DEFAULTS, ...step.request }) as BrowserRequest)
    const page = await world.openPage(requests[0]?.pageOrigin ?? '')
    const seen: boolean[] = []
    for (const [index, step] of sequence.steps.entries()) {
      world.answerWith(({ method, headers }) => {
        const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
        return ((isPreflight ? step.preflightResponse : step.response) ?? SERVER_ERROR) as HttpResponse
      })
      await sendRequest(page, requests[index] as BrowserRequest)
      seen.push(world.received.some(({ method }) => method === 'OPTIONS'))
    }
    await page.context().close()
    expect(seen).toEqual(preflights ?? sequence.steps.map(({ expectPreflight }) => expectPreflight))
  })
})
