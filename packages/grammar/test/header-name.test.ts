import {
  CORS_REQUEST_HEADER_NAMES,
  CORS_RESPONSE_HEADER_NAMES,
  FORBIDDEN_REQUEST_HEADER_NAMES,
  FORBIDDEN_RESPONSE_HEADER_NAMES,
  isForbiddenRequestHeaderName,
  isForbiddenResponseHeaderName,
  isNonWildcardRequestHeaderName,
  isSafelistedResponseHeaderName,
  METHOD_OVERRIDE_HEADER_NAMES,
  SAFELISTED_REQUEST_HEADER_NAMES,
  SAFELISTED_RESPONSE_HEADER_NAMES,
} from '@crossorigin/grammar'
import { describe, expect, it } from 'vitest'

describe('isForbiddenRequestHeaderName', () => {
  it.each([...FORBIDDEN_REQUEST_HEADER_NAMES, 'Cookie', 'ORIGIN', 'Sec-Fetch-Site', 'proxy-anything', 'Sec-'])(
    'forbids %s',
    (name) => {
      expect(isForbiddenRequestHeaderName(name)).toBe(true)
    },
  )

  it.each([
    'Authorization',
    'User-Agent',
    'X-HTTP-Method-Override',
    'Access-Control-Request-Private-Network',
    'section',
    '',
  ])('permits %j', (name) => {
    expect(isForbiddenRequestHeaderName(name)).toBe(false)
  })
})

describe('isNonWildcardRequestHeaderName', () => {
  it('takes Authorization alone, in any case', () => {
    expect(['Authorization', 'authorization', 'AUTHORIZATION'].every(isNonWildcardRequestHeaderName)).toBe(true)
    expect(['Authorizatio', 'Authorization2', 'X-Api-Tokens1', 'Cookie'].some(isNonWildcardRequestHeaderName)).toBe(
      false,
    )
  })
})

describe('isSafelistedResponseHeaderName', () => {
  it('takes the seven names, in any case', () => {
    expect(SAFELISTED_RESPONSE_HEADER_NAMES.size).toBe(7)
    expect(
      ['Cache-Control', 'EXPIRES', ...SAFELISTED_RESPONSE_HEADER_NAMES].every(isSafelistedResponseHeaderName),
    ).toBe(true)
    expect(['ETag', 'Location', 'Set-Cookie'].some(isSafelistedResponseHeaderName)).toBe(false)
  })
})

describe('isForbiddenResponseHeaderName', () => {
  it('takes the two names of cookies, in any case', () => {
    expect([...FORBIDDEN_RESPONSE_HEADER_NAMES, 'Set-Cookie', 'SET-COOKIE2'].every(isForbiddenResponseHeaderName)).toBe(
      true,
    )
    expect(['Cookie', 'ETag'].some(isForbiddenResponseHeaderName)).toBe(false)
  })
})

describe('the sets of names', () => {
  it.each([
    ['forbidden request headers', FORBIDDEN_REQUEST_HEADER_NAMES, 21],
    ['request headers that may be safelisted', SAFELISTED_REQUEST_HEADER_NAMES, 5],
    ['method overrides', METHOD_OVERRIDE_HEADER_NAMES, 3],
    ['CORS response headers', CORS_RESPONSE_HEADER_NAMES, 6],
    ['CORS request headers', CORS_REQUEST_HEADER_NAMES, 3],
  ])('hold the %s in lower case', (_, names, size) => {
    expect(names.size).toBe(size)
    expect([...names]).toEqual([...names].map((name) => name.toLowerCase()))
  })
})
