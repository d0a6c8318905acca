import { describe, expect, test } from 'vitest'
import { CATALOGUE, type FindingCode, isFindingCode } from '../../src/catalogue.ts'
import { explain } from '../../src/explain/explain.ts'
import { findPhrase } from '../../src/explain/find-phrase.ts'
import { straighten } from '../../src/explain/pasted-text.ts'
import { fillSentence } from '../../src/explain/phrase.ts'
import { PHRASES } from '../../src/explain/phrases.ts'

const VALUES = {
  url: 'https://api.example.com/users/7',
  from: 'https://api.example.com/users',
  origin: 'https://app.example.com',
  page: 'https://app.example.com/page',
  method: 'PUT',
  header: 'x-foo',
  value: 'https://other.example.com',
  status: '404',
  space: 'loopback',
}

const VALUES_READ = {
  method: 'PUT',
  header: 'x-foo',
  value: 'https://other.example.com',
  origin: 'https://app.example.com',
}

/** The 28 values of `Network.CorsError`, and nine that former versions had. */
const CORS_ERRORS = [
  'DisallowedByMode',
  'InvalidResponse',
  'WildcardOriginNotAllowed',
  'MissingAllowOriginHeader',
  'MultipleAllowOriginValues',
  'InvalidAllowOriginValue',
  'AllowOriginMismatch',
  'InvalidAllowCredentials',
  'CorsDisabledScheme',
  'PreflightInvalidStatus',
  'PreflightDisallowedRedirect',
  'PreflightWildcardOriginNotAllowed',
  'PreflightMissingAllowOriginHeader',
  'PreflightMultipleAllowOriginValues',
  'PreflightInvalidAllowOriginValue',
  'PreflightAllowOriginMismatch',
  'PreflightInvalidAllowCredentials',
  'PreflightMissingAllowExternal',
  'PreflightInvalidAllowExternal',
  'InvalidAllowMethodsPreflightResponse',
  'InvalidAllowHeadersPreflightResponse',
  'MethodDisallowedByPreflightResponse',
  'HeaderDisallowedByPreflightResponse',
  'RedirectContainsCredentials',
  'InsecureLocalNetwork',
  'InvalidLocalNetworkAccess',
  'NoCorsRedirectModeNotFollow',
  'LocalNetworkAccessPermissionDenied',
  'InsecurePrivateNetwork',
  'InvalidPrivateNetworkAccess',
  'UnexpectedPrivateNetworkAccess',
  'PreflightMissingAllowPrivateNetwork',
  'PreflightInvalidAllowPrivateNetwork',
  'PreflightMissingPrivateNetworkAccessId',
  'PreflightMissingPrivateNetworkAccessName',
  'PrivateNetworkAccessPermissionUnavailable',
  'PrivateNetworkAccessPermissionDenied',
]

/** The reasons of Firefox, by the names that its documentation gives to them, and one warning. */
const FIREFOX_REASONS = [
  'CORSDisabled',
  'CORSDidNotSucceed',
  'CORSOriginHeaderNotAdded',
  'CORSExternalRedirectNotAllowed',
  'CORSRequestNotHttp',
  'CORSMissingAllowOrigin',
  'CORSAllowOriginNotMatchingOrigin',
  'CORSNotSupportingCredentials',
  'CORSMethodNotFound',
  'CORSMissingAllowCredentials',
  'CORSPreflightDidNotSucceed',
  'CORSInvalidAllowMethod',
  'CORSInvalidAllowHeader',
  'CORSMissingAllowHeaderFromPreflight',
  'CORSMultipleAllowOriginNotAllowed',
  'CORSAllowHeaderFromPreflightDeprecation',
]

describe('the sentences', () => {
  test.each(PHRASES.filter(({ sentence }) => sentence !== undefined))('recognises its own: $sentence', (phrase) => {
    const explanation = explain(fillSentence(phrase.sentence ?? '', VALUES))
    expect(explanation?.engine).toBe(phrase.engine)
    expect(explanation?.name).toBe(phrase.names?.[0])
    expect(explanation?.isRetired).toBe(phrase.isRetired === true)
  })

  test.each(CORS_ERRORS)('knows %s, also as the sources of Chromium write it', (name) => {
    expect(explain(name)).toMatchObject({ kind: 'name', engine: 'chromium', name })
    expect(explain(`k${name}`)).toMatchObject({ kind: 'name', engine: 'chromium', name })
    expect(explain(name.toLowerCase())?.name).toBe(name)
    expect(explain(`corsErrorStatus: { corsError: "${name}", failedParameter: "" }`)?.name).toBe(name)
  })

  test.each(FIREFOX_REASONS)('knows %s, also from the address of its documentation', (name) => {
    expect(explain(name)).toMatchObject({ kind: 'name', engine: 'firefox', name })
    expect(explain(`${name}2`)?.name).toBe(name)
    expect(explain(`https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS/Errors/${name}`)?.name).toBe(name)
  })

  const said = Object.entries(CATALOGUE).flatMap(([code, { says }]) =>
    Object.entries(says ?? {}).flatMap(([browser, sentence]) =>
      sentence === undefined ? [] : [{ code, browser, sentence }],
    ),
  )
  test.each(said)('has $code behind what the catalogue says of $browser: $sentence', ({ code, sentence }) => {
    const { phrase } = findPhrase(straighten(fillSentence(sentence, VALUES))) ?? {}
    const candidates = explain(fillSentence(sentence, VALUES))?.candidates.map((candidate) => candidate.code)
    // What the values rule out is no candidate, and a sentence that stands for anything does not have everything.
    const ruledOut = phrase?.suspects.some((suspect) => suspect.code === code && suspect.when?.(VALUES_READ) === false)
    expect(phrase?.isVague === true || ruledOut === true || candidates?.includes(code as FindingCode)).toBe(true)
  })

  const named = Object.entries(CATALOGUE).flatMap(([code, { names }]) =>
    Object.values(names ?? {}).flatMap((name) => (name === undefined ? [] : [{ code, name }])),
  )
  test.each(named)('has $code behind the name $name', ({ code, name }) => {
    const { phrase } = findPhrase(straighten(name)) ?? {}
    const candidates = explain(name)?.candidates.map((candidate) => candidate.code) ?? []
    const suspects = phrase?.suspects.map((suspect) => suspect.code) ?? []
    expect(phrase?.isVague === true || [...candidates, ...suspects].includes(code as FindingCode)).toBe(true)
  })

  test('name codes of the catalogue only', () => {
    const codes = PHRASES.flatMap(({ suspects }) => suspects.map(({ code }) => code))
    expect(codes.filter((code) => !isFindingCode(code))).toEqual([])
  })

  test('name nothing twice', () => {
    const names = PHRASES.flatMap((phrase) => phrase.names ?? [])
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })
})
