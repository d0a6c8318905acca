import { type CorsPolicy, type CorsRequest, createPolicy, mergeVary } from '@crossorigin/policy'
import { describe, expect, it, vi } from 'vitest'
import { type Calls, countCalls, type Watched } from '../../../test/support/count-calls.ts'
import { countBytes } from '../../../test/support/heap.ts'

// Lists are long here, and heaps are collected many times.
vi.setConfig({ testTimeout: 60_000 })

const WATCHED: readonly Watched[] = [
  [Set.prototype, 'has'],
  [Map.prototype, 'get'],
  [String.prototype, 'charCodeAt'],
  [String.prototype, 'slice'],
  [String.prototype, 'toLowerCase'],
  [RegExp.prototype, 'test'],
]

const listOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `https://tenant-${index}.example`)
const policyOf = (origin: string[]): CorsPolicy => createPolicy({ origin, methods: ['PUT'], credentials: true })
const ORIGIN = 'https://tenant-0.example'
const ACTUAL: CorsRequest = { method: 'GET', origin: ORIGIN }
const PREFLIGHT: CorsRequest = { method: 'OPTIONS', origin: ORIGIN, requestMethod: 'PUT', requestHeaders: 'x-a,x-b' }
const MANY_LABELS = `https://${'a.'.repeat(125)}a`
const LONG = 15_000

function workOf(policy: CorsPolicy, request: CorsRequest): Calls {
  return countCalls(WATCHED, () => policy.decide(request))
}

describe('the work of a decision', () => {
  it.each([1, 3, 1000, 100_000])('is one look-up of the origin among %d', (count) => {
    const policy = policyOf(listOf(count))
    const one = { has: 1, get: 0, charCodeAt: 0, slice: 0, toLowerCase: 0, test: 0 }
    expect(workOf(policy, ACTUAL)).toMatchObject({ ...one, slice: expect.any(Number) })
    expect(workOf(policy, PREFLIGHT)).toEqual(one)
  })

  it.each([
    ['a host of a pattern', 'https://app.tenant-0.example'],
    ['a host of none', 'https://app.other.example'],
  ])('is one look-up for each label of %s, whatever the number of patterns', (_, origin) => {
    const request = { ...ACTUAL, origin }
    const few = workOf(policyOf(['https://*.tenant-0.example']), request)
    const many = workOf(policyOf(listOf(10_000).map((text) => text.replace('://', '://*.'))), request)
    expect(many).toEqual(few)
    expect(many['get']).toBeLessThanOrEqual(4)
  })

  it('ends at the first label that no pattern has', () => {
    const policy = policyOf(['https://*.example', 'https://*.b.a'])
    expect(workOf(policy, { ...ACTUAL, origin: MANY_LABELS })['get']).toBeLessThanOrEqual(3)
  })

  it('reads each character of an origin at most twice', () => {
    const { charCodeAt } = workOf(policyOf(['https://*.example']), { ...ACTUAL, origin: MANY_LABELS })
    expect(charCodeAt).toBeGreaterThan(MANY_LABELS.length / 2)
    expect(charCodeAt).toBeLessThanOrEqual(2 * MANY_LABELS.length)
  })

  it('reads nothing of an origin that is too long', () => {
    const origin = `https://${'a'.repeat(LONG)}`
    expect(workOf(policyOf([ORIGIN, 'https://*.example']), { ...ACTUAL, origin })).toMatchObject({
      has: 0,
      get: 0,
      charCodeAt: 0,
    })
  })

  it.each([
    ['commas', ','.repeat(LONG)],
    ['spaces', `a${' '.repeat(LONG)}b`],
    ['names', 'x-a,'.repeat(LONG / 4)],
  ])('does not depend on 15 kB of %s in what a preflight asks for', (_, requestHeaders) => {
    const hostile = { ...PREFLIGHT, requestHeaders }
    const echoing = createPolicy({ origin: ORIGIN, methods: '*', allowedHeaders: '*', credentials: true })
    expect(workOf(policyOf([ORIGIN]), hostile)).toEqual(workOf(policyOf([ORIGIN]), PREFLIGHT))
    expect(workOf(echoing, hostile)['charCodeAt']).toBeLessThanOrEqual(
      workOf(echoing, PREFLIGHT)['charCodeAt'] as number,
    )
  })

  it('reads each character of what it echoes at most three times, and cuts out none of the names', () => {
    const echoing = createPolicy({ origin: ORIGIN, allowedHeaders: ['*', 'Authorization'], credentials: true })
    const requestHeaders = 'x-a,'.repeat(1024)
    const { charCodeAt, slice } = workOf(echoing, { ...PREFLIGHT, requestHeaders })
    expect(charCodeAt).toBeGreaterThanOrEqual(requestHeaders.length)
    expect(charCodeAt).toBeLessThanOrEqual(3 * requestHeaders.length)
    expect(slice).toBe(0)
  })

  it('takes the same memory for one origin and for 100,000, allowed or refused', () => {
    const [one, many] = [policyOf(listOf(1)), policyOf(listOf(100_000))]
    for (const request of [ACTUAL, PREFLIGHT, { ...ACTUAL, origin: 'https://app.example.net' }]) {
      const bytes = countBytes(() => one.decide(request))
      expect(bytes).toBeLessThan(640)
      expect(countBytes(() => many.decide(request))).toBeLessThan(bytes + 64)
    }
  })

  it('takes no more memory for hostile requests than for a preflight', () => {
    const policy = policyOf([ORIGIN, 'https://*.example.com'])
    const usual = countBytes(() => policy.decide(PREFLIGHT))
    for (const request of [
      { ...ACTUAL, origin: MANY_LABELS },
      { ...ACTUAL, origin: `https://${'a'.repeat(LONG)}` },
      { ...PREFLIGHT, requestHeaders: ','.repeat(LONG) },
    ]) {
      expect(countBytes(() => policy.decide(request))).toBeLessThan(usual + 320)
    }
  })
})

describe('the work of mergeVary', () => {
  it('is one pass over a thousand members, cutting out only those as long as the name', () => {
    const vary = Array.from({ length: 1000 }, (_, index) => `X-Member-${index}`).join(', ')
    const { slice, toLowerCase, charCodeAt } = countCalls(WATCHED, () => mergeVary(vary, 'Origin'))
    expect(slice).toBe(0)
    expect(toLowerCase).toBeLessThanOrEqual(2)
    expect(charCodeAt).toBeLessThanOrEqual(4000)
  })
})
