import {
  FORBIDDEN_METHODS,
  isForbiddenMethod,
  isSafelistedMethod,
  normalizeMethod,
  SAFELISTED_METHODS,
} from '@crossorigin/grammar'
import { describe, expect, it } from 'vitest'

describe('normalizeMethod', () => {
  it.each([
    ['get', 'GET'],
    ['Head', 'HEAD'],
    ['post', 'POST'],
    ['put', 'PUT'],
    ['Delete', 'DELETE'],
    ['options', 'OPTIONS'],
    ['PUT', 'PUT'],
    ['patch', 'patch'],
    ['Patch', 'Patch'],
    ['query', 'query'],
    ['chicken', 'chicken'],
    ['*', '*'],
  ])('normalizes %s to %s', (method, normalized) => {
    expect(normalizeMethod(method)).toBe(normalized)
  })
})

describe('isSafelistedMethod', () => {
  it('accepts exactly GET, HEAD and POST', () => {
    expect([...SAFELISTED_METHODS]).toEqual(['GET', 'HEAD', 'POST'])
    expect(['GET', 'HEAD', 'POST'].every(isSafelistedMethod)).toBe(true)
  })

  it.each(['get', 'PUT', 'OPTIONS', ''])('does not accept %j', (method) => {
    expect(isSafelistedMethod(method)).toBe(false)
  })
})

describe('isForbiddenMethod', () => {
  it.each([...FORBIDDEN_METHODS, 'connect', 'Trace', 'tRACK'])('forbids %s', (method) => {
    expect(isForbiddenMethod(method)).toBe(true)
  })

  it.each(['GET', 'OPTIONS', 'TRACER', ''])('permits %j', (method) => {
    expect(isForbiddenMethod(method)).toBe(false)
  })
})
