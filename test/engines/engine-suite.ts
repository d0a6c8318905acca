import type { Engine } from '@crossorigin/browser-model'
import { describe, expect, it } from 'vitest'
import { describeRemembered } from '../browser/cache-suite.ts'
import { CLAIM_ADAPTERS } from '../browser/claim-server.ts'
import { describeClaims } from '../browser/claim-suite.ts'
import { sendRequest } from '../browser/send-request.ts'
import { describeAnswered, describeSent, type TestedEngine } from '../browser/vector-suite.ts'
import { isPreflight } from '../browser/vector-world.ts'
import { chooseAdapters } from '../support/choose-adapters.ts'
import { createAgreement, type Suite } from './expectations.ts'
import { createLiveWorld, type LaunchBrowser } from './live-browser.ts'

const PAGE = 'https://app.example'

/** An engine to test, and its known differences. */
interface LiveEngine extends TestedEngine {
  listUntried(): readonly string[]
}

function createLiveEngine(name: string, engine: Engine, launch: LaunchBrowser, suite: Suite): LiveEngine {
  let release = ''
  const { agree, listUntried } = createAgreement(engine, suite, () => release)
  return {
    name,
    engine,
    async createWorld(options) {
      const world = await createLiveWorld(launch, options)
      release = world.browser.release
      return world
    },
    agree,
    listUntried,
  }
}

/** Defines the tests of what a live engine does with the claims about browsers: first without our packages, then with an adapter. */
export function describeLiveClaims(name: string, engine: Engine, launch: LaunchBrowser, adapterName: string): void {
  const tested = createLiveEngine(name, engine, launch, 'claims')
  const adapters = chooseAdapters(CLAIM_ADAPTERS, [adapterName])
  const start = performance.now()
  describe(name, () => {
    describeClaims(tested, adapters)

    it('shows every difference that is listed', () => {
      const seconds = Math.round((performance.now() - start) / 1000)
      process.stdout.write(`${name}: claims with ${adapters.map((adapter) => adapter.name)} in ${seconds} s\n`)
      expect(adapters.length).toBeGreaterThan(0)
      expect(tested.listUntried()).toEqual([])
    })
  })
}

/** Defines the tests of a live engine: controls first, then the vectors. */
export function describeEngine(name: string, engine: Engine, launch: LaunchBrowser): void {
  const tested = createLiveEngine(name, engine, launch, 'vectors')

  describe(`${name}, as it comes`, () => {
    it('blocks the response of a server without CORS, and never sends the PUT', async () => {
      const world = await createLiveWorld(launch)
      process.stdout.write(`${name} ${world.browser.version}\n`)
      try {
        world.answerWith(() => ({ status: 200, headers: [] }))
        const page = await world.openPage(PAGE)
        const url = 'https://api.example/data'
        expect((await sendRequest(page, { pageOrigin: PAGE, url })).error).toBe('TypeError')
        expect(world.received.map(({ method }) => method)).toEqual(['GET'])
        expect((await sendRequest(page, { pageOrigin: PAGE, url, method: 'PUT' })).error).toBe('TypeError')
        expect(world.received.filter((received) => !isPreflight(received)).map(({ method }) => method)).toEqual(['GET'])
        world.answerWith(() => ({ status: 200, headers: [['Access-Control-Allow-Origin', '*']] }))
        expect(await sendRequest(page, { pageOrigin: PAGE, url })).toMatchObject({ error: null, status: 200 })
      } finally {
        await world.close()
      }
    }, 60_000)

    it('does not open a page if it does not trust the certificate', async () => {
      const world = await createLiveWorld(launch, { isTrusting: false })
      try {
        await expect(world.openPage(PAGE)).rejects.toThrow()
        expect(world.received).toEqual([])
      } finally {
        await world.close()
      }
    }, 60_000)
  })

  describeSent(tested)
  describeAnswered(tested)
  describeRemembered(tested)

  it(`every listed difference of ${name} belongs to a vector`, () => {
    expect(tested.listUntried()).toEqual([])
  })
}
