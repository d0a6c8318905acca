import { testCoverage } from '../support/catalogue-coverage.ts'
import { ALLOW_PAGE, type CatalogueFixture, testFixtures } from '../support/catalogue-fixture.ts'
import type { Answering, FixtureAnswer } from '../support/fixture-server.ts'

const GRANTED: FixtureAnswer = { status: 200, headers: [ALLOW_PAGE] }
const BARE: FixtureAnswer = { status: 200 }

const always = (answer: FixtureAnswer) => () => answer
const allowing = (...values: string[]) =>
  always({ status: 200, headers: values.map((value) => `Access-Control-Allow-Origin: ${value}`) })

/** Allows every preflight, and responds to everything else as given. */
function answering(answer: FixtureAnswer): Answering {
  const headers = [ALLOW_PAGE, 'Access-Control-Allow-Headers: x-a', 'Access-Control-Allow-Methods: PUT']
  return ({ method }) => (method === 'OPTIONS' ? { status: 204, headers } : answer)
}

/** Responds to the first request with one response, and to later ones with another. */
function once(first: FixtureAnswer, later: FixtureAnswer): () => Answering {
  return () => {
    let count = 0
    return () => (count++ === 0 ? first : later)
  }
}

const CUSTOM = { headers: [['X-A', '1']] } as const

