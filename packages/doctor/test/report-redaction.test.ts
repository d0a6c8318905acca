import { describe, expect, test } from 'vitest'
import type { HeaderLine } from '../src/network/exchange.ts'
import { redactDiagnosis, redactRequest } from '../src/report/redaction.ts'
import { isSecretHeaderName } from '../src/report/secret.ts'
import { findParameterRanges } from '../src/report/url-secret.ts'
import { makeDiagnosis, makeExchange, makeFinding, makeStep } from './support/handmade-diagnosis.ts'

describe('isSecretHeaderName', () => {
  test.each([
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'Set-Cookie',
    'X-API-Key',
    'apikey',
    'X-Auth-Token',
    'x-csrf-token',
    'X-Amz-Security-Token',
    'Ocp-Apim-Subscription-Key',
    'x-session-id',
  ])('holds %s for a secret', (name) => {
    expect(isSecretHeaderName(name)).toBe(true)
  })

  test.each([
    'Access-Control-Allow-Credentials',
    'Access-Control-Allow-Headers',
    'WWW-Authenticate',
    'ETag',
    'Origin',
    'X-Request-Id',
  ])('leaves %s as it is', (name) => {
    expect(isSecretHeaderName(name)).toBe(false)
  })
})

describe('findParameterRanges', () => {
  test.each([
    ...['access_token', 'id_token', 'refresh_token', 'token', 'accessToken', 'api_key', 'apikey', 'api-key', 'key'],
    ...['secret', 'client_secret', 'password', 'passwd', 'signature', 'Signature', 'sig', 'code', 'code_verifier'],
    ...['X-Amz-Signature', 'X-Amz-Credential', 'X-Amz-Security-Token', 'X-Goog-Signature', 'jwt', 'session_id', 'auth'],
  ])('holds %s for a secret', (name) => {
    const text = `https://a.test/?a=1&${name}=v%20w&b=2`
    expect(findParameterRanges(text).map(([start, end]) => text.slice(start, end))).toEqual(['v%20w'])
  })

  test.each([
    'page',
    'q',
    'state',
    'zipcode',
    'country_code',
    'monkey',
    'X-Amz-Date',
    'AWSAccessKeyId',
    'response_type',
  ])('leaves %s as it is', (name) => {
    expect(findParameterRanges(`https://a.test/?${name}=v&b=2`)).toEqual([])
  })

  test.each([
    ['a value that is not there', 'https://a.test/?token=&b=2'],
    ['what is no parameter', 'https://a.test/token=v'],
  ])('finds nothing in %s', (_what, text) => {
    expect(findParameterRanges(text)).toEqual([])
  })
})

