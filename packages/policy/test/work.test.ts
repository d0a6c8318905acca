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

describe('the work of a decision', () => {
  it.each([1, 3, 8])('is comparing the origin with %d others, without parsing it', (count) => {
    expect(workOf(policyOf(listOf(count)), ACTUAL)).toEqual({ ...NOTHING, includes: 1 })
    expect(workOf(policyOf(listOf(count)), PREFLIGHT)).toEqual({ ...NOTHING, includes: 1 })
  })

  // A hash that others have in part may make the same characters be read once more.
  it.each([9, 1000, 100_000])('is reading the origin for its hash, and once to compare it, among %d', (count) => {
    const work = workOf(policyOf(listOf(count)), ACTUAL)
    const { charCodeAt } = work
    expect({ ...work, charCodeAt: 0 }).toEqual(NOTHING)
    expect(charCodeAt).toBeGreaterThanOrEqual(2 * ORIGIN.length)
    expect(charCodeAt).toBeLessThanOrEqual(4 * ORIGIN.length)
  })

  it('is reading it once where it is not listed, also beside a word that cancels the products of every odd number', () => {
    const invert = (bits: string): string => bits.replace(/./g, (bit) => (bit === '0' ? 'p' : '0'))
    let word = '0'
    while (word.length < 256) word += invert(word)
    const policy = policyOf([...listOf(9), `https://${word}.example`])
    const origin = `https://${invert(word)}.example`
    expect(workOf(policy, { ...ACTUAL, origin })['charCodeAt']).toBe(origin.length)
  })

  it.each([
    ['a host of a pattern', 'https://app.tenant-0.example'],
    ['a host of none', 'https://app.other-0.example'],
  ])(
    'is taking %s apart once, and reading what may follow a wildcard, whatever the number of patterns',
    (_, origin) => {
      const { charCodeAt, ...others } = workOf(policyOf(listOf(10_000).map((text) => text.replace('://', '://*.'))), {
        ...ACTUAL,
        origin,
      })
      expect(others).toMatchObject({ has: 0, get: 0, exec: 1, test: 0 })
      expect(charCodeAt).toBeGreaterThanOrEqual('.example'.length)
      expect(charCodeAt).toBeLessThanOrEqual(4 * origin.length)
    },
  )

  it('ends where no pattern has as many labels, or is as long', () => {
    const policy = policyOf(['https://*.example', 'https://*.b.a'])
    expect(workOf(policy, { ...ACTUAL, origin: MANY_LABELS })['charCodeAt']).toBeLessThanOrEqual('.b.a.'.length)
    const origin = `https://${'a'.repeat(240)}.com`
    expect(workOf(policy, { ...ACTUAL, origin })['charCodeAt']).toBeLessThanOrEqual('.example'.length)
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
  ])('does not depend on 15 kB of %s in what a preflight asks for', (_, requestHeaders) => {
    const hostile = { ...PREFLIGHT, requestHeaders }
    const echoing = createPolicy({ origin: ORIGIN, methods: '*', allowedHeaders: '*', credentials: true })
    expect(workOf(policyOf([ORIGIN]), hostile)).toEqual(workOf(policyOf([ORIGIN]), PREFLIGHT))
    expect(workOf(echoing, hostile)).toMatchObject({ test: 1, slice: 0 })
  })

  it('asks three expressions about what it echoes, and cuts out none of the names', () => {
    const echoing = createPolicy({ origin: ORIGIN, allowedHeaders: '*', credentials: true })
    const requestHeaders = 'x-a,'.repeat(1024)
    const { test, slice, toLowerCase } = workOf(echoing, { ...PREFLIGHT, requestHeaders })
    expect({ test, slice, toLowerCase }).toEqual({ test: 3, slice: 0, toLowerCase: 0 })
  })

  it('takes the same memory for one origin and for 100,000, allowed or refused', () => {
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
  it('is one pass over a thousand members, cutting out only those as long as the name', () => {
    const vary = Array.from({ length: 1000 }, (_, index) => `X-Member-${index}`).join(', ')
    const { slice, toLowerCase, charCodeAt } = countCalls(WATCHED, () => mergeVary(vary, 'Origin'))
    expect(slice).toBe(0)
    expect(toLowerCase).toBeLessThanOrEqual(2)
    expect(charCodeAt).toBeLessThanOrEqual(4000)
  })
})
