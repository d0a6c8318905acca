import { createPolicy, type Decision } from '@crossorigin/policy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type ReceivedRequest, type World } from './world.ts'

let world: World

beforeAll(async () => {
  world = await createWorld('http/1.1')
}, 60_000)

afterAll(async () => {
  await world?.close()
})

/** Opens a page of an origin, and fetches from a server whose policy lists another spelling of it, or the same. */
async function fetchFrom(page: string, listed: string): Promise<{ origin: string | undefined; status: number | null }> {
  const policy = createPolicy({ origin: [listed] })
  world.answerWith(({ method, headers }: ReceivedRequest) => {
    const decision = policy.decide({ method, origin: headers['origin'] }) as Decision
    const names = decision.headers.filter((_, index) => index % 2 === 0)
    return { status: 200, headers: names.map((name, index) => [name, decision.headers[2 * index + 1] as string]) }
  })
  const opened = await world.openPage(page)
  const status = await opened.evaluate(() =>
    fetch('https://api.example/').then(
      (response) => response.status,
      () => null,
    ),
  )
  await opened.context().close()
  return { origin: world.received[0]?.headers['origin'], status }
}

describe('a page of an unusual origin, in Chromium', () => {
  it.each([
    'http://-a.example',
    'http://a-.example',
    'http://r1---sn-.a.example',
    'http://a.-b',
    'http://my_app.example',
    'http://a.example.',
  ])('%s sends it as it is listed, and can read the response', async (origin) => {
    expect(await fetchFrom(origin, origin)).toEqual({ origin, status: 200 })
  })

  it('does not keep a dot after an IP address', async () => {
    expect(await fetchFrom('http://127.0.0.1.', 'http://127.0.0.1')).toEqual({
      origin: 'http://127.0.0.1',
      status: 200,
    })
  })
})