const RESPONSE_FIXTURES: readonly CatalogueFixture[] = [
  {
    code: 'response/unreachable',
    when: 'the response after the preflight is not HTTP',
    input: CUSTOM,
    answer: answering({ raw: '220 mail.test ESMTP\r\n' }),
    near: { when: 'if the preflight gets the same', answer: always({ raw: '220 mail.test ESMTP\r\n' }) },
  },
  {
    code: 'response/timeout',
    when: 'there is no response after the preflight',
    input: CUSTOM,
    options: { timeout: 200 },
    answer: answering('hang'),
    near: { when: 'if there is one', answer: answering(GRANTED) },
  },
  {
    code: 'response/empty',
    when: 'the connection is closed after the preflight',
    input: CUSTOM,
    answer: answering('drop'),
    near: { when: 'if there is a response first', answer: answering(GRANTED) },
  },
  {
    code: 'response/allow-origin-missing',
    when: 'there is no header',
    answer: always(BARE),
    near: { when: 'if there is', answer: always(GRANTED) },
  },
  {
    code: 'response/allow-origin-missing',
    when: 'only the preflight has it',
    input: CUSTOM,
    answer: answering(BARE),
    says: 'the origin itself is allowed',
    near: { when: 'if both do', answer: answering(GRANTED) },
  },
  {
    code: 'response/allow-origin-missing',
    level: 'warning',
    when: 'a GET sent instead of a PUT has no header',
    input: { method: 'PUT' },
    answer: answering(BARE),
    near: { when: 'if it does', answer: answering(GRANTED) },
  },
  ...(
    [
      ['it has a different host', 'http://other.test', 'other.test', 'The host differs'],
      ['it has a different scheme', 'https://app.test', 'https', 'The scheme is https instead of http'],
      ['it has www.', 'http://www.app.test', 'www.app.test', "differ by 'www.'"],
      ['it has a port', 'http://app.test:3000', '3000', 'The port :3000 must be removed'],
      ['it has the default port', 'http://app.test:80', '80', 'leave out the default port'],
      ['it has a slash', 'http://app.test/', '/', 'ends with a slash'],
      ['it has a path', 'http://app.test/page', '/page', 'no path'],
      ['it has upper-case letters', 'http://App.test', 'App.test', 'upper-case letters'],
      ['its scheme is in upper case', 'HTTP://app.test', 'HTTP', 'scheme is in upper case'],
      ['it is the word null', 'null', 'null', 'the word null'],
      ['it is a pattern', 'http://*.test', '*.test', 'which browsers do not expand'],
      ['it is a subdomain', 'http://a.app.test', 'a.app.test', 'a subdomain of the host'],
      ['it is the domain above', 'http://test', 'test', 'on a subdomain of it'],
      ['it ends with a dot', 'http://app.test.', 'app.test.', 'the dot at the end'],
      ['it is a template', 'http://$' + '{HOST}', '$' + '{HOST}', 'a template'],
      ['it is an opaque scheme', 'mailto:app.test', 'mailto:app.test', 'It says mailto:app.test'],
    ] as const
  ).map(
    ([when, value, mark, says]): CatalogueFixture => ({
      code: 'response/allow-origin-mismatch',
      when,
      answer: allowing(value),
      marks: [mark],
      says,
      near: { when: 'if it is that of the page', answer: allowing('http://app.test') },
    }),
  ),
  {
    code: 'response/allow-origin-mismatch',
    when: 'the port is missing',
    input: { origin: 'http://app.test:8080' },
    answer: allowing('http://app.test'),
    marks: [''],
    says: 'The port :8080 is missing',
    near: { when: 'with the port', answer: allowing('http://app.test:8080') },
  },
  {
    code: 'response/allow-origin-mismatch',
    when: 'the port and the scheme differ',
    input: { origin: 'http://app.test:8080' },
    answer: allowing('https://app.test:8081'),
    marks: ['https'],
    says: 'The scheme is https instead of http; the port is 8081 instead of 8080.',
    near: { when: 'if both are right', answer: allowing('http://app.test:8080') },
  },
  {
    code: 'response/allow-origin-mismatch',
    when: 'the page is opaque',
    input: { origin: 'null' },
    answer: allowing('http://app.test'),
    says: 'Origin: null',
    near: { when: 'if every origin is allowed', answer: allowing('*') },
  },
  ...(
    [
      ['it comes twice', ['http://app.test', 'http://app.test'], 'is sent 2 times'],
      ['a proxy and an application disagree', ['*', 'http://app.test'], 'One layer sends *'],
      ['two lines name two origins', ['http://a.test', 'http://app.test'], 'they disagree'],
      ['it is a list with commas', ['http://app.test, http://a.test'], 'the list from a configuration'],
      ['it is a list with spaces', ['http://app.test http://a.test'], 'the list from a configuration'],
      ['it ends with a comma', ['http://app.test,'], 'the list from a configuration'],
    ] as const
  ).map(
    ([when, values, says]): CatalogueFixture => ({
      code: 'response/allow-origin-multiple',
      when,
      answer: allowing(...values),
      says,
      near: { when: 'if it is one', answer: allowing('http://app.test') },
    }),
  ),
  ...(
    [
      ['it is a host', 'app.test', 'Perhaps https://app.test was meant'],
      ['it is a pattern', '*.app.test', 'which browsers do not expand'],
      ['it is quoted', '"http://app.test"', 'the quotes are part of the value'],
      ['it is empty', '', 'it is empty'],
      ['it is undefined', 'undefined', 'a value that is not set'],
      ['it is true', 'true', 'a boolean'],
      ['it is an object', '[object Object]', 'JavaScript prints an object'],
      ['it is a regular expression', '/^http:\\/\\/app\\.test$/', 'a regular expression'],
      ['it is a template', '{{ origin }}', 'never filled in'],
      ['it is a word', 'all', 'it has no scheme'],
    ] as const
  ).map(
    ([when, value, says]): CatalogueFixture => ({
      code: 'response/allow-origin-invalid',
      when,
      answer: allowing(value),
      marks: [value],
      says,
      near: { when: 'if it is that of the page', answer: allowing('http://app.test') },
    }),
  ),
  {
    code: 'response/missing-on-error-status',
    when: 'the preflight has the header, and the error does not',
    input: CUSTOM,
    answer: answering({ status: 500 }),
    near: { when: 'if nothing shows that the origin is allowed', answer: always({ status: 500 }) },
  },
  {
    code: 'response/status-hidden',
    when: 'an error has no header',
    answer: always({ status: 502 }),
    says: '502',
    near: { when: 'without an error', answer: always(BARE) },
  },
  {
    code: 'response/status-hidden',
    when: 'an error has the header of another origin',
    answer: always({ status: 404, headers: ['Access-Control-Allow-Origin: http://a.test'] }),
    near: { when: 'if the error can be read', answer: always({ status: 404, headers: [ALLOW_PAGE] }) },
  },
  {
    code: 'response/missing-on-304',
    when: 'the response to a revalidation has no header',
    answer: (request) =>
      request.header('if-none-match') === undefined
        ? { status: 200, headers: [ALLOW_PAGE, 'ETag: "1"'] }
        : { status: 304, headers: ['ETag: "1"'] },
    near: {
      when: 'with it',
      answer: (request) => ({
        status: request.header('if-none-match') === undefined ? 200 : 304,
        headers: [ALLOW_PAGE, 'ETag: "1"'],
      }),
    },
  },
  {
    code: 'response/missing-on-304',
    when: 'script itself revalidates',
    level: 'error',
    input: { headers: [['If-None-Match', '"1"']] },
    answer: ({ method }) =>
      method === 'OPTIONS'
        ? { status: 204, headers: [ALLOW_PAGE, 'Access-Control-Allow-Headers: if-none-match'] }
        : { status: 304 },
    near: {
      when: 'with the header',
      answer: ({ method }) => ({
        status: method === 'OPTIONS' ? 204 : 304,
        headers: [ALLOW_PAGE, 'Access-Control-Allow-Headers: if-none-match'],
      }),
    },
  },
  {
    code: 'response/rejected-before-middleware',
    when: 'the parser gives up',
    answer: always({ raw: 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n' }),
    near: { when: 'if an application responds with 400', answer: always({ status: 400, body: 'no' }) },
  },
  {
    code: 'response/rejected-before-middleware',
    when: 'headers are too long',
    answer: always({ status: 431, headers: ['Content-Type: text/html'] }),
    near: { when: 'at another status', answer: always({ status: 404, headers: ['Content-Type: text/html'] }) },
  },
  {
    code: 'response/cors-passes-http-fails',
    when: 'an error can be read',
    answer: always({ status: 404, headers: [ALLOW_PAGE] }),
    near: { when: 'without an error', answer: always(GRANTED) },
  },
  {
    code: 'response/intermittent',
    when: 'every other replica allows the page',
    options: { repeat: 6 },
    answer: once(
      { ...GRANTED, headers: [ALLOW_PAGE, 'X-Served-By: one'] },
      { ...BARE, headers: ['X-Served-By: two'] },
    )(),
    says: "X-Served-By says 'one' on the first and 'two' on another.",
    near: { when: 'if all do', answer: always(GRANTED) },
  },
  {
    code: 'response/preflight-headers-on-actual',
    when: 'a list of methods is on the response',
    answer: always({ status: 200, headers: [ALLOW_PAGE, 'Access-Control-Allow-Methods: PUT'] }),
    near: {
      when: 'if a list of exposed headers is',
      answer: always({ status: 200, headers: [ALLOW_PAGE, 'Access-Control-Expose-Headers: X-A'] }),
    },
  },
  {
    code: 'response/method-dependent',
    when: 'OPTIONS has the header, and GET does not',
    input: CUSTOM,
    answer: answering(BARE),
    says: 'OPTIONS, and not to GET',
    near: { when: 'if no method has it', answer: always(BARE) },
  },
]

testFixtures('a response', RESPONSE_FIXTURES)
testCoverage(
  ['response'],
  RESPONSE_FIXTURES.map(({ code }) => code),
)