describe('redactDiagnosis', () => {
  test.each<[what: string, line: HeaderLine, redacted: string]>([
    ['credentials, and leaves their scheme', ['Authorization', 'Bearer abc.def'], 'Bearer [redacted]'],
    ['credentials without a scheme', ['authorization', 'abcdef'], '[redacted]'],
    ['the values of cookies', ['Cookie', 'a=1; b=2=3; c'], 'a=[redacted]; b=[redacted];[redacted]'],
    [
      'the value of a cookie that is set, and leaves its attributes',
      ['Set-Cookie', 'a=1; Path=/'],
      'a=[redacted]; Path=/',
    ],
    ['two cookies of one value', ['Cookie', 'a=1;a=1'], 'a=[redacted];a=[redacted]'],
    ['a key', ['X-Api-Key', 'k'], '[redacted]'],
    ['nothing of an empty cookie', ['Set-Cookie', 'a=; Path=/'], 'a=; Path=/'],
    ['the password of a URL', ['Location', 'https://user:pw@b.test/'], 'https://user:[redacted]@b.test/'],
    [
      'the parameters of a URL',
      ['Location', '/cb?a=1&code=x#access_token=y;z&state=2'],
      '/cb?a=1&code=[redacted]#access_token=[redacted]&state=2',
    ],
    [
      'the parameters of a URL in a URL',
      ['Referer', 'https://a.test/?next=%2Fcb%3Fapi_key%3Dx%26b%3D2'],
      'https://a.test/?next=%2Fcb%3Fapi_key%3D[redacted]%26b%3D2',
    ],
    ['nothing else', ['Vary', 'Origin'], 'Origin'],
  ])('takes out %s', (_what, line, redacted) => {
    const { exchanges } = redactDiagnosis(
      makeDiagnosis({ exchanges: [makeExchange({ request: [line], answer: [line] })] }),
    )
    expect(exchanges[0]?.request.headers).toEqual([[line[0], redacted]])
    expect(exchanges[0]?.outcome).toMatchObject({ headers: [[line[0], redacted]] })
  })

  test('takes secrets out of sentences and bodies too', () => {
    const secret = 'aVerySecretToken'
    const finding = makeFinding({ explanation: `It says ${secret}.`, evidence: [{ value: `x ${secret}` }] })
    const diagnosis = makeDiagnosis({
      exchanges: [makeExchange({ request: [['Authorization', `Bearer ${secret}`]] }, { body: `{"echo":"${secret}"}` })],
      steps: [makeStep({ findings: [finding], summary: secret })],
      findings: [finding],
    })
    expect(JSON.stringify(diagnosis)).toContain(secret)
    expect(JSON.stringify(redactDiagnosis(diagnosis))).not.toContain(secret)
  })

  test('takes the secrets of URLs out of sentences and bodies too', () => {
    const explanation = "It is at 'https://a.test/?token=ab%2Fc12', or https://b.test/?sig=x. It says ab/c12."
    const exchange = makeExchange({}, { body: '{"echo":"ab/c12"}' })
    const { findings, exchanges } = redactDiagnosis(
      makeDiagnosis({
        request: { url: 'https://a.test/?token=ab%2Fc12', origin: 'null' },
        exchanges: [exchange],
        findings: [makeFinding({ explanation })],
      }),
    )
    expect(findings[0]?.explanation).toBe(
      "It is at 'https://a.test/?token=[redacted]', or https://b.test/?sig=[redacted]. It says [redacted].",
    )
    expect(exchanges[0]?.outcome).toMatchObject({ body: '{"echo":"[redacted]"}' })
  })

  test('leaves a word alone that is a secret elsewhere by its name', () => {
    const request = { url: 'https://a.test/?key=application', origin: 'null' }
    const exchange = makeExchange({ answer: [['Content-Type', 'application/json']] })
    const redacted = redactDiagnosis(makeDiagnosis({ request, exchanges: [exchange] }))
    expect(redacted.request.url).toBe('https://a.test/?key=[redacted]')
    expect(redacted.exchanges[0]?.outcome).toMatchObject({ headers: [['Content-Type', 'application/json']] })
  })

  test('leaves text alone that has a short secret in it by chance', () => {
    const exchange = makeExchange({ request: [['Cookie', 'a=401']] })
    const { steps } = redactDiagnosis(
      makeDiagnosis({ exchanges: [exchange], steps: [makeStep({ summary: '-> 401' })] }),
    )
    expect(steps[0]?.summary).toBe('-> 401')
  })

  test('moves the caret with what it points at', () => {
    const value = 'sid=longsecret; SameSite=Lax'
    const evidence = [{ exchange: 1, header: 'Set-Cookie', value, at: value.indexOf('SameSite'), length: 8 }]
    const { findings } = redactDiagnosis(makeDiagnosis({ findings: [makeFinding({ evidence })] }))
    const [shown] = findings[0]?.evidence ?? []
    expect(shown?.value).toBe('sid=[redacted]; SameSite=Lax')
    expect(shown?.value.slice(shown.at, (shown.at ?? 0) + 8)).toBe('SameSite')
  })

  test.each([
    ['after a secret', 'https://a.test/?token=longsecret1&x=[y]', '[y]', '[y]'],
    ['around a secret', 'https://a.test/?token=longsecret1&x=y', 'token=longsecret1&x', 'token=[redacted]&x'],
    ['in a secret', 'https://a.test/?token=longsecret1&x=y', 'secret', '[redacted]'],
    ['from a secret to what follows', 'https://a.test/?sig=longsecret1&x=y', 'secret1&x', '[redacted]&x'],
  ])('keeps what is marked %s', (_where, value, marked, expected) => {
    const evidence = [{ exchange: 1, header: 'Location', value, at: value.indexOf(marked), length: marked.length }]
    const { findings } = redactDiagnosis(makeDiagnosis({ findings: [makeFinding({ evidence })] }))
    const [{ value: text = '', at = 0, length = 0 } = {}] = findings[0]?.evidence ?? []
    expect(text.slice(at, at + length)).toBe(expected)
  })

  test('is done in time with a body of punctuation', () => {
    const body = `?token=${'.'.repeat(60_000)} ${'?'.repeat(60_000)} ${'&token='.repeat(10_000)}`
    const started = performance.now()
    redactDiagnosis(makeDiagnosis({ exchanges: [makeExchange({}, { body })] }))
    expect(performance.now() - started).toBeLessThan(5000)
  })

  test('is done in time with cookies by the thousand', () => {
    const answer = Array.from({ length: 30_000 }, (_, index): HeaderLine => ['Set-Cookie', `a=secret${index}`])
    const exchange = makeExchange({ request: [['Cookie', 'a=ownsecret']], answer }, { body: 'ownsecret '.repeat(6000) })
    const started = performance.now()
    const [redacted] = redactDiagnosis(makeDiagnosis({ exchanges: [exchange] })).exchanges
    expect(performance.now() - started).toBeLessThan(5000)
    expect(JSON.stringify(redacted)).not.toContain('secret')
  })

  test('leaves the original as it was', () => {
    const diagnosis = makeDiagnosis({ exchanges: [makeExchange({ request: [['Cookie', 'a=secret1']] })] })
    const before = structuredClone(diagnosis)
    redactDiagnosis(diagnosis)
    expect(diagnosis).toEqual(before)
  })
})

test('redactRequest takes the secrets out of what is still to be sent', () => {
  const headers: HeaderLine[] = [['X-Api-Key', 'supersecret']]
  const request = { url: 'https://me:pw@a.test/?q=supersecret', origin: 'null', headers }
  expect(redactRequest(request)).toEqual({
    url: 'https://me:[redacted]@a.test/?q=[redacted]',
    origin: 'null',
    headers: [['X-Api-Key', '[redacted]']],
  })
})
