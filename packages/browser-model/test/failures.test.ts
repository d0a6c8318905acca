import {
  findCorsCheckFailures,
  type HttpResponse,
  judgePreflight,
  type PreflightQuestion,
} from '@crossorigin/browser-model'
import { describe, expect, it } from 'vitest'

const PAGE = 'https://app.example'
const QUESTION: PreflightQuestion = {
  origin: PAGE,
  withCredentials: true,
  method: 'PUT',
  unsafeNames: ['x-a', 'x-b'],
  isForced: false,
}

function answer(status: number, headers: Readonly<Record<string, string>>): HttpResponse {
  return { status, headers: Object.entries(headers) }
}

describe('judgePreflight', () => {
  it.each([
    [
      'a bare 404',
      answer(404, {}),
      'allow-origin-missing allow-credentials-missing status-not-ok method-not-allowed header-not-allowed',
    ],
    [
      'a list that nobody can read beside a wildcard',
      answer(200, {
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Allow-Credentials': 'True',
        'Access-Control-Allow-Methods': 'PUT; DELETE',
        'Access-Control-Allow-Headers': 'x-a x-b',
      }),
      'allow-origin-wildcard-with-credentials allow-credentials-not-true allow-methods-malformed allow-headers-malformed',
    ],
    [
      'one name that is not listed',
      answer(204, {
        'Access-Control-Allow-Origin': PAGE,
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Allow-Methods': 'PUT',
        'Access-Control-Allow-Headers': 'X-A',
      }),
      'header-not-allowed',
    ],
  ])('lists every failing step for %s, in order', (_, response, codes) => {
    const { code, failures } = judgePreflight(QUESTION, response)
    expect(failures.map((failure) => failure.code).join(' ')).toBe(codes)
    expect(code).toBe(failures[0]?.code)
  })

  it('lists every missing method and header', () => {
    const { failures } = judgePreflight(QUESTION, answer(404, {}), 'chromium')
    expect(failures.flatMap(({ missing }) => missing)).toEqual(['method:PUT', 'header:x-a', 'header:x-b'])
  })

  it.each([199, 300, 304, 404, 500])('fails with the status %d', (status) => {
    const headers = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': 'PUT' }
    const question = { ...QUESTION, withCredentials: false, unsafeNames: [] }
    const judgement = judgePreflight(question, answer(status, headers))
    expect(judgement).toEqual({
      code: 'status-not-ok',
      missing: [],
      failures: [{ code: 'status-not-ok', missing: [] }],
      maxAge: 0,
      methods: [],
      headerNames: [],
    })
    expect(judgePreflight(question, answer(status, headers), 'webkit')).toEqual(judgement)
  })

  it('reports Authorization first if other headers are missing too', () => {
    const question = { ...QUESTION, unsafeNames: ['authorization', 'x-a'] }
    const { failures } = judgePreflight(question, answer(404, {}))
    expect(failures.at(-1)).toEqual({
      code: 'authorization-not-listed',
      missing: ['header:authorization', 'header:x-a'],
    })
  })

  it('allows only listed names', () => {
    const question = { ...QUESTION, withCredentials: false, method: 'GET', unsafeNames: [] }
    const response = answer(200, { 'Access-Control-Allow-Origin': '*' })
    expect(judgePreflight(question, response)).toEqual({
      code: null,
      missing: [],
      failures: [],
      maxAge: 5,
      methods: [],
      headerNames: [],
    })
  })

  it('finds no failure in a response that allows everything', () => {
    const response = answer(200, { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': '*' })
    const question = { ...QUESTION, withCredentials: false, unsafeNames: [] }
    expect(judgePreflight(question, response)).toMatchObject({ code: null, failures: [] })
  })
})

describe('findCorsCheckFailures', () => {
  it.each([
    ['nothing at all', {}, ['allow-origin-missing', 'allow-credentials-missing']],
    [
      'a wildcard and a spelling of its own',
      { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'TRUE' },
      ['allow-origin-wildcard-with-credentials', 'allow-credentials-not-true'],
    ],
    [
      'an origin without the permission for credentials',
      { 'Access-Control-Allow-Origin': PAGE },
      ['allow-credentials-missing'],
    ],
    [
      'both, with white space around them',
      { 'Access-Control-Allow-Origin': ` \t${PAGE} \t`, 'Access-Control-Allow-Credentials': '  true' },
      [],
    ],
    ['both', { 'Access-Control-Allow-Origin': PAGE, 'Access-Control-Allow-Credentials': 'true' }, []],
  ])('lists every reason for %s', (_, headers, codes) => {
    expect(findCorsCheckFailures(answer(200, headers as Record<string, string>), PAGE, true)).toEqual(codes)
  })
})
