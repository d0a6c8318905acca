import { setFlagsFromString } from 'node:v8'
import { type CorsPolicy, type CorsRequest, createPolicy, mergeVary } from '@crossorigin/policy'
import { describe, expect, it, vi } from 'vitest'
import { type Calls, countCalls, type Watched } from '../../../test/support/count-calls.ts'
import { countBytes } from '../../../test/support/heap.ts'

// Lists are long here, and heaps are collected many times.
vi.setConfig({ testTimeout: 60_000 })

const WATCHED: readonly Watched[] = [
  [Array.prototype, 'includes'],
  [Set.prototype, 'has'],
  [Map.prototype, 'get'],
  [String.prototype, 'charCodeAt'],
  [String.prototype, 'slice'],
  [String.prototype, 'toLowerCase'],
  [RegExp.prototype, 'exec'],
  [RegExp.prototype, 'test'],
]
const NOTHING: Calls = Object.fromEntries(WATCHED.map(([, method]) => [method, 0]))

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

/** Asks V8 whether it reads a property by its place, or looks its name up in a dictionary. */
function hasFastProperties(value: object): boolean {
  setFlagsFromString('--allow-natives-syntax')
  const ask = new Function('value', 'return %HasFastProperties(value)') as (value: object) => boolean
  const isFast = ask(value)
  setFlagsFromString('--no-allow-natives-syntax')
  return isFast
}

describe('the work of a decision', () => {
  it('reads decide without a dictionary lookup', () => {
    const policies = [1, 2, 3].map((count) => policyOf(listOf(count)))
    expect(policies.map(hasFastProperties)).toEqual([true, true, true])
    expect(hasFastProperties(Object.create(null))).toBe(false)
  })

  it.each([1, 3, 9, 16])('compares the origin with %d others, without parsing it', (count) => {
    expect(workOf(policyOf(listOf(count)), ACTUAL)).toEqual({ ...NOTHING, includes: 1 })
    expect(workOf(policyOf(listOf(count)), PREFLIGHT)).toEqual({ ...NOTHING, includes: 1 })
  })

  it.each([17, 1000, 100_000])('looks it up once among %d', (count) => {
    expect(workOf(policyOf(listOf(count)), ACTUAL)).toEqual({ ...NOTHING, has: 1 })
    expect(workOf(policyOf(listOf(count)), PREFLIGHT)).toEqual({ ...NOTHING, has: 1 })
  })

  it.each([
    ['of a pattern', 'https://app.tenant-0.example', 1],
    ['of none', 'https://app.other-00.example', 1],
    ['that is as long as no pattern', `https://app.${'a'.repeat(20)}.example`, 0],
    ['of many labels', MANY_LABELS, 4],
  ])('splits a host %s once, with no more lookups than there are lengths of patterns', (_, origin, has) => {
    const policy = policyOf(listOf(10_000).map((text) => text.replace('://', '://*.')))
    const work = workOf(policy, { ...ACTUAL, origin })
    expect(work).toMatchObject({ get: 0, exec: 1, test: 0 })
    expect(work['has']).toBeLessThanOrEqual(has)
    expect(work['slice']).toBe(work['has'])
    expect(work['charCodeAt']).toBeLessThanOrEqual(4)
  })

  it('reads nothing of an origin that is too long', () => {
    const origin = `https://${'a'.repeat(LONG)}`
    for (const policy of [policyOf([ORIGIN, 'https://*.example']), policyOf([...listOf(9), 'https://*.example'])]) {
      expect(workOf(policy, { ...ACTUAL, origin })).toMatchObject({ charCodeAt: 0, exec: 0, test: 0 })
    }
  })

  it.each([
    ['commas', ','.repeat(LONG)],
    ['spaces', `a${' '.repeat(LONG)}b`],
    ['names', 'x-a,'.repeat(LONG / 4)],
  ])('does not depend on 15 kB of %s in the requested names of a preflight', (_, requestHeaders) => {
    const hostile = { ...PREFLIGHT, requestHeaders }
    const echoing = createPolicy({ origin: ORIGIN, methods: '*', allowedHeaders: '*', credentials: true })
    expect(workOf(policyOf([ORIGIN]), hostile)).toEqual(workOf(policyOf([ORIGIN]), PREFLIGHT))
    expect(workOf(echoing, hostile)).toMatchObject({ test: 1, slice: 0 })
  })

  it('tests echoed names with three expressions, without splitting them', () => {
    const echoing = createPolicy({ origin: ORIGIN, allowedHeaders: '*', credentials: true })
    const requestHeaders = 'x-a,'.repeat(1024)
    const { test, slice, toLowerCase } = workOf(echoing, { ...PREFLIGHT, requestHeaders })
    expect({ test, slice, toLowerCase }).toEqual({ test: 3, slice: 0, toLowerCase: 0 })
  })

  it('takes the same memory for one origin and for 100,000, allowed or denied', () => {
    const policies = [policyOf(listOf(1)), policyOf(listOf(100_000))]
    for (const request of [ACTUAL, PREFLIGHT, { ...ACTUAL, origin: 'https://app.example.net' }]) {
      const measure = (): number[] => policies.map((policy) => countBytes(() => policy.decide(request)))
      // What is compiled for one of them alone takes less than what serves both, and does not last.
      measure()
      const rounds = Array.from({ length: 4 }, measure)
      const [one = 0, many = 0] = policies.map((_, index) => Math.min(...rounds.map((round) => round[index] as number)))
      expect(one).toBeLessThan(640)
      expect(many).toBeLessThan(one + 64)
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
  it('is one pass over a thousand members, which extracts only those with the length of the name', () => {
    const vary = Array.from({ length: 1000 }, (_, index) => `X-Member-${index}`).join(', ')
    const { slice, toLowerCase, charCodeAt } = countCalls(WATCHED, () => mergeVary(vary, 'Origin'))
    expect(slice).toBe(0)
    expect(toLowerCase).toBeLessThanOrEqual(2)
    expect(charCodeAt).toBeLessThanOrEqual(4000)
  })
})
