import { testCoverage } from '../support/catalogue-coverage.ts'
import { ALLOW_PAGE, type CatalogueFixture, testFixtures, urlAt } from '../support/catalogue-fixture.ts'
import type { Answering, FixtureAnswer } from '../support/fixture-server.ts'

const METHODS = 'Access-Control-Allow-Methods'
const HEADERS = 'Access-Control-Allow-Headers'
const GRANTED: FixtureAnswer = { status: 204, headers: [ALLOW_PAGE, `${METHODS}: PUT`, `${HEADERS}: x-a, x-b`] }

/** Responds to preflights as given, and lets the page read everything else. */
function preflighting(answer: FixtureAnswer, other: FixtureAnswer = { status: 200, headers: [ALLOW_PAGE] }): Answering {
  return ({ method }) => (method === 'OPTIONS' ? answer : other)
}

const grants = (...headers: string[]) => preflighting({ status: 204, headers: [ALLOW_PAGE, ...headers] })
const from = (...headers: string[]) => preflighting({ status: 204, headers: [...headers, `${METHODS}: PUT`] })

const PUT = { method: 'PUT' } as const
const CREDENTIALED = { method: 'PUT', credentials: 'include' } as const
const WITH_HEADERS = {
  headers: [
    ['X-A', '1'],
    ['X-B', '1'],
  ],
} as const
const ALLOW_CREDENTIALS = 'Access-Control-Allow-Credentials: true'

