import { testCoverage } from '../support/catalogue-coverage.ts'
import { ALLOW_PAGE, type CatalogueFixture, testFixtures, urlAt } from '../support/catalogue-fixture.ts'
import type { Answering, FixtureAnswer, FixtureRequest } from '../support/fixture-server.ts'

const ALLOW_ANY = 'Access-Control-Allow-Origin: *'
const GRANTED: FixtureAnswer = { status: 200, headers: [ALLOW_ANY] }

/** The target of a redirect: another path on a host of the fixtures. */
type Target = (request: FixtureRequest) => string
const to =
  (host: string, target = '/end'): Target =>
  (request) =>
    urlAt(request, host, target)

interface RedirectOptions {
  readonly status?: number
  readonly headers?: readonly string[]
  /** The final response. */
  readonly end?: Answering
}

/** Redirects `/data`, allows every preflight, and responds to everything else as given. */
function redirecting(location: Target | string, options: RedirectOptions = {}): Answering {
  const { status = 302, headers = [ALLOW_ANY], end = () => GRANTED } = options
  return (request) => {
    if (request.method === 'OPTIONS') return grantPreflight(request)
    if (request.target !== '/data') return end(request)
    const text = typeof location === 'string' ? location : location(request)
    return { status, headers: [...headers, `Location: ${text}`] }
  }
}

function grantPreflight(request: FixtureRequest): FixtureAnswer {
  return {
    status: 204,
    headers: [
      `Access-Control-Allow-Origin: ${request.header('origin')}`,
      'Access-Control-Allow-Credentials: true',
      `Access-Control-Allow-Methods: ${request.header('access-control-request-method')}`,
      `Access-Control-Allow-Headers: ${request.header('access-control-request-headers') ?? ''}`,
    ],
  }
}

const endingWith = (...headers: string[]) => ({ end: (): FixtureAnswer => ({ status: 200, headers }) })
const TOKEN = { headers: [['Authorization', 'Bearer secret']] } as const

/** Redirects every request to the next number. */
function counting(most: number): Answering {
  return ({ target }) => {
    const number = Number(target.replace('/', '')) || 0
    return number < most ? { status: 302, headers: [ALLOW_ANY, `Location: /${number + 1}`] } : GRANTED
  }
}

