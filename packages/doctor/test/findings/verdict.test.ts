import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DiagnosisInput } from '../../src/diagnosis.ts'
import { findingsOf } from '../support/finding.ts'
import { type HandmadeAnswer, observe } from '../support/observation.ts'

const PAGE = 'https://app.example'

const orNone = (name: string, ...values: string[]) =>
  fc
    .subarray(values, { maxLength: Math.min(2, values.length) })
    .map((chosen) => chosen.map((value) => `${name}: ${value}`))

const responseHeaders = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant([`Access-Control-Allow-Origin: ${PAGE}`]) },
      { weight: 1, arbitrary: fc.constant(['Access-Control-Allow-Origin: *']) },
      {
        weight: 1,
        arbitrary: orNone('Access-Control-Allow-Origin', PAGE, '*', 'null', `${PAGE}/`, '', 'app.example', `${PAGE} *`),
      },
    ),
    orNone('Access-Control-Allow-Credentials', 'true', 'True', ''),
    orNone('Access-Control-Allow-Methods', 'PUT', '*', 'put, patch', 'PUT DELETE', 'GET, PATCH,'),
    orNone('Access-Control-Allow-Headers', '*', 'x-a', 'X-A, Authorization', 'x-a; x-b', 'content-type'),
    orNone('Access-Control-Expose-Headers', '*', 'X-A'),
    orNone('Set-Cookie', 'a=1', 'a=1; SameSite=None; Secure'),
    orNone('Vary', 'Origin'),
  )
  .map((groups) => groups.flat())

const location = fc.constantFrom(
  '/next',
  'https://api.example/next',
  'https://far.example/data',
  'http://api.example/data',
  `${PAGE}/home`,
  'https://user:secret@far.example/',
  'ftp://api.example/',
  'https://login.example/oauth',
  'https://',
)

const answer: fc.Arbitrary<HandmadeAnswer> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom(200, 200, 204, 304, 400, 401, 404, 500), responseHeaders)
      .map(([status, headers]) => ({ status, headers })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(301, 302, 303, 307, 308), responseHeaders, location)
      .map(([status, headers, target]) => ({ status, headers: [...headers, `Location: ${target}`] })),
  },
  { weight: 1, arbitrary: fc.constantFrom('reset', 'timeout', 'empty', 'not-http') },
)

const input: fc.Arbitrary<Partial<DiagnosisInput>> = fc.record({
  url: fc.constantFrom('https://api.example/data', `${PAGE}/data`),
  method: fc.constantFrom('GET', 'GET', 'POST', 'PUT', 'patch', 'DELETE'),
  headers: fc.subarray([
    ['X-A', '1'],
    ['Authorization', 'Bearer secret'],
    ['Content-Type', 'application/json'],
  ] as [string, string][]),
  credentials: fc.constantFrom('omit', 'same-origin', 'include'),
  mode: fc.constantFrom('cors', 'cors', 'cors', 'no-cors', 'same-origin'),
  redirect: fc.constantFrom('follow', 'follow', 'error', 'manual'),
  origin: fc.constantFrom(PAGE, PAGE, PAGE, 'http://app.example', 'null'),
  body: fc.constantFrom(undefined, undefined, 'a'),
  streamBody: fc.constantFrom(undefined, undefined, undefined, true),
  uploadListener: fc.constantFrom(undefined, undefined, undefined, true),
})

const ALLOW_PAGE = `Access-Control-Allow-Origin: ${PAGE}`

/** Chromium reads a location even if it does not follow it; XMLHttpRequest sends text instead of a stream. */
const FOUND_BEFORE: [Partial<DiagnosisInput>, HandmadeAnswer, HandmadeAnswer[]][] = [
  [
    { origin: PAGE, redirect: 'manual', uploadListener: true },
    { status: 200, headers: [] },
    [{ status: 301, headers: [ALLOW_PAGE, 'Location: https://'] }],
  ],
  [
    { origin: PAGE, mode: 'no-cors', streamBody: true, uploadListener: true },
    { status: 200, headers: [ALLOW_PAGE] },
    [301, 200].map((status) => ({ status, headers: [ALLOW_PAGE, ...(status === 200 ? [] : ['Location: /next'])] })),
  ],
]

/** A body that a 303 has dropped cannot make the next redirect fail, for any method. */
const REDIRECTED_STREAMS = ['GET', 'POST'].map(
  (method): [Partial<DiagnosisInput>, HandmadeAnswer, HandmadeAnswer[]] => [
    { url: 'https://api.example/data', method, origin: PAGE, streamBody: true, uploadListener: true },
    { status: 200, headers: [`Access-Control-Allow-Origin: ${PAGE}`] },
    [303, 301, 200, 200].map((status) => ({
      status,
      headers: [`Access-Control-Allow-Origin: ${PAGE}`, ...(status === 200 ? [] : ['Location: /next'])],
    })),
  ],
)

describe('for random requests and responses', () => {
  it('there is an error if and only if the browser model stops, when the engines agree', async () => {
    await fc.assert(
      fc.asyncProperty(
        input,
        answer,
        fc.array(answer, { minLength: 4, maxLength: 4 }),
        async (request, preflight, others) => {
          let count = 0
          const seen = await observe({
            input: request,
            // The other engines send no streams.
            ...(request.streamBody === true && { engines: ['chromium'] }),
            answer: ({ method }) => (method === 'OPTIONS' ? preflight : (others[count++ % others.length] ?? 'reset')),
          })
          const results = [...seen.journeys.values()].map(({ result }) => result === 'networkError')
          const isStopped = results[0] as boolean
          fc.pre(results.every((result) => result === isStopped))
          const errors = findingsOf(seen).filter(({ level }) => level === 'error')
          expect(errors.map(({ code }) => code).length > 0, errors.map(({ code }) => code).join()).toBe(isStopped)
        },
      ),
      { numRuns: 500, examples: [...REDIRECTED_STREAMS, ...FOUND_BEFORE] },
    )
  }, 30_000)
})
