import type { Adapter } from '../../support/adapter.ts'
import type { RawRequest } from '../../support/raw-client.ts'
import type { Exchange, Expected, Scenario } from '../../support/scenario.ts'
import {
  ALLOWED,
  EVIL,
  GRANTED,
  get,
  LIST,
  NOT_FOR_CACHES,
  NOT_GRANTED,
  PREFLIGHT_GRANTED,
  PREFLIGHT_REFUSED,
  preflight,
} from './list-policy.ts'

const overHttp1 = ({ protocol }: Adapter): boolean => protocol === 'http/1.1'
const withBodyParser = ({ framework }: Adapter): boolean => framework === 'express' || framework === 'fastify'

function row(title: string, ...exchanges: Exchange[]): Scenario {
  return { title, setup: LIST, exchanges, appliesTo: overHttp1 }
}

function asHttp10(request: RawRequest): RawRequest {
  return { ...request, version: '1.0' }
}

function postJson(origin: string, body: string): RawRequest {
  const lines = [
    ['Origin', origin],
    ['Content-Type', 'application/json'],
    ['Content-Length', String(body.length)],
  ] as const
  return { method: 'POST', path: '/json', headers: lines, body }
}

function failedWith(status: number, expected: Expected): Expected {
  return { ...expected, status }
}

/** Spellings of requests on the wire, and bodies that a framework rejects. */
export const WIRE_SPELLING_SCENARIOS: readonly Scenario[] = [
  row(
    'the case of header names does not matter',
    [{ path: '/ok', headers: [['ORIGIN', ALLOWED]] }, GRANTED],
    [{ path: '/ok', headers: [['oRiGiN', ALLOWED]] }, GRANTED],
    [{ path: '/ok', headers: [['origin', EVIL]] }, NOT_GRANTED],
    [
      {
        method: 'OPTIONS',
        path: '/ok',
        headers: [
          ['ORIGIN', ALLOWED],
          ['access-control-REQUEST-method', 'PUT'],
          ['ACCESS-CONTROL-REQUEST-HEADERS', 'x-custom'],
        ],
      },
      PREFLIGHT_GRANTED,
    ],
  ),
  row('two lines of Origin in different case are two lines', [
    {
      path: '/ok',
      headers: [
        ['Origin', ALLOWED],
        ['ORIGIN', ALLOWED],
      ],
    },
    NOT_FOR_CACHES,
  ]),
  row(
    'headers with names similar to Origin are not read',
    [{ path: '/ok', headers: [['X-Origin', ALLOWED]] }, NOT_GRANTED],
    [{ path: '/ok', headers: [['Origins', ALLOWED]] }, NOT_GRANTED],
    [{ path: '/ok', headers: [['Referer', `${ALLOWED}/`]] }, NOT_GRANTED],
  ),
  row(
    'HTTP/1.0 gets the same responses',
    [asHttp10(get(ALLOWED)), GRANTED],
    [asHttp10(get(EVIL)), NOT_GRANTED],
    [asHttp10(get(ALLOWED, '/stream')), { ...GRANTED, body: 'one two three' }],
    [asHttp10(preflight(ALLOWED)), PREFLIGHT_GRANTED],
  ),
  row(
    'a preflight whose target is a whole URL, as proxies get it, gets a response',
    [preflight(ALLOWED, 'http://api.example.test/ok'), PREFLIGHT_GRANTED],
    [preflight(EVIL, 'http://api.example.test/ok'), PREFLIGHT_REFUSED],
  ),
  {
    title: 'a body that is too large keeps the headers on its 413',
    setup: LIST,
    exchanges: [
      [postJson(ALLOWED, JSON.stringify('a'.repeat(32))), failedWith(413, GRANTED)],
      [postJson(EVIL, JSON.stringify('a'.repeat(32))), failedWith(413, NOT_GRANTED)],
    ],
    appliesTo: withBodyParser,
  },
  {
    title: 'a body that cannot be parsed keeps the headers on its 400',
    setup: LIST,
    exchanges: [
      [postJson(ALLOWED, '{"a":'), failedWith(400, GRANTED)],
      [postJson(EVIL, '{"a":'), failedWith(400, NOT_GRANTED)],
    ],
    appliesTo: withBodyParser,
  },
]
