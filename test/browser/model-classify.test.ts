import { type BrowserRequest, classify } from '@crossorigin/browser-model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import vectors from '../vectors/classify.json' with { type: 'json' }
import { sendRequest } from './send-request.ts'
import { createWorld, type ReceivedRequest, type World } from './world.ts'

/** What can be seen of a classification from outside: what is thrown, and what is sent. */
interface Seen {
  readonly throws: string | null
  readonly isBlocked: boolean
  readonly origin: string | null
  readonly method: string | null
  readonly acrm: string | null
  readonly acrh: string | null
}

let world: World
beforeAll(async () => {
  world = await createWorld('h2')
})
afterAll(() => world.close())

/** Elements and pages of extensions are not for script to make. */
const expressible = vectors.cases.filter(
  ({ request }) => request.api !== 'element' && !request.pageOrigin.startsWith('chrome-extension:'),
)

function expectedOf(request: BrowserRequest): Seen {
  const { outcome, origin, method, acrm, acrh, throws = null } = classify(request, 'chromium')
  const isBlocked = outcome === 'networkError'
  const isSent = !isBlocked && throws === null && !request.url.startsWith('data:')
  return { throws, isBlocked, origin, method: isSent ? method : null, acrm, acrh }
}

const isPreflight = ({ method, headers }: ReceivedRequest): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined

async function observe(request: BrowserRequest): Promise<Seen> {
  const page = await world.openPage(request.pageOrigin)
  world.answerWith(({ headers }) => ({
    status: 200,
    headers: [
      ['Access-Control-Allow-Origin', headers['origin'] ?? '*'],
      ['Access-Control-Allow-Credentials', 'true'],
      ['Access-Control-Allow-Methods', headers['access-control-request-method'] ?? ''],
      ['Access-Control-Allow-Headers', headers['access-control-request-headers'] ?? ''],
      ['Cache-Control', 'no-store'],
    ],
  }))
  const { error } = await sendRequest(page, request)
  await page.context().close()
  const preflight = world.received.find(isPreflight)
  const actual = world.received.find((received) => !isPreflight(received))
  const wasSent = world.received.length > 0
  const isThrown = error !== null && !wasSent
  const isBlocked = isThrown && classify(request, 'chromium').outcome === 'networkError'
  return {
    throws: isThrown && !isBlocked ? error : null,
    isBlocked,
    origin: (actual ?? preflight)?.headers['origin'] ?? null,
    method: actual?.method ?? null,
    acrm: preflight?.headers['access-control-request-method'] ?? null,
    acrh: preflight?.headers['access-control-request-headers'] ?? null,
  }
}

describe('Chromium', () => {
  it.each(expressible)('sends $id as the model says', async ({ request }) => {
    const asked = request as unknown as BrowserRequest
    expect(await observe(asked)).toEqual(expectedOf(asked))
  })
})
