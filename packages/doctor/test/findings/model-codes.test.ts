import type { CorsCheckCode, PreflightCode } from '@crossorigin/browser-model'
import { describe, expect, it } from 'vitest'
import { findingsOf } from '../support/finding.ts'
import { type Handmade, type HandmadeAnswer, observe } from '../support/observation.ts'

const ORIGIN = 'Access-Control-Allow-Origin'
const CREDENTIALS = 'Access-Control-Allow-Credentials'
const METHODS = 'Access-Control-Allow-Methods'
const HEADERS = 'Access-Control-Allow-Headers'
const ALLOW_PAGE = `${ORIGIN}: https://app.example`

const INCLUDE = { credentials: 'include' } as const
const always =
  (...headers: string[]) =>
  () => ({ status: 200, headers })
const sendTo =
  (location: string, status = 302) =>
  () => ({ status, headers: [`${ORIGIN}: *`, `Location: ${location}`] })

/** Typed so that the compiler reports a missing code of the model. */
const CORS_CHECKS: Readonly<Record<CorsCheckCode, Handmade>> = {
  'allow-origin-missing': { answer: always() },
  'allow-origin-mismatch': { answer: always(`${ORIGIN}: https://other.example`) },
  'allow-origin-multiple': { answer: always(`${ORIGIN}: https://app.example, https://other.example`) },
  'allow-origin-wildcard-with-credentials': { input: INCLUDE, answer: always(`${ORIGIN}: *`, `${CREDENTIALS}: true`) },
  'allow-credentials-missing': { input: INCLUDE, answer: always(ALLOW_PAGE) },
  'allow-credentials-not-true': { input: INCLUDE, answer: always(ALLOW_PAGE, `${CREDENTIALS}: TRUE`) },
}

const PUT = { method: 'PUT' } as const

const PREFLIGHTS: Readonly<Record<Exclude<PreflightCode, CorsCheckCode>, Handmade>> = {
  'status-not-ok': { input: PUT, answer: () => ({ status: 404, headers: [ALLOW_PAGE, `${METHODS}: PUT`] }) },
  'allow-methods-malformed': { input: PUT, answer: always(ALLOW_PAGE, `${METHODS}: PUT;GET`) },
  'allow-headers-malformed': { input: PUT, answer: always(ALLOW_PAGE, `${METHODS}: PUT`, `${HEADERS}: a b`) },
  'method-not-allowed': { input: PUT, answer: always(ALLOW_PAGE) },
  'authorization-not-listed': { input: { headers: [['Authorization', 'a']] }, answer: always(ALLOW_PAGE) },
  'header-not-allowed': { input: { headers: [['X-A', 'a']] }, answer: always(ALLOW_PAGE) },
}

/** Network errors that no header causes. */
const OTHERS: Readonly<Record<string, Handmade>> = {
  network: { answer: () => 'reset' },
  'preflight:network': { input: PUT, answer: () => 'reset' },
  'redirect-bad-location': { answer: sendTo('https://') },
  'redirect-scheme': { answer: sendTo('ftp://api.example/') },
  'redirect-count': { answer: sendTo('https://api.example/data') },
  'redirect-credentials': { answer: sendTo('https://user:secret@api.example/') },
  'redirect-stream-body': {
    // Firefox sends text instead, and WebKit nothing.
    engines: ['chromium'],
    input: { method: 'POST', body: 'a', streamBody: true },
    answer: ({ method }) =>
      method === 'OPTIONS' ? { status: 204, headers: [ALLOW_PAGE, `${METHODS}: POST`] } : sendTo('/end', 307)(),
  },
  'redirect-mode-error': { input: { redirect: 'error' }, answer: sendTo('/end') },
  'mixed-content': { answer: sendTo('http://api.example/') },
  'bad-port': { answer: sendTo('https://api.example:25/') },
  'mode-same-origin': {
    input: { mode: 'same-origin', url: 'https://app.example/' },
    answer: sendTo('https://api.example/'),
  },
}

/** Connection failures: each is an error. */
const FAILURES = [
  'dns',
  'refused',
  'unreachable',
  'reset',
  'timeout',
  'empty',
  'not-http',
  'malformed',
  'too-large',
] as const

async function expectError(handmade: Handmade, code: string): Promise<void> {
  const seen = await observe(handmade)
  for (const [engine, journey] of seen.journeys) expect(journey, engine).toMatchObject({ result: 'networkError', code })
  expect(findingsOf(seen).filter(({ level }) => level === 'error')).not.toEqual([])
}

describe('every reason for the browser model to stop is an error', () => {
  it.each(Object.entries(CORS_CHECKS))('%s', (code, handmade) => expectError(handmade, code))

  it.each(Object.entries(CORS_CHECKS))('preflight:%s', (code, { input, answer }) =>
    expectError({ input: { ...PUT, ...input }, answer: withMethod(answer) }, `preflight:${code}`),
  )

  it.each(Object.entries(PREFLIGHTS))('preflight:%s', (code, handmade) => expectError(handmade, `preflight:${code}`))

  it.each(Object.entries(OTHERS))('%s', (code, handmade) => expectError(handmade, code))

  it.each(FAILURES)('a connection that fails with %s', async (failure) => {
    await expectError({ answer: () => failure }, 'network')
    await expectError({ input: PUT, answer: () => failure }, 'preflight:network')
  })
})

/** The same response, which also allows the method. */
function withMethod(answer: Handmade['answer']): Handmade['answer'] {
  return (request): HandmadeAnswer => {
    const given = answer(request)
    return typeof given === 'string' ? given : { ...given, headers: [...(given.headers ?? []), `${METHODS}: PUT`] }
  }
}
