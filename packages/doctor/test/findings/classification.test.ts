import { testCoverage } from '../support/catalogue-coverage.ts'
import { ALLOW_PAGE, type CatalogueFixture, testFixtures } from '../support/catalogue-fixture.ts'

/** Allows everything that is requested. */
const answer: CatalogueFixture['answer'] = ({ header }) => ({
  status: 200,
  headers: [
    ALLOW_PAGE,
    `Access-Control-Allow-Methods: ${header('access-control-request-method') ?? 'PUT'}`,
    `Access-Control-Allow-Headers: ${header('access-control-request-headers') ?? 'x-a'}`,
  ],
})

const header = (name: string, value: string) => ({ headers: [[name, value] as const] })

const FIXTURES: readonly CatalogueFixture[] = [
  {
    code: 'classify/none',
    when: 'a form could send it',
    answer,
    input: { method: 'POST', body: 'a=1' },
    near: { when: 'if the method is GET', input: { method: 'GET', body: undefined } },
  },
  {
    code: 'classify/method',
    when: 'the method is PUT',
    answer,
    input: { method: 'PUT' },
    marks: ['PUT'],
    near: { when: 'if it is post', input: { method: 'post' } },
  },
  {
    code: 'classify/method-case',
    when: 'the method is patch',
    answer,
    input: { method: 'patch' },
    marks: ['patch'],
    near: { when: 'if it is put, which fetch upper-cases', input: { method: 'put' } },
  },
  {
    code: 'classify/header',
    when: 'two headers are custom ones',
    answer,
    input: {
      headers: [
        ['X-B', '1'],
        ['X-A', '1'],
      ],
    },
    says: 'x-a, x-b',
    near: { when: 'if there are none', input: { headers: [] } },
  },
  {
    code: 'classify/content-type',
    when: 'the body is JSON',
    answer,
    input: { method: 'POST', body: '{}', ...header('Content-Type', 'application/json') },
    says: 'application/json is none of them',
    near: { when: 'if it is a form', input: header('Content-Type', 'application/x-www-form-urlencoded') },
  },
  {
    code: 'classify/authorization',
    when: 'script sets a token',
    answer,
    input: header('Authorization', 'Bearer abc'),
    near: { when: 'if the name is different', input: header('X-Authorization', 'Bearer abc') },
  },
  {
    code: 'classify/value-bytes',
    when: 'a charset is in quotes',
    answer,
    input: { method: 'POST', body: 'a', ...header('Content-Type', 'text/plain;charset="utf-8"') },
    marks: ['"'],
    near: { when: 'without the quotes', input: header('Content-Type', 'text/plain;charset=utf-8') },
  },
  {
    code: 'classify/value-bytes',
    when: 'a language has an underscore',
    answer,
    input: header('Accept-Language', 'de_DE'),
    marks: ['_'],
    near: { when: 'with a hyphen', input: header('Accept-Language', 'de-DE') },
  },
  {
    code: 'classify/value-too-long',
    when: 'a value has 129 bytes',
    answer,
    input: header('Accept', 'a'.repeat(129)),
    near: { when: 'at 128 bytes', input: header('Accept', 'a'.repeat(128)) },
  },
  {
    code: 'classify/values-too-long-together',
    when: 'ten values have 1,280 bytes',
    answer,
    input: { headers: Array.from({ length: 10 }, () => ['Accept', 'a'.repeat(128)] as const) },
    near: {
      when: 'if seven have 896',
      input: { headers: Array.from({ length: 7 }, () => ['Accept', 'a'.repeat(128)] as const) },
    },
  },
  {
    code: 'classify/range-form',
    when: 'the last bytes are requested',
    answer,
    input: header('Range', 'bytes=-10'),
    near: { when: 'if the first bytes are', input: header('Range', 'bytes=0-10') },
  },
  {
    code: 'classify/upload-listener',
    when: 'the upload has a listener',
    answer,
    input: { method: 'POST', body: 'a', uploadListener: true },
    near: { when: 'if it is not', input: { uploadListener: false } },
  },
  {
    code: 'classify/stream-body',
    when: 'the body is a stream',
    answer,
    input: { method: 'POST', body: 'a', streamBody: true },
    near: { when: 'if it is text', input: { streamBody: false } },
  },
  {
    code: 'classify/added-by-tooling',
    when: 'tracing adds a header',
    answer,
    input: header('traceparent', '00-a-b-01'),
    near: { when: 'if the name is unknown', input: header('x-trace-parent', '1') },
  },
  {
    code: 'classify/added-by-tooling',
    when: 'a prefix is that of a vendor',
    answer,
    input: header('X-Datadog-Trace-Id', '1'),
    near: { when: 'without the prefix', input: header('X-Dog-Trace-Id', '1') },
  },
  {
    code: 'classify/engine-difference',
    when: 'script sets Save-Data',
    answer,
    input: header('Save-Data', 'on'),
    near: { when: 'if it is Safe-Data', input: header('Safe-Data', 'on') },
  },
]

testFixtures('classification', FIXTURES)

testCoverage(
  ['classify'],
  FIXTURES.map(({ code }) => code),
  ['classify/cached'],
)