const REDIRECT_FIXTURES: readonly CatalogueFixture[] = [
  {
    code: 'redirect/hop-without-cors',
    when: 'the redirect has no header',
    answer: redirecting('/end', { headers: [] }),
    near: { when: 'if it has', answer: redirecting('/end') },
  },
  {
    code: 'redirect/origin-becomes-null',
    when: 'the redirect leads to a third origin that allows the page',
    answer: redirecting(to('far.test'), endingWith(ALLOW_PAGE)),
    marks: [],
    near: { when: 'within one origin', answer: redirecting(to('api.test'), endingWith(ALLOW_PAGE)) },
  },
  {
    code: 'redirect/origin-becomes-null',
    level: 'warning',
    when: 'the third origin allows null',
    answer: redirecting(to('far.test'), endingWith('Access-Control-Allow-Origin: null')),
    near: { when: 'for a page that is null itself', input: { origin: 'null' } },
  },
  {
    code: 'redirect/origin-becomes-null',
    level: 'note',
    when: 'the third origin allows everyone',
    answer: redirecting(to('far.test')),
    near: { when: 'within one origin', answer: redirecting('/end') },
  },
  {
    code: 'redirect/back-to-page-origin',
    when: 'the redirect leads back to the origin of the page, which has no CORS',
    input: { origin: 'http://app.test:{port}' },
    answer: redirecting(to('app.test'), endingWith()),
    near: { when: 'if it stays', answer: redirecting(to('api.test'), endingWith()) },
  },
  {
    code: 'redirect/back-to-page-origin',
    level: 'warning',
    when: 'home allows everyone',
    input: { origin: 'http://app.test:{port}' },
    answer: redirecting(to('app.test')),
    near: { when: 'if it stays', answer: redirecting(to('api.test')) },
  },
  {
    code: 'redirect/began-same-origin',
    when: 'the first URL has the origin of the page, and the second denies it',
    host: 'app.test',
    input: { origin: 'http://app.test:{port}' },
    answer: redirecting(to('api.test'), endingWith()),
    near: { when: 'if it stays on the origin of the page', answer: redirecting(to('app.test'), endingWith()) },
  },
  {
    code: 'redirect/began-same-origin',
    level: 'note',
    when: 'the second URL allows the page',
    host: 'app.test',
    input: { origin: 'http://app.test:{port}' },
    answer: redirecting(to('api.test')),
    near: { when: 'if it stays on the origin of the page', answer: redirecting(to('app.test')) },
  },
  {
    code: 'redirect/credentials-in-location',
    when: 'there is a password in it',
    answer: redirecting((request) => urlAt(request, 'api.test', '/end').replace('//', '//user:secret@')),
    near: { when: 'without', answer: redirecting(to('api.test')) },
  },
  {
    code: 'redirect/scheme',
    when: 'it leads to ftp',
    answer: redirecting('ftp://api.test/end'),
    marks: ['ftp://api.test/end'],
    near: { when: 'if the request does not follow redirects', input: { redirect: 'manual' } },
  },
  {
    code: 'redirect/invalid-location',
    when: 'it is not a URL',
    answer: redirecting('http://'),
    near: { when: 'if it is a path', answer: redirecting('/end') },
  },
  {
    code: 'redirect/blocked-port',
    when: 'it leads to a mail port',
    answer: redirecting('http://api.test:25/end'),
    near: { when: 'if it stays', answer: redirecting('/end') },
  },
  {
    code: 'redirect/leaves-origin',
    when: 'the mode is same-origin',
    host: 'app.test',
    input: { origin: 'http://app.test:{port}', mode: 'same-origin' },
    answer: redirecting(to('api.test')),
    near: { when: 'if it does', answer: redirecting(to('app.test')) },
  },
  {
    code: 'redirect/not-followed',
    when: 'the request forbids redirects',
    input: { redirect: 'error' },
    answer: redirecting('/end'),
    near: { when: 'if it does not follow redirects', input: { redirect: 'manual' } },
  },
  {
    code: 'redirect/authorization-dropped',
    when: 'the redirect leads to another origin',
    input: TOKEN,
    answer: redirecting(to('far.test')),
    near: { when: 'within one origin', answer: redirecting(to('api.test')) },
  },
  {
    code: 'redirect/method-changed',
    when: 'POST meets 302',
    input: { method: 'POST', body: 'a' },
    options: { send: true },
    answer: redirecting('/end'),
    says: 'POST goes on to',
    near: { when: 'at 307', answer: redirecting('/end', { status: 307 }) },
  },
  {
    code: 'redirect/method-changed',
    when: 'PUT meets 303',
    input: { method: 'PUT' },
    options: { send: true },
    answer: redirecting('/end', { status: 303 }),
    near: { when: 'for a 302, which keeps it', answer: redirecting('/end') },
  },
  {
    code: 'redirect/stream-body',
    when: 'a stream meets 307',
    input: { method: 'PUT', body: 'a', streamBody: true },
    // The other engines send no streams.
    options: { send: true, engine: 'chromium' },
    answer: redirecting('/end', { status: 307 }),
    near: { when: 'at 303', answer: redirecting('/end', { status: 303 }) },
  },
  {
    code: 'redirect/upgrade-https',
    level: 'note',
    when: 'only the scheme changes, and everyone is allowed',
    input: { redirect: 'manual' },
    answer: redirecting('https://api.test/data'),
    near: { when: 'if the path changes too', answer: redirecting('https://api.test/end') },
  },
  {
    code: 'redirect/trailing-slash',
    when: 'the redirect that adds a slash has no header',
    answer: redirecting('/data/', { headers: [] }),
    near: { when: 'if it adds more', answer: redirecting('/data/end', { headers: [] }) },
  },
  {
    code: 'redirect/trailing-slash',
    level: 'note',
    when: 'the redirect that adds a slash has the header',
    answer: redirecting('/data/'),
    near: { when: 'if it changes the query too', answer: redirecting('/data/?a') },
  },
  {
    code: 'redirect/trailing-slash',
    when: 'the preflight is redirected to the slash',
    input: { method: 'PUT' },
    answer: (request) =>
      request.method === 'OPTIONS'
        ? { status: 308, headers: ['Location: /data/'] }
        : { status: 200, headers: [ALLOW_ANY] },
    near: { when: 'if it gets a response', answer: redirecting('/end') },
  },
  {
    code: 'redirect/canonical-host',
    when: 'only www. is added, and the page is named',
    answer: redirecting(to('www.api.test', '/data'), { headers: [ALLOW_PAGE] }),
    near: { when: 'if the path changes too', answer: redirecting(to('www.api.test'), { headers: [ALLOW_PAGE] }) },
  },
  {
    code: 'redirect/to-login',
    when: 'a login page is next',
    answer: redirecting(to('login.test', '/oauth2/authorize')),
    near: { when: 'if it is the next page of data', answer: redirecting(to('far.test', '/data/2')) },
  },
  {
    code: 'redirect/to-login',
    level: 'error',
    when: 'a login page is next, and the redirect has no CORS headers',
    answer: redirecting(to('login.test', '/oauth2/authorize'), { headers: [] }),
    near: { when: 'if it is the next page of data', answer: redirecting(to('far.test', '/data/2')) },
  },
  {
    code: 'redirect/downgrade',
    level: 'error',
    when: 'a page on https is redirected to http',
    tls: true,
    input: { origin: 'https://app.test' },
    answer: redirecting(to('api.test')),
    near: {
      when: 'if it stays on https',
      answer: redirecting((request) => to('api.test')(request).replace('http:', 'https:')),
    },
  },
  {
    code: 'redirect/downgrade',
    when: 'a page on http is redirected from https to http, which it may read',
    tls: true,
    input: { redirect: 'manual' },
    answer: redirecting(to('api.test')),
    near: { when: 'if the path stays on https', answer: redirecting('/end') },
  },
  {
    code: 'redirect/loop',
    when: 'there are 21 redirects',
    target: '/0',
    answer: counting(21),
    near: { when: 'at 20', answer: counting(20) },
  },
  {
    code: 'redirect/loop',
    when: 'two URLs redirect to each other',
    target: '/a',
    answer: ({ target }) => ({ status: 302, headers: [ALLOW_ANY, `Location: ${target === '/a' ? '/b' : '/a'}`] }),
    says: 'They alternate between',
    near: { when: 'if one leads further', answer: counting(1) },
  },
  {
    code: 'redirect/preflighted-differs-by-engine',
    when: 'a preflighted request is redirected to a third origin',
    input: { headers: [['X-A', '1']] },
    answer: redirecting(to('far.test')),
    near: { when: 'without a preflight', input: { headers: [] } },
  },
]

testFixtures('a redirect', REDIRECT_FIXTURES)
testCoverage(
  ['redirect'],
  REDIRECT_FIXTURES.map(({ code }) => code),
  // The tests' servers are never on the public network.
  ['redirect/private-address'],
)
