import { describe, expect, test } from 'vitest'
import { diagnose } from '../src/diagnose.ts'
import type { DiagnosisInput, DiagnosisOptions } from '../src/diagnosis.ts'
import { isProbe } from '../src/network/exchange.ts'
import { type Answering, type FixtureRequest, withServer } from './support/fixture-server.ts'

const ORIGIN = 'http://app.test'
const GRANT = [
  `Access-Control-Allow-Origin: ${ORIGIN}`,
  'Access-Control-Allow-Credentials: true',
  'Access-Control-Allow-Methods: PUT',
  'Access-Control-Allow-Headers: x-api-key, authorization, content-type',
]
const allowing: Answering = () => ({ status: 200, headers: [...GRANT, 'ETag: "1"'] })
const refusing: Answering = ({ method }) => (method === 'OPTIONS' ? { status: 403 } : { status: 200, headers: GRANT })

const SECRETS: Partial<DiagnosisInput> = {
  credentials: 'include',
  headers: [
    ['X-Api-Key', 'the-secret'],
    ['Authorization', 'Bearer the-secret'],
    ['Accept', 'application/json'],
  ],
}
const PUT: Partial<DiagnosisInput> = { ...SECRETS, method: 'PUT', body: 'the-secret' }
const COOKIE: DiagnosisOptions = { cookie: 'sid=the-secret' }

/** The purpose of a request, and its secrets. */
async function list(answer: Answering, input: Partial<DiagnosisInput>, options: DiagnosisOptions = {}) {
  return withServer(answer, async (origin, requests) => {
    const { exchanges } = await diagnose({ url: `${origin}/data`, origin: ORIGIN, ...input }, { ...COOKIE, ...options })
    return exchanges.map(({ purpose }, index) => `${purpose} ${tell(requests[index])}`)
  })
}

function tell(request: FixtureRequest | undefined): string {
  const { method, headers, body } = request ?? { method: '', headers: [], body: '' }
  const secrets = headers.filter(([, value]) => value.includes('the-secret')).map(([name]) => name.toLowerCase())
  return [method, ...secrets.sort(), ...(body === '' ? [] : ['body'])].join(' ')
}

describe('the requests of a diagnosis', () => {
  test('are those of the browser, and probes without secrets', async () => {
    expect(await list(allowing, SECRETS)).toEqual([
      'preflight OPTIONS',
      'actual GET authorization cookie x-api-key',
      'control GET',
      'without-origin GET',
      'other-origin GET',
      'revalidation GET',
    ])
  })

  test('include no control request if there are no secrets', async () => {
    expect(await list(allowing, {})).toEqual([
      'actual GET',
      'without-origin GET',
      'other-origin GET',
      'revalidation GET',
    ])
  })

  test('are probed with GET instead of HEAD', async () => {
    expect(await list(allowing, { method: 'HEAD' })).toEqual([
      'actual HEAD',
      'control GET',
      'without-origin GET',
      'other-origin GET',
      'revalidation GET',
    ])
  })

  test.each([SECRETS, PUT])('end with a failed preflight, except for probes', async (input) => {
    expect(await list(refusing, input, { send: true })).toEqual([
      'preflight OPTIONS',
      'substitute GET',
      'without-origin GET',
      'other-origin GET',
    ])
  })

  test('are not sent if they may change something, except for probes', async () => {
    expect(await list(allowing, PUT)).toEqual([
      'preflight OPTIONS',
      'substitute GET',
      'without-origin GET',
      'other-origin GET',
      'revalidation GET',
    ])
    expect(await list(allowing, PUT, { send: true })).toEqual([
      'preflight OPTIONS',
      'actual PUT authorization cookie x-api-key body',
    ])
  })

  test('are repeated unchanged if requested', async () => {
    expect(await list(allowing, SECRETS, { repeat: 3 })).toEqual([
      'preflight OPTIONS',
      'actual GET authorization cookie x-api-key',
      'control GET',
      'without-origin GET',
      'other-origin GET',
      'revalidation GET',
      'repeat GET authorization cookie x-api-key',
      'repeat GET authorization cookie x-api-key',
    ])
  })

  test.each([
    ['without CORS headers', []],
    ['to another server', GRANT],
  ])('stop at a redirect %s, and send no secret to its target', async (_what, headers) => {
    const answer: Answering = ({ method, target, header }) => {
      if (method === 'OPTIONS' || target !== '/data') return { status: 403 }
      const port = header('host')?.split(':')[1]
      return { status: 307, headers: [...headers, `Location: http://localhost:${port}/there`] }
    }
    const granting: Answering = (request) =>
      request.method === 'OPTIONS' && request.target === '/data' ? { status: 204, headers: GRANT } : answer(request)
    const sent = await list(granting, SECRETS)
    expect(sent.slice(0, 3)).toEqual([
      'preflight OPTIONS',
      'actual GET authorization cookie x-api-key',
      headers.length === 0 ? 'control GET' : 'preflight OPTIONS',
    ])
    expect(sent.filter((line) => line.includes('x-api-key'))).toHaveLength(1)
  })

  test('are named as probes in the output, step by step', async () => {
    const steps = await withServer(allowing, async (origin) => {
      const request = { url: `${origin}/data`, origin: ORIGIN, ...SECRETS, page: `${origin}/page` }
      const { steps, exchanges } = await diagnose(request, COOKIE)
      expect(exchanges.filter(({ purpose }) => isProbe(purpose)).map(({ purpose }) => purpose)).toEqual([
        'control',
        'without-origin',
        'other-origin',
        'revalidation',
        'page',
      ])
      return new Map(steps.map(({ name, summary }) => [name, summary]))
    })
    expect(steps.get('caching')).toBe(
      'probes: GET without credentials, without Origin, from another origin, with validators',
    )
    expect(steps.get('page')).toBe('GET -> 200')
  })
})
