import type { Engine } from '@crossorigin/browser-model'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, pageRequest, randomServers } from '../browser/doctor-arbitraries.ts'
import { DOCTOR_SCENARIOS } from '../browser/doctor-scenarios.ts'
import {
  type DoctorServers,
  type FetchOutcome,
  fetchInPage,
  PAGE_PATH,
  type PageRequest,
  type Received,
  type ServerAnswer,
  startDoctorServers,
} from '../browser/doctor-world.ts'
import type { VectorPage } from '../browser/vector-world.ts'
import { createAgreement } from './expectations.ts'
import type { LaunchBrowser, LiveBrowser } from './live-browser.ts'
import { type SocksProxy, startSocksProxy } from './socks-proxy.ts'

/**
 * The number of random servers; `DOCTOR_RUNS` sets another number. The servers are the same each time unless `DOCTOR_SEED`
 * is set: differences that occur in one of a thousand cases are searched for on purpose.
 */
const RUNS = Number(process.env['DOCTOR_RUNS'] ?? 600)
const SEED = Number(process.env['DOCTOR_SEED'] ?? 1)

/** Disables preflight caching for the page's own server, whose name stays the same. */
function forgetOnPage({ at, isPreflight }: Received, answer: ServerAnswer): ServerAnswer {
  if (answer === 'drop' || at !== 'page' || !isPreflight) return answer
  const lines = answer.lines.filter(([name]) => name.toLowerCase() !== 'access-control-max-age')
  return { ...answer, lines: [...lines, ['Access-Control-Max-Age', '0']] }
}

/** Compares the doctor's verdicts with those of a live engine, on the scenarios that Chromium gets, and on random ones. */
export function describeDoctor(name: string, engine: Engine, launch: LaunchBrowser): void {
  let servers: DoctorServers
  let proxy: SocksProxy
  let browser: LiveBrowser
  let page: VectorPage
  const { agree, listUntried } = createAgreement(engine, 'doctor', () => browser.release)
  beforeAll(async () => {
    servers = await startDoctorServers()
    proxy = await startSocksProxy((host, port) => (host.endsWith('.test') ? port : undefined))
    browser = await launch({ proxyPort: proxy.port, isTrusting: true })
    page = await browser.openPage(`${servers.origins.page}${PAGE_PATH}`)
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await proxy?.close()
    await servers?.close()
  })

  async function ask(request: PageRequest): Promise<{ readonly live: FetchOutcome; readonly doctor: FetchOutcome }> {
    const live = await page.evaluate(fetchInPage, servers.complete(request))
    const { verdict, readableHeaders } = await servers.diagnose(request, { engine })
    return { live, doctor: { verdict, readableHeaders: [...readableHeaders].sort() } as FetchOutcome }
  }

  describe(`${name} and the doctor agree`, () => {
    it.each(DOCTOR_SCENARIOS)('when $name', async (scenario) => {
      servers.rename()
      servers.answerWith((received) => scenario.answer(received, servers.origins))
      const { live, doctor } = await ask(scenario.request ?? {})
      agree(scenario.name, live, doctor)
    })

    it('except for the differences that are listed', () => {
      expect(listUntried()).toEqual([])
    })

    it('for random responses', async () => {
      const seen = { allowed: 0, blocked: 0 }
      await fc.assert(
        fc.asyncProperty(pageRequest, randomServers, async (request, random) => {
          servers.rename()
          servers.answerWith((received) => forgetOnPage(received, answerOf(random, received, servers.origins)))
          const { live, doctor } = await ask(request)
          seen[live.verdict]++
          expect(doctor).toEqual(live)
        }),
        { numRuns: RUNS, seed: SEED },
      )
      expect(seen.allowed).toBeGreaterThan(RUNS / 20)
      expect(seen.blocked).toBeGreaterThan(RUNS / 20)
    }, 240_000)
  })
}