const PREFLIGHT_FIXTURES: readonly CatalogueFixture[] = [
  {
    code: 'preflight/unreachable',
    when: 'the connection is closed on OPTIONS',
    input: PUT,
    answer: preflighting('drop'),
    says: 'only OPTIONS is lost',
    near: { when: 'if it gets a response', answer: preflighting(GRANTED) },
  },
  {
    code: 'preflight/timeout',
    when: 'OPTIONS never gets a response',
    input: PUT,
    options: { timeout: 200 },
    answer: preflighting('hang'),
    near: { when: 'if it gets a response', answer: preflighting(GRANTED) },
  },
  {
    code: 'preflight/needs-client-certificate',
    when: 'the server insists on a certificate',
    tls: 'client-certificate',
    input: PUT,
    answer: preflighting(GRANTED),
    near: { when: 'if it does not', tls: true },
  },
  {
    code: 'preflight/needs-client-certificate',
    when: 'nginx requests one after the handshake',
    input: PUT,
    answer: preflighting({ status: 400, body: '<h1>400 Bad Request</h1>No required SSL certificate was sent' }),
    near: { when: 'if the 400 has another reason', answer: preflighting({ status: 400, body: 'Bad' }) },
  },
  {
    code: 'preflight/redirect',
    when: 'OPTIONS is redirected to a path with a slash',
    input: PUT,
    answer: (request) =>
      request.method === 'OPTIONS'
        ? { status: 301, headers: [ALLOW_PAGE, `Location: ${urlAt(request, 'api.test', '/data/')}`] }
        : { status: 200, headers: [ALLOW_PAGE] },
    says: 'Only the slash at the end of the path differs.',
    near: { when: 'if a 301 has no Location', answer: preflighting({ status: 301, headers: [ALLOW_PAGE] }) },
  },
  {
    code: 'preflight/status-not-ok',
    when: 'OPTIONS has no route',
    input: PUT,
    answer: preflighting({ status: 404, headers: [ALLOW_PAGE, `${METHODS}: PUT`] }),
    says: 'There is no route for OPTIONS',
    near: { when: 'at status 299', answer: preflighting({ ...GRANTED, status: 299 }) },
  },
  {
    code: 'preflight/status-not-ok',
    when: 'authentication comes first',
    input: PUT,
    answer: preflighting({ status: 401, headers: ['WWW-Authenticate: Bearer'] }),
    says: 'Authentication runs before CORS',
    near: { when: 'at status 200', answer: preflighting({ ...GRANTED, status: 200 }) },
  },
  {
    code: 'preflight/status-not-ok',
    when: 'a firewall refuses it',
    input: PUT,
    answer: preflighting({ status: 403, headers: [ALLOW_PAGE, 'CF-Mitigated: challenge'] }),
    says: 'A firewall in front',
    near: { when: 'at status 204', answer: preflighting(GRANTED) },
  },
  {
    code: 'preflight/status-not-ok',
    when: 'something forbids it',
    input: PUT,
    answer: preflighting({ status: 403, headers: [ALLOW_PAGE] }),
    says: 'the CORS policy does not allow the origin',
    near: { when: 'at status 204', answer: preflighting(GRANTED) },
  },
  {
    code: 'preflight/status-not-ok',
    when: 'a limiter counts it',
    input: PUT,
    answer: preflighting({ status: 429, headers: [ALLOW_PAGE, 'Retry-After: 1'] }),
    says: 'limits requests or fails',
    near: { when: 'at status 204', answer: preflighting(GRANTED) },
  },
  {
    code: 'preflight/status-not-ok',
    when: 'a cache responds with 304',
    input: PUT,
    answer: preflighting({ status: 304, headers: [ALLOW_PAGE] }),
    says: 'a preflight response is neither',
    near: { when: 'at status 204', answer: preflighting(GRANTED) },
  },
  {
    code: 'preflight/status-not-ok',
    when: 'a strict handler responds with 400',
    input: PUT,
    answer: preflighting({ status: 400, headers: [ALLOW_PAGE], body: 'OPTIONS?' }),
    says: 'a strict handler',
    near: { when: 'at status 204', answer: preflighting(GRANTED) },
  },
  {
    code: 'preflight/answered-by-application',
    when: 'a router responds with the methods of the route',
    input: PUT,
    answer: preflighting({ status: 200, headers: ['Allow: GET,HEAD,PUT'], body: 'GET,HEAD,PUT' }),
    says: "'GET,HEAD,PUT'",
    near: {
      when: 'if a CORS header shows that CORS handled it',
      answer: preflighting({ status: 200, headers: ['Allow: GET,HEAD,PUT', `${METHODS}: PUT`] }),
    },
  },
  {
    code: 'preflight/answered-by-intermediary',
    when: 'another server responds to OPTIONS',
    level: 'warning',
    input: { headers: [['X-A', '1']] },
    answer: preflighting(
      { status: 403, headers: ['Server: gateway'] },
      { status: 200, headers: [ALLOW_PAGE, 'Server: application'] },
    ),
    says: "Server says 'gateway' on the preflight and 'application' on GET.",
    near: {
      when: 'if one server responds to both',
      answer: preflighting(
        { status: 403, headers: ['Server: application'] },
        { status: 200, headers: [ALLOW_PAGE, 'Server: application'] },
      ),
    },
  },
  {
    code: 'preflight/headers-on-actual-only',
    when: 'only the response has the header',
    input: { headers: [['X-A', '1']] },
    answer: preflighting({ status: 204 }),
    near: { when: 'if neither has it', answer: preflighting({ status: 204 }, { status: 200 }) },
  },
  {
    code: 'preflight/allow-origin-missing',
    when: 'there is no header',
    input: PUT,
    answer: from(),
    near: { when: 'if there is', answer: preflighting(GRANTED) },
  },
  {
    code: 'preflight/allow-origin-mismatch',
    when: 'it has a slash at the end',
    input: PUT,
    answer: from(`${ALLOW_PAGE}/`),
    marks: ['/'],
    says: 'It ends with a slash',
    near: { when: 'without the slash', answer: preflighting(GRANTED) },
  },
  {
    code: 'preflight/allow-origin-multiple',
    when: 'it comes twice',
    input: PUT,
    answer: from(ALLOW_PAGE, ALLOW_PAGE),
    says: 'is sent 2 times',
    near: { when: 'if it comes once', answer: preflighting(GRANTED) },
  },
  {
    code: 'preflight/allow-origin-invalid',
    when: 'it has no scheme',
    input: PUT,
    answer: from('Access-Control-Allow-Origin: app.test'),
    marks: ['app.test'],
    says: 'it has no scheme. Perhaps https://app.test was meant.',
    near: { when: 'with the scheme', answer: preflighting(GRANTED) },
  },
  {
    code: 'preflight/wildcard-with-credentials',
    when: 'it is * for a request with credentials',
    input: CREDENTIALED,
    answer: from('Access-Control-Allow-Origin: *', ALLOW_CREDENTIALS),
    marks: ['*'],
    near: { when: 'without credentials', input: { credentials: 'same-origin' } },
  },
  {
    code: 'preflight/allow-credentials-not-true',
    when: 'it is missing',
    input: CREDENTIALED,
    answer: from(ALLOW_PAGE),
    says: 'It is missing.',
    near: { when: 'if it is present', answer: from(ALLOW_PAGE, ALLOW_CREDENTIALS) },
  },
  {
    code: 'preflight/allow-credentials-not-true',
    when: 'it has an upper-case letter',
    input: CREDENTIALED,
    answer: from(ALLOW_PAGE, 'Access-Control-Allow-Credentials: True'),
    marks: ['True'],
    near: { when: 'in lower case', answer: from(ALLOW_PAGE, ALLOW_CREDENTIALS) },
  },
  {
    code: 'preflight/allow-methods-unparsable',
    when: 'a semicolon is used instead of a comma',
    input: PUT,
    answer: grants(`${METHODS}: GET, PUT; DELETE`),
    marks: [';'],
    says: "'PUT; DELETE'",
    near: { when: 'with the comma', answer: grants(`${METHODS}: GET, PUT, DELETE`) },
  },
  {
    code: 'preflight/allow-methods-unparsable',
    when: 'one of two lines has spaces only',
    input: PUT,
    answer: grants(`${METHODS}: PUT`, `${METHODS}: GET DELETE`),
    marks: [' '],
    near: { when: 'if both are lists', answer: grants(`${METHODS}: PUT`, `${METHODS}: GET,DELETE`) },
  },
  {
    code: 'preflight/method-not-allowed',
    when: 'the method is not listed',
    input: PUT,
    answer: grants(`${METHODS}: GET, PATCH`),
    marks: ['PUT'],
    says: 'The request is PUT, and the server lists GET, PATCH.',
    near: { when: 'if it is', answer: grants(`${METHODS}: GET, PUT`) },
  },
  {
    code: 'preflight/method-not-allowed',
    when: 'nothing is listed',
    input: { method: 'DELETE' },
    answer: grants(),
    says: 'lists nothing',
    near: { when: 'for a method that needs no permission', input: { method: 'GET', headers: [] } },
  },
  {
    code: 'preflight/method-case',
    when: 'the list is in lower case',
    input: PUT,
    answer: grants(`${METHODS}: get, put`),
    marks: ['PUT', 'put'],
    near: { when: 'if it is in upper case', answer: grants(`${METHODS}: GET, PUT`) },
  },
  {
    code: 'preflight/method-case',
    when: 'the call is in lower case',
    input: { method: 'patch' },
    answer: grants(`${METHODS}: PATCH`),
    marks: ['patch', 'PATCH'],
    near: { when: 'for put, which browsers upper-case', input: { method: 'put' }, answer: grants(`${METHODS}: PUT`) },
  },
  {
    code: 'preflight/method-wildcard-literal',
    when: 'the list is * and the request has credentials',
    input: CREDENTIALED,
    answer: grants(ALLOW_CREDENTIALS, `${METHODS}: *`),
    marks: ['PUT', '*'],
    near: { when: 'without credentials', input: { credentials: 'omit' } },
  },
  {
    code: 'preflight/allow-headers-unparsable',
    when: 'spaces are used instead of commas',
    input: WITH_HEADERS,
    answer: grants(`${HEADERS}: x-a x-b`),
    marks: [' '],
    near: { when: 'with commas', answer: grants(`${HEADERS}: x-a ,x-b`) },
  },
  {
    code: 'preflight/allow-headers-unparsable',
    when: 'a byte is not ASCII',
    input: WITH_HEADERS,
    answer: grants(`${HEADERS}: x-a, x-b, x-\xe9`),
    marks: ['\xe9'],
    near: { when: 'if it is', answer: grants(`${HEADERS}: x-a, x-b, x-e`) },
  },
  {
    code: 'preflight/header-not-allowed',
    when: 'one of two headers is not listed',
    input: WITH_HEADERS,
    answer: grants(`${HEADERS}: X-A, X-C`),
    marks: ['x-b'],
    says: 'Missing: x-b. The server lists X-A, X-C.',
    near: { when: 'if both are, in any case', answer: grants(`${HEADERS}: X-A, X-B`) },
  },
  {
    code: 'preflight/header-not-allowed',
    when: 'JSON is sent and nothing is listed',
    input: { method: 'POST', headers: [['Content-Type', 'application/json']], body: '{}' },
    answer: grants(),
    marks: ['content-type'],
    near: { when: 'for a type that a form could send', input: { headers: [['Content-Type', 'text/plain']] } },
  },
  {
    code: 'preflight/header-not-allowed',
    when: 'Authorization is not listed',
    input: { headers: [['Authorization', 'Bearer secret']] },
    answer: grants(`${HEADERS}: x-a`),
    marks: ['authorization'],
    near: { when: 'if it is', answer: grants(`${HEADERS}: authorization`) },
  },
  {
    code: 'preflight/header-wildcard-literal',
    when: 'the list is * and the request has credentials',
    input: { ...WITH_HEADERS, credentials: 'include' },
    answer: grants(ALLOW_CREDENTIALS, `${HEADERS}: *`),
    marks: ['x-a', 'x-b', '*'],
    near: { when: 'without credentials', input: { credentials: 'same-origin' } },
  },
  {
    code: 'preflight/authorization-needs-naming',
    when: 'the list is * and Authorization is sent',
    input: { headers: [['Authorization', 'Bearer secret']] },
    answer: grants(`${HEADERS}: *`),
    marks: ['authorization', '*'],
    near: { when: 'if it is listed in addition to *', answer: grants(`${HEADERS}: *, Authorization`) },
  },
  {
    code: 'preflight/204-with-body',
    when: '204 announces a body',
    input: PUT,
    answer: preflighting({ status: 204, headers: [ALLOW_PAGE, `${METHODS}: PUT`, 'Content-Length: 2'] }),
    near: {
      when: 'if it announces no body',
      answer: preflighting({ status: 204, headers: [ALLOW_PAGE, `${METHODS}: PUT`, 'Content-Length: 0'] }),
    },
  },
  {
    code: 'preflight/no-content-length',
    when: 'the body ends with the connection',
    input: PUT,
    answer: preflighting({
      raw: `HTTP/1.1 200 OK\r\n${ALLOW_PAGE}\r\n${METHODS}: PUT\r\nConnection: close\r\n\r\nok`,
    }),
    near: {
      when: 'with a length',
      answer: preflighting({ status: 200, headers: [ALLOW_PAGE, `${METHODS}: PUT`, 'Content-Length: 0'] }),
    },
  },
  {
    code: 'preflight/private-network-header',
    when: 'the header for private networks is present',
    input: PUT,
    answer: grants(`${METHODS}: PUT`, 'Access-Control-Allow-Private-Network: true'),
    near: { when: 'if it is not', answer: grants(`${METHODS}: PUT`) },
  },
]

testFixtures('a preflight', PREFLIGHT_FIXTURES)
testCoverage(
  ['preflight'],
  PREFLIGHT_FIXTURES.map(({ code }) => code),
)
