import { testCoverage } from '../support/catalogue-coverage.ts'
import { ALLOW_PAGE, type CatalogueFixture, PAGE, testFixtures } from '../support/catalogue-fixture.ts'

const EXPOSE = 'Access-Control-Expose-Headers'
const CREDENTIALED = { credentials: 'include' } as const
const ALLOW_CREDENTIALS = 'Access-Control-Allow-Credentials: true'

const sends =
  (...headers: string[]) =>
  () => ({ status: 200, headers: [ALLOW_PAGE, ...headers] })

/** Responds to the first request normally, and to every other one with 429. */
function limits(...headersOfLimit: string[]): NonNullable<CatalogueFixture['answer']> {
  let count = 0
  return () => {
    count++
    return count === 1
      ? { status: 200, headers: [ALLOW_PAGE, `${EXPOSE}: Retry-After`] }
      : { status: 429, headers: [ALLOW_PAGE, 'Retry-After: 5', ...headersOfLimit] }
  }
}

const FIXTURES: readonly CatalogueFixture[] = [
  {
    code: 'exposure/header-not-exposed',
    when: 'X-Total-Count is not named',
    answer: sends('X-Total-Count: 7'),
    says: 'x-total-count',
    near: { when: 'if it is', answer: sends('X-Total-Count: 7', `${EXPOSE}: x-total-count`) },
  },
  {
    code: 'exposure/header-not-exposed',
    when: 'a strong ETag is not named',
    answer: sends('ETag: "1"'),
    near: { when: 'if it is a weak one, as frameworks make', answer: sends('ETag: W/"1"') },
  },
  {
    code: 'exposure/header-not-exposed',
    when: 'Location of a 201 is not named',
    answer: () => ({ status: 201, headers: [ALLOW_PAGE, 'Location: /7'] }),
    near: { when: 'if nothing is new', answer: sends('Location: /7') },
  },
  {
    code: 'exposure/header-not-exposed',
    when: 'a header of the application is not named',
    answer: sends('X-Version: 3'),
    near: { when: 'if it is an infrastructure header', answer: sends('X-Powered-By: Express') },
  },
  {
    code: 'exposure/wildcard-literal',
    when: '* is used for the names, with credentials',
    input: CREDENTIALED,
    answer: sends(ALLOW_CREDENTIALS, 'X-Total-Count: 7', `${EXPOSE}: *`),
    marks: ['*'],
    near: { when: 'without credentials', input: { credentials: 'omit' } },
  },
  {
    code: 'exposure/wildcard-literal',
    when: '* is used for absent headers, with credentials',
    input: CREDENTIALED,
    level: 'note',
    answer: sends(ALLOW_CREDENTIALS, `${EXPOSE}: *`),
    near: { when: 'if the name is listed', answer: sends(ALLOW_CREDENTIALS, `${EXPOSE}: X-Total-Count`) },
  },
  {
    code: 'exposure/on-preflight-only',
    when: 'only OPTIONS exposes',
    input: { headers: [['X-A', '1']] },
    answer: ({ method }) => ({
      status: 200,
      headers: [ALLOW_PAGE, 'Access-Control-Allow-Headers: x-a', ...(method === 'OPTIONS' ? [`${EXPOSE}: X-B`] : [])],
    }),
    near: {
      when: 'if the response does too',
      answer: sends('Access-Control-Allow-Headers: x-a', `${EXPOSE}: X-B`),
    },
  },
  {
    code: 'exposure/missing-on-error',
    when: 'a 429 does not expose what a 200 does',
    options: { repeat: 6 },
    answer: limits(),
    says: 'retry-after',
    near: { when: 'if it does', answer: limits(`${EXPOSE}: Retry-After`) },
  },
  {
    code: 'exposure/unparsable',
    when: 'names are separated by a semicolon',
    answer: sends(`${EXPOSE}: X-A, X-B; X-C`),
    marks: [';'],
    near: { when: 'if they are separated by commas', answer: sends(`${EXPOSE}: X-A, X-B, X-C`) },
  },
  {
    code: 'exposure/set-cookie-never',
    when: 'Set-Cookie is listed',
    answer: sends(`${EXPOSE}: X-A, Set-Cookie`),
    marks: ['Set-Cookie'],
    near: { when: 'if it is Cookie-Set', answer: sends(`${EXPOSE}: X-A, Cookie-Set`) },
  },
  {
    code: 'exposure/named-but-absent',
    when: 'a name is misspelled',
    answer: sends(`${EXPOSE}: Total-Count`, 'X-Total-Count: 7'),
    marks: ['Total-Count'],
    near: { when: 'if it is right', answer: sends(`${EXPOSE}: X-Total-Count`, 'X-Total-Count: 7') },
  },
  {
    code: 'exposure/safelisted-redundant',
    when: 'Content-Type is listed',
    answer: sends(`${EXPOSE}: Content-Type`),
    marks: ['Content-Type'],
    near: { when: 'if it is Content-Range', answer: sends(`${EXPOSE}: Content-Range`) },
  },
  {
    code: 'exposure/opaque',
    when: 'the page sends a request without CORS',
    input: { mode: 'no-cors' },
    near: { when: 'with CORS', input: { mode: 'cors' } },
  },
  {
    code: 'exposure/timing',
    when: 'Server-Timing is sent alone',
    answer: sends('Server-Timing: db;dur=3'),
    near: {
      when: 'if timings are allowed',
      answer: sends('Server-Timing: db;dur=3', 'Timing-Allow-Origin: *'),
    },
  },
]

testFixtures('exposure', FIXTURES)

testFixtures('timing', [
  {
    code: 'lookalike/tao',
    when: 'timings are allowed for another origin',
    answer: sends('Timing-Allow-Origin: http://other.test'),
    near: { when: 'if the page is one of them', answer: sends(`Timing-Allow-Origin: http://other.test, ${PAGE}`) },
  },
])

testCoverage(
  ['exposure'],
  FIXTURES.map(({ code }) => code),
)
