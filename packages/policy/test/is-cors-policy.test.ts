import { createPolicy, isCorsPolicy } from '@crossorigin/policy'
import { describe, expect, it } from 'vitest'

describe('isCorsPolicy', () => {
  it('recognizes policies, but not similar objects', () => {
    const policy = createPolicy({ origin: '*' })
    expect(isCorsPolicy(policy)).toBe(true)
    for (const value of [{ ...policy }, policy.config, null, undefined, 'x', () => policy])
      expect(isCorsPolicy(value)).toBe(false)
  })

  it('uses a brand that other copies of the package know', () => {
    const brand = Symbol.for('@crossorigin/policy.CorsPolicy')
    expect(Reflect.get(createPolicy({ origin: '*' }), brand)).toBe(true)
    expect(isCorsPolicy({ [brand]: true })).toBe(true)
  })
})
