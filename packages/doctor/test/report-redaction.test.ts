import { describe, expect, test } from 'vitest'
import type { HeaderLine } from '../src/network/exchange.ts'
import { redactDiagnosis, redactRequest } from '../src/report/redaction.ts'
import { isSecretHeaderName } from '../src/report/secret.ts'
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
