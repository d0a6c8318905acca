import { judgePreflight } from '@crossorigin/browser-model'
import { describe, expect, it } from 'vitest'
import type { Level } from '../../src/finding.ts'
import type { FindingCode } from '../../src/findings/findings.ts'
import { findingsOf } from '../support/finding.ts'
import { type Handmade, type HandmadeAnswer, observe } from '../support/observation.ts'

const PAGE = 'https://app.example'
const ALLOW_PAGE = `Access-Control-Allow-Origin: ${PAGE}`
const PUT = { method: 'PUT' } as const
const GRANTED: HandmadeAnswer = { status: 204, headers: [ALLOW_PAGE, 'Access-Control-Allow-Methods: PUT'] }

/** Responds to one method as given, and allows all others. */
function answering(method: string, answer: HandmadeAnswer): Handmade['answer'] {
  return (request) => (request.method === method ? answer : GRANTED)
}

async function levelsOf(handmade: Handmade, code: FindingCode): Promise<readonly Level[]> {
  return findingsOf(await observe(handmade))
    .filter((finding) => finding.code === code)
    .map(({ level }) => level)
}

/** Cases that no server on the loopback interface can show. */
const CASES: readonly (readonly [what: string, FindingCode, Level | undefined, Handmade])[] = [
  [
    'a preflight that is redirected to https',
    'redirect/upgrade-https',
    'error',
    {
      input: { ...PUT, url: 'http://api.example/data', origin: 'http://app.example' },
      answer: answering('OPTIONS', { status: 301, headers: ['Location: https://api.example/data'] }),
    },
  ],
  [
    'a preflight that is redirected to www.',
    'redirect/canonical-host',
    'error',
    { input: PUT, answer: answering('OPTIONS', { status: 308, headers: ['Location: https://www.api.example/data'] }) },
  ],
  [
    'a request that is redirected to http from a page on https',
    'redirect/downgrade',
    'error',
    { answer: () => ({ status: 302, headers: [ALLOW_PAGE, 'Location: http://api.example/data'] }) },
  ],
  [
    'a preflight without a length, over HTTP/2',
    'preflight/no-content-length',
    undefined,
    {
      input: PUT,
      answer: answering('OPTIONS', {
        status: 200,
        headers: GRANTED.headers ?? [],
        connection: { address: '192.0.2.1', protocol: 'HTTP/2' },
      }),
    },
  ],
  [
    'a preflight without a length, over HTTP/1.1',
    'preflight/no-content-length',
    'note',
    { input: PUT, answer: answering('OPTIONS', { status: 200, headers: GRANTED.headers ?? [] }) },
  ],
  [
    'a handshake that fails because of a missing certificate',
    'preflight/needs-client-certificate',
    'error',
    { input: PUT, answer: answering('OPTIONS', 'tls-client-certificate') },
  ],
  [
    'a GET sent instead of a PUT, without the header',
    'response/allow-origin-missing',
    'warning',
    { input: PUT, send: false, answer: answering('GET', { status: 200 }) },
  ],
  [
    'a PUT without the header',
    'response/allow-origin-missing',
    'error',
    { input: PUT, answer: answering('PUT', { status: 200 }) },
  ],
  [
    'a response from the origin of the page without the header',
    'response/allow-origin-missing',
    undefined,
    { input: { url: `${PAGE}/data` }, answer: () => ({ status: 200 }) },
  ],
]

describe('a finding from a handmade observation', () => {
  it.each(CASES)('of %s: %s is %s', async (_, code, level, handmade) => {
    expect(await levelsOf(handmade, code)).toEqual(level === undefined ? [] : [level])
  })

  it('sends PUT after a redirect of the origin of the page, whose response needs no header', async () => {
    const seen = await observe({
      input: { ...PUT, url: `${PAGE}/data`, credentials: 'include' },
      answer: ({ url }) => (url.endsWith('/data') ? { status: 307, headers: ['Location: /end'] } : { status: 200 }),
    })
    expect(seen.exchanges.map(({ request }) => request.method)).toEqual(['PUT', 'PUT'])
  })

  it('is an error if an engine follows the standard for Authorization', async () => {
    const seen = await observe({
      input: { headers: [['Authorization', 'Bearer secret']] },
      answer: () => ({ status: 200, headers: [ALLOW_PAGE, 'Access-Control-Allow-Headers: *'] }),
    })
    const [hop] = seen.hops
    const response = hop?.preflight?.outcome
    if (hop === undefined || response?.kind !== 'answer') throw new Error('there is a preflight')
    const question = {
      origin: PAGE,
      withCredentials: false,
      method: 'GET',
      unsafeNames: ['authorization'],
      isForced: false,
    }
    const judgment = judgePreflight(question, response)
    const findings = findingsOf({ ...seen, hops: [{ ...hop, judgment }] })
    const found = findings.find(({ code }) => code === 'preflight/authorization-needs-naming')
    expect(found?.level).toBe('error')
  })
})
