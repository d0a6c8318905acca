import { testCoverage } from '../support/catalogue-coverage.ts'
import { ALLOW_PAGE, type CatalogueFixture, PAGE, testFixtures } from '../support/catalogue-fixture.ts'
import type { Answering, FixtureAnswer, FixtureRequest } from '../support/fixture-server.ts'

const VARY = 'Vary: Origin'
const MAX_AGE = 'Access-Control-Max-Age'

/** Responds according to the origin: with one response for the page, one for others, and one for no origin. */
function byOrigin(own: readonly string[], other: readonly string[], none: readonly string[] = other): Answering {
  return ({ header }) => {
    const origin = header('origin')
    const headers = origin === undefined ? none : origin === PAGE ? own : other
    return { status: 200, headers: [...headers] }
  }
}

const reflecting = (request: FixtureRequest) => `Access-Control-Allow-Origin: ${request.header('origin') ?? '*'}`

/** Responds to a preflight as given; everything else is allowed and varies by origin. */
function preflighting(...headers: string[]): Answering {
  return ({ method }) => ({
    status: 200,
    headers: [ALLOW_PAGE, 'Access-Control-Allow-Headers: x-a', VARY, ...(method === 'OPTIONS' ? headers : [])],
  })
}

/** Responds to a current validator with 304. */
function revalidating(headersOf304: readonly string[]): Answering {
  return ({ header }): FixtureAnswer =>
    header('if-none-match') === undefined
      ? { status: 200, headers: [ALLOW_PAGE, VARY, 'ETag: W/"1"'] }
      : { status: 304, headers: [VARY, 'ETag: W/"1"', ...headersOf304] }
}

const PREFLIGHTED = { headers: [['X-A', '1']] } as const

