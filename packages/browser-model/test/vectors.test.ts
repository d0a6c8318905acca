import {
  type BrowserRequest,
  checkPreflight,
  checkResponse,
  classify,
  createPreflightCache,
  ENGINE_DEPARTURES,
  type Engine,
  type HttpResponse,
  simulateFetch,
} from '@crossorigin/browser-model'
import { describe, expect, it } from 'vitest'
import classifyVectors from '../../../test/vectors/classify.json' with { type: 'json' }
import corsCheckVectors from '../../../test/vectors/cors-check.json' with { type: 'json' }
import preflightVectors from '../../../test/vectors/preflight-response.json' with { type: 'json' }

/** A difference of an engine, with the evidence. */
interface Difference {
  readonly expect?: object
  readonly preflight?: false
  readonly preflights?: readonly boolean[]
  readonly results?: readonly string[]
  readonly difference: string
  readonly source: string
}

type Differences = { readonly [Name in Engine]?: Difference }

/** Defaults for fields that the steps of vectors omit. */
const DEFAULTS: BrowserRequest = { pageOrigin: 'https://app.example', url: 'https://api.example/data' }

const SERVER_ERROR: HttpResponse = { status: 500, headers: [] }

const ENGINES = ['chromium', 'firefox', 'webkit'] as const

/** Each row for the standard and for each engine. */
function forAll<Row extends { readonly id: string }>(rows: readonly Row[]) {
  return rows.flatMap((row) =>
    [undefined, ...ENGINES].map((engine) => {
      const differences = row as unknown as Differences
      return { name: engine ?? 'standard', engine, row, departure: engine && differences[engine] }
    }),
  )
}

const sorted = <Seen extends { readonly readableHeaders: readonly string[] }>(seen: Seen) => ({
  ...seen,
  readableHeaders: [...seen.readableHeaders].sort(),
})

describe('classify', () => {
  it.each(forAll(classifyVectors.cases))('$name: treats $row.id', ({ engine, row, departure }) => {
    const classification = classify(row.request as unknown as BrowserRequest, engine)
    const expected = { ...row.expect, ...departure?.expect } as { dropped?: string[]; throws?: string | null }
    expect({ throws: null, ...classification }).toMatchObject({ throws: null, ...expected })
    expect(classification.dropped).toEqual(expected.dropped)
  })
})

describe('checkPreflight', () => {
  it.each(forAll(preflightVectors.cases))('$name: judges $row.id', ({ engine, row, departure }) => {
    const request = row.request as unknown as BrowserRequest
    const hasPreflight = classify(request, engine).outcome === 'preflight'
    expect(hasPreflight).toBe(departure?.preflight ?? true)
    if (!hasPreflight) return
    const verdict = checkPreflight(request, row.response as unknown as HttpResponse, engine)
    expect(verdict).toMatchObject({ ...row.expect, ...departure?.expect })
  })
})

describe('checkResponse', () => {
  it.each(forAll(corsCheckVectors.cases))('$name: judges $row.id', ({ engine, row, departure }) => {
    const verdict = checkResponse(
      row.request as unknown as BrowserRequest,
      row.response as unknown as HttpResponse,
      engine,
    )
    expect(sorted(verdict)).toEqual(sorted({ ...row.expect, ...departure?.expect }))
  })
})

describe('createPreflightCache', () => {
  it.each(forAll(preflightVectors.cacheSequences))('$name: caches $row.id', async ({ engine, row, departure }) => {
    let seconds = 0
    const now = (): number => seconds * 1000
    const cache = createPreflightCache({ now, engine })
    const seen: { preflight: boolean | undefined; result: string }[] = []
    for (const step of row.steps) {
      seconds = step.at
      const { topLevelSite, topLevelOrigin } = step as { topLevelSite?: string; topLevelOrigin?: string }
      const request = { ...DEFAULTS, ...step.request, topLevelSite, topLevelOrigin } as BrowserRequest
      const { hops, result } = await simulateFetch(
        request,
        async (_, { kind }) =>
          (kind === 'preflight' ? step.preflightResponse : step.response) as unknown as HttpResponse,
        { cache, now, engine },
      )
      seen.push({ preflight: hops[0]?.preflight, result })
    }
    expect(seen).toEqual(
      row.steps.map(({ expectPreflight, expectResult }, index) => ({
        preflight: departure?.preflights?.[index] ?? expectPreflight,
        result: departure?.results?.[index] ?? expectResult,
      })),
    )
  })
})

describe('simulateFetch', () => {
  it.each(forAll(corsCheckVectors.redirects))('$name: follows $row.id', async ({ engine, row, departure }) => {
    const hops = row.hops as unknown as readonly (HttpResponse & { readonly preflight?: HttpResponse })[]
    const journey = await simulateFetch(
      row.request as unknown as BrowserRequest,
      async (_, { kind, hop }) => (kind === 'preflight' ? hops[hop]?.preflight : hops[hop]) ?? SERVER_ERROR,
      { engine },
    )
    const { result, code, failedHop, readableHeaders } = journey
    expect(sorted({ result, code, failedHop, hops: journey.hops, readableHeaders })).toEqual(
      sorted({ ...row.expect, ...departure?.expect }),
    )
  })
})

describe('the vectors', () => {
  const rows = [
    ...classifyVectors.cases,
    ...preflightVectors.cases,
    ...preflightVectors.cacheSequences,
    ...corsCheckVectors.cases,
    ...corsCheckVectors.redirects,
  ]

  it('have unique ids', () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
  })

  it.each(ENGINES)('describe every difference of %s, with evidence', (engine) => {
    const departures = (rows as readonly Differences[]).flatMap((row) => row[engine] ?? [])
    for (const { difference, source } of departures) {
      expect(difference).toMatch(/\w/)
      expect(source).toMatch(/^(?:measured in|read in) \w|^(?:enterprise )?policy|^services\/|^MDN|^https:/)
    }
    expect(departures.length).toBeGreaterThan(0)
  })

  it('do not mention Safari, which was not measured', () => {
    expect(JSON.stringify([rows, ENGINE_DEPARTURES.map(({ evidence }) => evidence)])).not.toMatch(/safari/i)
  })
})
