import { testCoverage } from '../support/catalogue-coverage.ts'
import { type CatalogueFixture, PAGE, testFixtures } from '../support/catalogue-fixture.ts'
import type { Answering } from '../support/fixture-server.ts'

const allows =
  (origin: string): Answering =>
  () => ({ status: 200, headers: [`Access-Control-Allow-Origin: ${origin}`, 'Vary: Origin'] })

/** The page, with this policy, and a response to everything else. */
const pageWith =
  (policy: string): Answering =>
  ({ target }) => ({
    status: 200,
    headers: target === '/page' ? [`Content-Security-Policy: ${policy}`] : [`Access-Control-Allow-Origin: ${PAGE}`],
  })

const FIXTURES: readonly CatalogueFixture[] = [
  {
    code: 'null-origin/file-url',
    when: 'the origin is null',
    input: { origin: 'null' },
    answer: allows('*'),
    near: { when: 'if the page has one', input: { origin: 'http://localhost:5173' } },
  },
  {
    code: 'null-origin/data-url',
    when: 'the page is a data: URL',
    input: { origin: 'null', page: 'data:text/html,hello' },
    answer: allows('*'),
    near: { when: 'if it is a file', input: { page: 'file:///index.html' } },
  },
  {
    code: 'null-origin/sandboxed-frame',
    when: 'the policy of the page has a sandbox',
    input: { page: 'http://app.test:{port}/page' },
    answer: pageWith('default-src *; sandbox allow-scripts'),
    marks: ['sandbox allow-scripts'],
    near: {
      when: 'if it keeps the origin',
      answer: pageWith('default-src *; sandbox allow-scripts allow-same-origin'),
    },
  },
  {
    code: 'null-origin/referrer-policy',
    when: 'a POST without CORS goes from https to http',
    input: { origin: 'https://app.test', url: 'http://localhost:{port}/', mode: 'no-cors', method: 'POST' },
    options: { engine: 'firefox', send: true },
    near: { when: 'from http', input: { origin: 'http://app.test' } },
  },
  {
    code: 'null-origin/literal-for-real-origin',
    when: 'the header is the word null',
    answer: allows('null'),
    marks: ['null'],
    near: { when: 'if it names the page', answer: allows(PAGE) },
  },
  {
    code: 'null-origin/server-allows-null',
    when: 'null is echoed',
    input: { origin: 'null' },
    answer: allows('null'),
    marks: ['null'],
    near: { when: 'if every origin is allowed', answer: allows('*') },
  },
  {
    code: 'origin/extension-scheme',
    when: 'an extension asks',
    input: { origin: 'chrome-extension://abcdefghijklmnopabcdefghijklmnop' },
    answer: allows('*'),
    near: { when: 'if a page does', input: { origin: PAGE } },
  },
  {
    code: 'origin/app-scheme',
    when: 'an app asks',
    input: { origin: 'capacitor://localhost' },
    answer: allows('*'),
    near: { when: 'if its scheme is http', input: { origin: 'http://localhost' } },
  },
  {
    code: 'origin/trailing-dot',
    when: 'the server lists the host with a dot',
    answer: allows(`${PAGE}.`),
    near: { when: 'without it', answer: allows(PAGE) },
  },
  {
    code: 'origin/idn',
    when: 'the server lists the host in Unicode',
    input: { origin: 'http://xn--bcher-kva.test' },
    answer: allows(Buffer.from('http://b\u00fccher.test', 'utf8').toString('latin1')),
    near: { when: 'if it is Punycode', answer: allows('http://xn--bcher-kva.test') },
  },
  {
    code: 'origin/https-http-pair',
    when: 'only https is allowed',
    answer: allows('https://app.test'),
    near: { when: 'if http is', answer: allows(PAGE) },
  },
  {
    code: 'origin/www-pair',
    when: 'only www is allowed',
    answer: allows('http://www.app.test'),
    near: { when: 'if another subdomain is', answer: allows('http://web.app.test') },
  },
]

testFixtures('origins', FIXTURES)

testCoverage(
  ['null-origin', 'origin'],
  FIXTURES.map(({ code }) => code),
  // The finding is about the redirect.
  ['null-origin/redirect-taint'],
)