const FIXTURES: readonly CatalogueFixture[] = [
  {
    code: 'cache/vary-origin-missing',
    when: 'the header echoes the origin',
    answer: (request) => ({ status: 200, headers: [reflecting(request)] }),
    near: { when: 'with Vary', answer: (request) => ({ status: 200, headers: [reflecting(request), VARY] }) },
  },
  {
    code: 'cache/vary-origin-missing',
    when: 'Vary names something else',
    answer: (request) => ({ status: 200, headers: [reflecting(request), 'Vary: Accept-Encoding'] }),
    near: {
      when: 'if it names the origin too',
      answer: (request) => ({ status: 200, headers: [reflecting(request), 'Vary: Accept-Encoding, origin'] }),
    },
  },
  {
    code: 'cache/vary-origin-missing',
    when: 'responses may be stored',
    answer: (request) => ({ status: 200, headers: [reflecting(request), 'Cache-Control: private'] }),
    near: {
      when: 'if none may',
      answer: (request) => ({ status: 200, headers: [reflecting(request), 'Cache-Control: private, no-store'] }),
    },
  },
  {
    code: 'cache/headers-only-with-origin',
    when: 'a request without Origin gets nothing',
    answer: byOrigin([ALLOW_PAGE, VARY], [VARY], []),
    near: { when: 'if it gets Vary', answer: byOrigin([ALLOW_PAGE, VARY], [VARY], [VARY]) },
  },
  {
    code: 'cache/vary-missing-when-refused',
    when: 'denials have no Vary',
    answer: byOrigin([ALLOW_PAGE, VARY], [], [VARY]),
    near: { when: 'if they have', answer: byOrigin([ALLOW_PAGE, VARY], [VARY]) },
  },
  {
    code: 'cache/vary-missing-when-refused',
    when: 'the page is denied, and another origin is not',
    answer: byOrigin([], ['Access-Control-Allow-Origin: https://cors-doctor.test', VARY]),
    near: {
      when: 'if the denial has Vary',
      answer: byOrigin([VARY], ['Access-Control-Allow-Origin: https://cors-doctor.test', VARY]),
    },
  },
  {
    code: 'cache/static-origin-conditional',
    when: '* is sent only if Origin is',
    answer: byOrigin(['Access-Control-Allow-Origin: *'], ['Access-Control-Allow-Origin: *'], []),
    says: 'Access-Control-Allow-Origin is * for everyone',
    near: {
      when: 'if it is always sent',
      answer: () => ({ status: 200, headers: ['Access-Control-Allow-Origin: *'] }),
    },
  },
  {
    code: 'cache/shared-hit',
    when: 'a cache serves a response for another origin',
    answer: byOrigin(['Access-Control-Allow-Origin: http://first.test', VARY, 'X-Cache: Hit from cdn'], [VARY]),
    near: {
      when: 'if the cache had to revalidate',
      answer: byOrigin(['Access-Control-Allow-Origin: http://first.test', VARY, 'X-Cache: Miss from cdn'], [VARY]),
    },
  },
  {
    code: 'cache/shared-hit',
    when: 'Age shows that it was cached',
    answer: byOrigin(['Access-Control-Allow-Origin: http://first.test', VARY, 'Age: 9'], [VARY]),
    near: { when: 'if it was made for the page', answer: byOrigin([ALLOW_PAGE, VARY, 'Age: 9'], [VARY]) },
  },
  {
    code: 'cache/304',
    when: 'a 304 names another origin',
    answer: revalidating(['Access-Control-Allow-Origin: http://first.test']),
    says: 'Access-Control-Allow-Origin: http://first.test',
    near: { when: 'if it names the page', answer: revalidating([ALLOW_PAGE]) },
  },
  {
    code: 'cache/vary-star',
    when: 'Vary is *',
    answer: () => ({ status: 200, headers: [ALLOW_PAGE, 'Vary: *'] }),
    near: { when: 'if it is a name', answer: () => ({ status: 200, headers: [ALLOW_PAGE, 'Vary: Origin'] }) },
  },
  {
    code: 'cache/preflight-uncached',
    when: 'there is no max-age',
    input: PREFLIGHTED,
    answer: preflighting(),
    near: { when: 'if it is 600', answer: preflighting(`${MAX_AGE}: 600`) },
  },
  {
    code: 'cache/preflight-uncached',
    when: 'max-age is 0',
    input: PREFLIGHTED,
    answer: preflighting(`${MAX_AGE}: 0`),
    marks: ['0'],
    near: { when: 'if it is 1', answer: preflighting(`${MAX_AGE}: 1`) },
  },
  {
    code: 'cache/max-age-over-cap',
    when: 'max-age is a day',
    input: PREFLIGHTED,
    answer: preflighting(`${MAX_AGE}: 86400`),
    says: '86,400 seconds',
    near: { when: 'at two hours', answer: preflighting(`${MAX_AGE}: 7200`) },
  },
  {
    code: 'cache/max-age-over-cap',
    when: 'only Safari is selected',
    input: PREFLIGHTED,
    options: { engine: 'webkit' },
    answer: preflighting(`${MAX_AGE}: 601`),
    near: { when: 'at ten minutes', answer: preflighting(`${MAX_AGE}: 600`) },
  },
  {
    code: 'cache/max-age-invalid',
    when: 'max-age has a unit',
    input: PREFLIGHTED,
    answer: preflighting(`${MAX_AGE}: 10m`),
    marks: ['10m'],
    near: { when: 'if it is seconds', answer: preflighting(`${MAX_AGE}: 600`) },
  },
  {
    code: 'cache/max-age-invalid',
    when: 'max-age is -1, which all engines understand',
    level: 'note',
    input: PREFLIGHTED,
    answer: preflighting(`${MAX_AGE}: -1`),
    near: { when: 'if it is 1', answer: preflighting(`${MAX_AGE}: 1`) },
  },
  {
    code: 'cache/preflight-stored-by-intermediary',
    when: 'the response to OPTIONS has an Age',
    input: PREFLIGHTED,
    answer: preflighting(`${MAX_AGE}: 600`, 'Age: 30'),
    near: { when: 'if Age is 0', answer: preflighting(`${MAX_AGE}: 600`, 'Age: 0') },
  },
  {
    code: 'cache/vary-on-preflight-only',
    when: 'only OPTIONS has Vary',
    input: PREFLIGHTED,
    answer: (request) => ({
      status: 200,
      headers: [
        reflecting(request),
        'Access-Control-Allow-Headers: x-a',
        `${MAX_AGE}: 600`,
        ...(request.method === 'OPTIONS' ? [VARY] : []),
      ],
    }),
    near: {
      when: 'if the response has it too',
      answer: (request) => ({
        status: 200,
        headers: [reflecting(request), 'Access-Control-Allow-Headers: x-a', `${MAX_AGE}: 600`, VARY],
      }),
    },
  },
]

testFixtures('caching', FIXTURES)

testCoverage(
  ['cache'],
  FIXTURES.map(({ code }) => code),
  ['cache/stale-preflight'],
)
