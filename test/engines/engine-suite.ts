import type { Engine } from '@crossorigin/browser-model'
import { describe, expect, it } from 'vitest'
import { sendRequest } from '../browser/send-request.ts'
import { describeAnswered, describeRemembered, describeSent, type TestedEngine } from '../browser/vector-suite.ts'
import { isPreflight } from '../browser/vector-world.ts'
import { createAgreement, listDifferent } from './expectations.ts'
import { createLiveWorld, type LaunchBrowser } from './live-browser.ts'

const PAGE = 'https://app.example'

/** Defines the tests of a live engine: controls first, then the vectors. */
export function describeEngine(
  name: string,
  engine: Engine,
  launch: LaunchBrowser,
  majorOf: (version: string) => string,
): void {
  let version = ''
  const tried = new Set<string>()
  const agree = createAgreement(engine, () => majorOf(version))
  const tested: TestedEngine = {
    name,
    engine,
    async createWorld() {
      const world = await createLiveWorld(launch)
      version = world.version
      return world
    },
    agree(id, seen, said) {
      tried.add(id)
      agree(id, seen, said)
    },
  }

  describe(`${name}, as it comes`, () => {
    it('keeps from a page what a server without CORS responds, and never sends its PUT', async () => {
      const world = await createLiveWorld(launch)
      process.stdout.write(`${name} ${world.version}\n`)
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

    it('opens no page if it does not trust the certificate', async () => {
      const world = await createLiveWorld(launch, false)
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

  it(`every difference of ${name} that is listed belongs to a vector`, () => {
    expect(listDifferent(engine).filter((vector) => !tried.has(vector))).toEqual([])
  })
}
