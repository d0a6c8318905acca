import { testCoverage } from '../support/catalogue-coverage.ts'
import { ALLOW_PAGE, type CatalogueFixture, testFixtures } from '../support/catalogue-fixture.ts'
import type { Answering, FixtureAnswer } from '../support/fixture-server.ts'

const ALLOW_CREDENTIALS = 'Access-Control-Allow-Credentials: true'
const INCLUDE = { credentials: 'include' } as const
const TOKEN = { headers: [['Authorization', 'Bearer secret']] } as const

const always =
  (status: number, ...headers: string[]) =>
  (): FixtureAnswer => ({ status, headers })
const granting = (...headers: string[]) => always(200, ALLOW_PAGE, ALLOW_CREDENTIALS, ...headers)

function preflighting(status: number, ...headers: string[]): Answering {
  return ({ method }) => ({
    status: method === 'OPTIONS' ? status : 200,
    headers: [ALLOW_PAGE, ALLOW_CREDENTIALS, ...headers],
  })
}

const CREDENTIALS_FIXTURES: readonly CatalogueFixture[] = [
  {
    code: 'credentials/not-requested',
    when: 'the request has no credentials',
    answer: always(401, ALLOW_PAGE, ALLOW_CREDENTIALS),
    near: { when: 'if cookies are sent', input: INCLUDE },
  },
  {
    code: 'credentials/wildcard-origin',
    when: 'it is * for a request with credentials',
    input: INCLUDE,
    answer: always(200, 'Access-Control-Allow-Origin: *', ALLOW_CREDENTIALS),
    marks: ['*'],
    near: { when: 'without credentials', input: { credentials: 'same-origin' } },
  },
  {
    code: 'credentials/allow-missing',
    when: 'there is no header',
    input: INCLUDE,
    answer: always(200, ALLOW_PAGE),
    near: { when: 'if there is', answer: granting() },
  },
  ...(['True', '1', 'yes', '"true"', ''] as const).map(
    (value): CatalogueFixture => ({
      code: 'credentials/allow-not-true',
      when: `it says '${value}'`,
      input: INCLUDE,
      answer: always(200, ALLOW_PAGE, `Access-Control-Allow-Credentials: ${value}`),
      marks: [value],
      near: { when: 'if it says true', answer: granting() },
    }),
  ),
  {
    code: 'credentials/allow-not-true',
    when: 'it comes twice',
    input: INCLUDE,
    answer: granting(ALLOW_CREDENTIALS),
    says: 'is sent 2 times',
    near: { when: 'if it comes once', answer: granting() },
  },
  {
    code: 'credentials/wildcards-literal',
    when: 'every header is exposed',
    input: INCLUDE,
    answer: granting('Access-Control-Expose-Headers: X-A, *'),
    marks: ['*'],
    near: { when: 'without credentials', input: { credentials: 'omit' } },
  },
  {
    code: 'credentials/wildcards-literal',
    when: 'every header is allowed, and none is requested',
    input: { ...INCLUDE, method: 'PUT' },
    answer: preflighting(204, 'Access-Control-Allow-Methods: PUT', 'Access-Control-Allow-Headers: *'),
    marks: ['*'],
    says: 'Here it is in Access-Control-Allow-Headers',
    near: {
      when: 'if the preflight fails because of it',
      input: { ...INCLUDE, ...TOKEN },
      answer: preflighting(204, 'Access-Control-Allow-Headers: *'),
    },
  },
  {
    code: 'credentials/not-needed',
    when: 'a token is sent, and no cookie',
    input: { ...INCLUDE, ...TOKEN },
    answer: preflighting(204, 'Access-Control-Allow-Headers: authorization'),
    near: { when: 'if a cookie is sent with it', options: { cookie: 'session=1' } },
  },
  {
    code: 'credentials/cookie-samesite',
    when: 'the cookie is strict, and the page is of another site',
    input: INCLUDE,
    answer: granting('Set-Cookie: session=1; SameSite=Strict'),
    says: 'set with SameSite=Strict',
    near: {
      when: 'from a page of the same site',
      input: { origin: 'http://app.api.test' },
      answer: always(
        200,
        'Access-Control-Allow-Origin: http://app.api.test',
        ALLOW_CREDENTIALS,
        'Set-Cookie: session=1; SameSite=Strict',
      ),
    },
  },
  {
    code: 'credentials/cookie-samesite',
    when: 'the cookie has no SameSite',
    input: INCLUDE,
    answer: granting('Set-Cookie: session=1; SameSite=Sometimes'),
    says: 'without SameSite',
    near: { when: 'if it says None', answer: granting('Set-Cookie: session=1; SameSite=None') },
  },
  {
    code: 'credentials/cookie-none-without-secure',
    when: 'SameSite=None stands alone',
    input: INCLUDE,
    answer: granting('Set-Cookie: session=1; samesite=none'),
    near: { when: 'with Secure', answer: granting('Set-Cookie: session=1; samesite=none; secure') },
  },
  {
    code: 'credentials/cookie-third-party',
    when: 'the page is of another site',
    input: INCLUDE,
    answer: granting('Set-Cookie: session=1; SameSite=None; Secure'),
    near: {
      when: 'if the cookie is partitioned',
      answer: granting('Set-Cookie: session=1; SameSite=None; Secure; Partitioned'),
    },
  },
  ...(
    [
      ['its domain is different', 'Domain=other.test', 'Domain=.api.test', 'Its Domain is other.test'],
      ['its path is different', 'Path=/admin', 'Path=/', 'Its Path is /admin'],
      ['its path only begins the same', 'Path=/dat', 'Path=/data', 'Its Path is /dat'],
      ['it is secure and the URL is not', 'Secure', 'HttpOnly', 'not encrypted'],
    ] as const
  ).map(
    ([when, attribute, nearly, says]): CatalogueFixture => ({
      code: 'credentials/cookie-scope',
      when,
      input: INCLUDE,
      answer: granting(`Set-Cookie: session=1; ${attribute}`),
      says,
      near: { when: `with ${nearly}`, answer: granting(`Set-Cookie: session=1; ${nearly}`) },
    }),
  ),
  {
    code: 'credentials/set-cookie-ignored',
    when: 'a cookie is set, and the request has no credentials',
    answer: granting('Set-Cookie: session=1', 'Set-Cookie: theme=2'),
    says: "'session', 'theme' is lost",
    near: { when: 'with credentials', input: INCLUDE },
  },
  {
    code: 'credentials/granted-to-refused-origin',
    when: 'only credentials are allowed',
    answer: always(200, ALLOW_CREDENTIALS),
    near: { when: 'if the origin is too', answer: granting('Vary: Origin') },
  },
  {
    code: 'credentials/granted-to-refused-origin',
    when: 'a foreign origin gets only the credentials header',
    answer: (request) => ({
      status: 200,
      headers: [
        'Vary: Origin',
        ALLOW_CREDENTIALS,
        ...(request.header('origin') === 'http://app.test' ? [ALLOW_PAGE] : []),
      ],
    }),
    near: {
      when: 'if it gets no CORS headers',
      answer: (request) => ({
        status: 200,
        headers: [
          'Vary: Origin',
          ...(request.header('origin') === 'http://app.test' ? [ALLOW_PAGE, ALLOW_CREDENTIALS] : []),
        ],
      }),
    },
  },
  {
    code: 'credentials/auth-challenge-on-preflight',
    when: 'OPTIONS gets a login challenge',
    input: { method: 'PUT' },
    answer: preflighting(401, 'WWW-Authenticate: Basic realm="api"'),
    says: 'Basic realm="api"',
    near: { when: 'if it is rejected without a challenge', answer: preflighting(401) },
  },
  {
    code: 'credentials/auth-challenge-on-preflight',
    when: 'a proxy sends OPTIONS a login challenge',
    input: { method: 'PUT' },
    answer: preflighting(407, 'Proxy-Authenticate: Negotiate'),
    says: 'Negotiate',
    near: { when: 'if the proxy lets it pass', answer: preflighting(204, 'Access-Control-Allow-Methods: PUT') },
  },
]

testFixtures('credentials', CREDENTIALS_FIXTURES)
testCoverage(
  ['credentials'],
  CREDENTIALS_FIXTURES.map(({ code }) => code),
)
