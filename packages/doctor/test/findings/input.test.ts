import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/diagnose.ts'
import { InputError } from '../../src/input-error.ts'
import { testCoverage } from '../support/catalogue-coverage.ts'
import { type CatalogueFixture, testFixtures } from '../support/catalogue-fixture.ts'

const ALLOW_ALL = () => ({ status: 200, headers: ['Access-Control-Allow-Origin: *'] })

const FIXTURES: readonly CatalogueFixture[] = [
  {
    code: 'not-cors/same-origin',
    when: 'scheme, host and port are equal',
    input: { origin: 'http://api.test:{port}' },
    near: { when: 'if the port differs', input: { origin: 'http://api.test:1' }, answer: ALLOW_ALL },
  },
  {
    code: 'not-cors/differs-by',
    when: 'the page is at www',
    input: { origin: 'http://www.api.test:{port}' },
    answer: ALLOW_ALL,
    says: 'they differ by host (www.api.test, api.test)',
    near: { when: 'if the site differs too', input: { origin: 'http://www.app.test:{port}' } },
  },
  {
    code: 'not-cors/differs-by',
    when: 'only the port differs',
    input: { origin: 'http://api.test', url: 'http://api.test:{port}/' },
    answer: ALLOW_ALL,
    says: 'they differ by port',
    near: {
      when: 'if it is the usual case in development',
      input: { origin: 'http://localhost:5173', url: 'http://localhost:{port}/' },
    },
  },
  {
    code: 'not-cors/localhost-alias',
    when: 'the page is at localhost and the URL at 127.0.0.1',
    input: { origin: 'http://localhost:5173', url: 'http://127.0.0.1:{port}/' },
    answer: ALLOW_ALL,
    marks: ['127.0.0.1'],
    near: { when: 'if both say 127.0.0.1', input: { origin: 'http://127.0.0.1:5173' } },
  },
  {
    code: 'not-cors/mode-no-cors',
    when: 'the page asks for an opaque response',
    input: { mode: 'no-cors' },
    near: { when: 'with CORS', input: { mode: 'cors' } },
  },
  {
    code: 'not-cors/navigation-or-tag',
    when: 'an element has no crossorigin',
    input: { mode: 'no-cors', api: 'element' },
    near: { when: 'with crossorigin', input: { mode: 'cors', api: 'element' } },
  },
  {
    code: 'not-cors/websocket',
    when: 'the scheme is ws',
    input: { url: 'ws://api.test:{port}/' },
    marks: ['ws:'],
    near: { when: 'if it is http', input: { url: 'http://api.test:{port}/' } },
  },
  {
    code: 'input/url-credentials',
    when: 'a password is in the URL',
    input: { url: 'http://user:secret@api.test:{port}/' },
    marks: ['user:secret@'],
    near: { when: 'if an @ is in the path', input: { url: 'http://api.test:{port}/user:secret@home' } },
  },
  {
    code: 'input/forbidden-method',
    when: 'the method is trace',
    input: { method: 'trace' },
    marks: ['trace'],
    near: { when: 'if it is traces', input: { method: 'traces' } },
  },
  {
    code: 'input/invalid-method',
    when: 'the method has a space in it',
    input: { method: 'GET /' },
    marks: ['GET /'],
    near: { when: 'if it is a token', input: { method: 'GET' } },
  },
  {
    code: 'input/forbidden-header',
    when: 'script sets Cookie and Origin',
    input: {
      headers: [
        ['Cookie', 'a=1'],
        ['Origin', 'http://x.test'],
      ],
    },
    says: 'cookie, origin',
    near: { when: 'if the header is X-Cookie', input: { headers: [['X-Cookie', 'a=1']] } },
  },
  {
    code: 'input/invalid-header',
    when: 'a value has a line break in it',
    input: { headers: [['X-A', 'one\ntwo']] },
    marks: ['\n'],
    near: { when: 'if it only ends with one', input: { headers: [['X-A', 'one\n']] } },
  },
  {
    code: 'input/invalid-header',
    when: 'a name has a colon',
    input: { headers: [['X-A:', 'one']] },
    near: { when: 'without it', input: { headers: [['X-A', 'one']] } },
  },
  {
    code: 'input/invalid-header',
    when: 'a value has a character that does not fit into a byte',
    input: { headers: [['X-A', '\u20ac']] },
    marks: ['\u20ac'],
    near: { when: 'if it is one', input: { headers: [['X-A', '\xe9']] } },
  },
  {
    code: 'input/body-with-get',
    when: 'a GET has a body',
    input: { body: '{}' },
    marks: ['GET'],
    near: { when: 'if it is POST', input: { method: 'POST' } },
  },
  {
    code: 'input/same-origin-mode',
    when: 'the mode is same-origin',
    input: { mode: 'same-origin' },
    near: { when: 'if the origin is the same', input: { origin: 'http://api.test:{port}' } },
  },
  {
    code: 'input/no-cors-method',
    when: 'a PUT is sent without CORS',
    input: { mode: 'no-cors', method: 'PUT' },
    near: { when: 'if it is POST', input: { method: 'POST' } },
  },
  {
    code: 'input/no-cors-redirect',
    when: 'redirects are not followed',
    input: { mode: 'no-cors', redirect: 'error' },
    near: { when: 'if they are', input: { redirect: 'follow' } },
  },
  {
    code: 'input/refused-options',
    when: 'a stream is sent without CORS',
    input: { mode: 'no-cors', method: 'POST', streamBody: true, body: 'a' },
    says: "a stream cannot be sent with mode: 'no-cors'",
    near: { when: 'if it is text', input: { streamBody: false } },
  },
  {
    code: 'input/unsupported-scheme',
    when: 'the scheme is ftp',
    input: { url: 'ftp://api.test/' },
    marks: ['ftp:'],
    near: { when: 'if it is http', input: { url: 'http://api.test:{port}/' } },
  },
  {
    code: 'input/blocked-port',
    when: 'the port is that of IRC',
    input: { url: 'http://api.test:6667/' },
    marks: [':6667'],
    near: { when: 'at another port', input: { url: 'http://api.test:{port}/' } },
  },
]

testFixtures('input', FIXTURES)

describe('a request that cannot be examined', () => {
  it.each([
    { code: 'input/missing-scheme', input: { url: 'api.test/x', origin: 'http://app.test' } },
    { code: 'input/origin-not-serialized', input: { url: 'http://api.test/', origin: 'http://app.test/' } },
  ])('is rejected with $code', async ({ code, input }) => {
    const refusal = await diagnose(input).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(InputError)
    expect(refusal).toMatchObject({ code })
  })

  it('is examined once it is corrected', async () => {
    const input = { url: 'http://api.test:6667/x', origin: 'http://app.test' }
    await expect(diagnose(input)).resolves.toMatchObject({ verdict: 'blocked' })
  })
})

testCoverage(
  ['not-cors', 'input'],
  [...FIXTURES.map(({ code }) => code), 'input/missing-scheme', 'input/origin-not-serialized'],
  ['not-cors/not-a-browser'],
)
