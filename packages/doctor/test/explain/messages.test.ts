import { describe, expect, test } from 'vitest'
import { explain } from '../../src/explain/explain.ts'
import { findMessage } from '../../src/explain/find-message.ts'
import { straighten } from '../../src/explain/pasted-text.ts'
import { FINDINGS, isFindingCode } from '../../src/findings/findings.ts'
import { fillTemplate } from '../../src/messages/message.ts'
import { MESSAGES } from '../../src/messages/messages.ts'

const FINDING_CODES = Object.keys(FINDINGS).filter(isFindingCode)

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
  name: 'x-foo',
  names: 'x-foo',
  token: 'a b',
  location: 'https://other.example.com',
  directive: "connect-src 'self'",
  scheme: 'ftp',
  port: '25',
  part: 'name',
}

const VALUES_READ = {
  method: 'PUT',
  header: 'x-foo',
  value: 'https://other.example.com',
  origin: 'https://app.example.com',
}

/** The 28 values of `Network.CorsError`, and nine of former versions. */
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

/** The reasons of Firefox, by their names in its documentation, and one warning. */
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

describe('the messages', () => {
  test.each(MESSAGES.filter(({ template }) => template !== undefined))('are recognized: $template', (message) => {
    const explanation = explain(fillTemplate(message.template ?? '', VALUES))
    expect(explanation?.engine).toBe(message.engine)
    expect(explanation?.name).toBe(message.names?.[0])
    expect(explanation?.isRetired).toBe(message.isRetired === true)
  })

  test.each(CORS_ERRORS)('knows %s, also in the spelling of the Chromium sources', (name) => {
    expect(explain(name)).toMatchObject({ kind: 'name', engine: 'chromium', name })
    expect(explain(`k${name}`)).toMatchObject({ kind: 'name', engine: 'chromium', name })
    expect(explain(name.toLowerCase())?.name).toBe(name)
    expect(explain(`corsErrorStatus: { corsError: "${name}", failedParameter: "" }`)?.name).toBe(name)
  })

  test.each(FIREFOX_REASONS)('knows %s, also from its documentation URL', (name) => {
    expect(explain(name)).toMatchObject({ kind: 'name', engine: 'firefox', name })
    expect(explain(`${name}2`)?.name).toBe(name)
    expect(explain(`https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS/Errors/${name}`)?.name).toBe(name)
  })

  const printed = MESSAGES.flatMap(({ engine, template, codes = [] }) =>
    codes.map((code) => ({ engine, template: template ?? '', code })),
  )
  test.each(printed)('leads to $code from the message of $engine: $template', ({ code, template }) => {
    const { message } = findMessage(straighten(fillTemplate(template, VALUES))) ?? {}
    const candidates = explain(fillTemplate(template, VALUES))?.candidates.map((candidate) => candidate.code)
    // Codes that the values rule out are not candidates, and a general message does not list every code.
    const ruledOut = message?.suspects.some((suspect) => suspect.code === code && suspect.when?.(VALUES_READ) === false)
    expect(message?.isVague === true || ruledOut === true || candidates?.includes(code)).toBe(true)
  })

  test.each(FINDING_CODES)('fill in the values that an engine prints for %s', (code) => {
    const { says } = explain(code)?.candidates[0] ?? {}
    const known = new Set(MESSAGES.map(({ template = '' }) => fillTemplate(template, {})))
    for (const sentence of Object.values(says ?? {})) if (sentence !== undefined) expect(known).toContain(sentence)
  })

  test('only name codes of the catalog', () => {
    const codes = MESSAGES.flatMap(({ codes = [], suspects }) => [...codes, ...suspects.map(({ code }) => code)])
    expect(codes.filter((code) => !isFindingCode(code))).toEqual([])
  })

  test('name nothing twice', () => {
    const names = MESSAGES.flatMap((message) => message.names ?? [])
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })
})
