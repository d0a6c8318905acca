import {
  ACCESS_CONTROL_ALLOW_CREDENTIALS,
  ACCESS_CONTROL_ALLOW_HEADERS,
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_ALLOW_ORIGIN,
  ACCESS_CONTROL_EXPOSE_HEADERS,
  ACCESS_CONTROL_MAX_AGE,
  ACCESS_CONTROL_REQUEST_HEADERS,
  ACCESS_CONTROL_REQUEST_METHOD,
  CORS_REQUEST_HEADER_NAMES,
  CORS_RESPONSE_HEADER_NAMES,
  FORBIDDEN_REQUEST_HEADER_NAMES,
  FORBIDDEN_RESPONSE_HEADER_NAMES,
  isForbiddenRequestHeaderName,
  isForbiddenResponseHeaderName,
  isNonWildcardRequestHeaderName,
  isSafelistedResponseHeaderName,
  METHOD_OVERRIDE_HEADER_NAMES,
  ORIGIN,
  SAFELISTED_REQUEST_HEADER_NAMES,
  SAFELISTED_RESPONSE_HEADER_NAMES,
  SEC_FETCH_SITE,
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
  it('accepts only Authorization, in any case', () => {
    expect(['Authorization', 'authorization', 'AUTHORIZATION'].every(isNonWildcardRequestHeaderName)).toBe(true)
    expect(['Authorizatio', 'Authorization2', 'X-Api-Tokens1', 'Cookie'].some(isNonWildcardRequestHeaderName)).toBe(
      false,
    )
  })
})

describe('isSafelistedResponseHeaderName', () => {
  it('accepts the seven names, in any case', () => {
    expect(SAFELISTED_RESPONSE_HEADER_NAMES.size).toBe(7)
    expect(
      ['Cache-Control', 'EXPIRES', ...SAFELISTED_RESPONSE_HEADER_NAMES].every(isSafelistedResponseHeaderName),
    ).toBe(true)
    expect(['ETag', 'Location', 'Set-Cookie'].some(isSafelistedResponseHeaderName)).toBe(false)
  })
})

describe('isForbiddenResponseHeaderName', () => {
  it('accepts the two cookie names, in any case', () => {
    expect([...FORBIDDEN_RESPONSE_HEADER_NAMES, 'Set-Cookie', 'SET-COOKIE2'].every(isForbiddenResponseHeaderName)).toBe(
      true,
    )
    expect(['Cookie', 'ETag'].some(isForbiddenResponseHeaderName)).toBe(false)
  })
})

describe('the sets of names', () => {
  it.each<[string, ReadonlySet<string>, string]>([
    [
      'forbidden request headers',
      FORBIDDEN_REQUEST_HEADER_NAMES,
      'accept-charset accept-encoding access-control-request-headers access-control-request-method connection ' +
        'content-length cookie cookie2 date dnt expect host keep-alive origin referer set-cookie te trailer ' +
        'transfer-encoding upgrade via',
    ],
    [
      'request headers that may be safelisted',
      SAFELISTED_REQUEST_HEADER_NAMES,
      'accept accept-language content-language content-type range',
    ],
    ['method overrides', METHOD_OVERRIDE_HEADER_NAMES, 'x-http-method x-http-method-override x-method-override'],
    ['forbidden response headers', FORBIDDEN_RESPONSE_HEADER_NAMES, 'set-cookie set-cookie2'],
    [
      'safelisted response headers',
      SAFELISTED_RESPONSE_HEADER_NAMES,
      'cache-control content-language content-length content-type expires last-modified pragma',
    ],
    [
      'CORS response headers',
      CORS_RESPONSE_HEADER_NAMES,
      'access-control-allow-origin access-control-allow-credentials access-control-allow-methods ' +
        'access-control-allow-headers access-control-max-age access-control-expose-headers',
    ],
    [
      'CORS request headers',
      CORS_REQUEST_HEADER_NAMES,
      'origin access-control-request-method access-control-request-headers',
    ],
  ])('contain the %s, in lower case', (_, names, expected) => {
    expect([...names].join(' ')).toBe(expected)
  })
})

describe('the names of headers', () => {
  it.each([
    [ACCESS_CONTROL_ALLOW_ORIGIN, 'Access-Control-Allow-Origin'],
    [ACCESS_CONTROL_ALLOW_CREDENTIALS, 'Access-Control-Allow-Credentials'],
    [ACCESS_CONTROL_ALLOW_METHODS, 'Access-Control-Allow-Methods'],
    [ACCESS_CONTROL_ALLOW_HEADERS, 'Access-Control-Allow-Headers'],
    [ACCESS_CONTROL_MAX_AGE, 'Access-Control-Max-Age'],
    [ACCESS_CONTROL_EXPOSE_HEADERS, 'Access-Control-Expose-Headers'],
    [ACCESS_CONTROL_REQUEST_METHOD, 'Access-Control-Request-Method'],
    [ACCESS_CONTROL_REQUEST_HEADERS, 'Access-Control-Request-Headers'],
    [ORIGIN, 'Origin'],
    [SEC_FETCH_SITE, 'Sec-Fetch-Site'],
  ])('are spelled as they are sent: %s', (name, spelled) => {
    expect(name).toBe(spelled)
  })
})
