import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Adapter } from './adapter.ts'
import { readCorsHeaders } from './cors-headers.ts'
import type { RawResponse } from './raw-client.ts'
import type { Exchange, Expected, Scenario } from './scenario.ts'
import { ADAPTERS, createServerPool } from './servers.ts'

/** Defines the tests of a table: each adapter passes it, and all of them respond in the same way. */
export function describeScenarios(scenarios: readonly Scenario[], adapters: readonly Adapter[] = ADAPTERS): void {
  const pool = createServerPool()
  const exchanged = new Map(adapters.map((adapter) => [adapter, new Map<Scenario, Promise<readonly Answer[]>>()]))

  // Several policies of the table have warnings, which are the subject of other tests.
  beforeEach(() => {
    vi.spyOn(process, 'emitWarning').mockReturnValue()
  })

  it('names every row once', () => {
    const titles = scenarios.map(({ title }) => title)
    expect(titles).toEqual([...new Set(titles)])
  })

  describe.each(adapters)('$name', (adapter) => {
    // Performance: the idle applications of all adapters would use half a gigabyte.
    afterAll(() => pool.close(adapter))

    const rows = scenarios.filter((scenario) => appliesTo(scenario, adapter)).map(titled)
    it.each(rows)('%s', async (_title, scenario) => {
      const answers = await exchangeOnce(adapter, scenario)
      for (const [index, { response, reachesApplication }] of answers.entries()) {
        const [, expected] = scenario.exchanges[index] as Exchange
        expect(describeResponse(response, reachesApplication, expected)).toEqual(describeExpected(expected))
      }
    })
  })

  describe('all adapters give the same headers', () => {
    afterAll(() => Promise.all(adapters.map((adapter) => pool.close(adapter))))

    it.each(scenarios.map(titled))('%s', async (_title, scenario) => {
      const applicable = adapters.filter((adapter) => appliesTo(scenario, adapter))
      const answers = await Promise.all(applicable.map((adapter) => exchangeOnce(adapter, scenario)))
      const headers = answers.map((all) => all.map(({ response }) => readCorsHeaders(response)))
      for (const other of headers) expect(other).toEqual(headers[0])
    })
  })

  /** Sends the requests of a scenario once for each adapter, in the first test that needs it. */
  function exchangeOnce(adapter: Adapter, scenario: Scenario): Promise<readonly Answer[]> {
    const known = exchanged.get(adapter)
    const answers = known?.get(scenario) ?? exchangeInTurn(adapter, scenario)
    known?.set(scenario, answers)
    return answers
  }

  async function exchangeInTurn(adapter: Adapter, { setup, exchanges }: Scenario): Promise<readonly Answer[]> {
    const server = await pool.get(adapter, setup)
    const answers: Answer[] = []
    for (const [request] of exchanges) {
      const reached = server.countReached()
      const response = await server.send(request)
      answers.push({ response, reachesApplication: server.countReached() > reached })
    }
    return answers
  }
}

interface Answer {
  readonly response: RawResponse
  readonly reachesApplication: boolean
}

function appliesTo(scenario: Scenario, adapter: Adapter): boolean {
  const { earlyVary, earlyHeaders } = scenario.setup
  // Around a fetch handler, no code has a response before the handler does.
  if (adapter.framework === 'fetch' && (earlyVary !== undefined || earlyHeaders !== undefined)) return false
  return scenario.appliesTo?.(adapter) ?? true
}

/** Vitest puts quotes around the strings of a title that it reads from an object. */
function titled(scenario: Scenario): [title: string, scenario: Scenario] {
  return [scenario.title, scenario]
}

/** Reads the parts of a response that the table has an expectation for. */
function describeResponse(response: RawResponse, reachesApplication: boolean, expected: Expected): unknown {
  const names = Object.keys(expected.others ?? {})
  return {
    status: response.status,
    reachesApplication,
    cors: readCorsHeaders(response),
    contentLength: 'contentLength' in expected ? (response.get('content-length') ?? null) : undefined,
    others: Object.fromEntries(names.map((name) => [name, response.get(name)])),
    body: 'body' in expected ? response.body : undefined,
  }
}

function describeExpected({ others = {}, contentLength, body, ...rest }: Expected): unknown {
  return { ...rest, contentLength, others, body }
}
