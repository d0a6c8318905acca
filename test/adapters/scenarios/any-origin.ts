import type { Exchange, Expected, Scenario, Setup } from '../../support/scenario.ts'
import {
  EVIL,
  get,
  PREFLIGHT_GRANTED,
  preflight,
  SAFELISTED_HEADERS,
  SAFELISTED_METHODS,
  setupOf,
} from './list-policy.ts'

const ANY = setupOf({ origin: '*' })
const WILD = setupOf({ origin: '*', methods: '*', allowedHeaders: '*', exposedHeaders: '*', maxAge: 0 })
const WILD_WITH_AUTHORIZATION = setupOf({ origin: '*', methods: ['PUT'], allowedHeaders: ['*', 'Authorization'] })

const CONSTANT: Expected = { status: 200, reachesApplication: true, cors: { 'access-control-allow-origin': '*' } }

const CONSTANT_PREFLIGHT: Expected = {
  ...PREFLIGHT_GRANTED,
  cors: {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': SAFELISTED_METHODS,
    'access-control-allow-headers': SAFELISTED_HEADERS,
    'access-control-max-age': '600',
  },
}

const WILD_PREFLIGHT: Expected = {
  ...PREFLIGHT_GRANTED,
  cors: {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': '*',
    'access-control-allow-headers': '*',
    'access-control-max-age': '0',
  },
}

function row(title: string, setup: Setup, ...exchanges: Exchange[]): Scenario {
  return { title, setup, exchanges }
}

/** Every header with `origin: '*'` is constant, so nothing varies. */
export const ANY_ORIGIN_SCENARIOS: readonly Scenario[] = [
  row('a GET gets the wildcard, and does not vary', ANY, [get(EVIL), CONSTANT]),
  row('a GET without an origin gets the wildcard too', ANY, [get(undefined), CONSTANT]),
  row(
    'the value of Origin is never read',
    ANY,
    [get('null'), CONSTANT],
    [get(''), CONSTANT],
    [get('not an origin'), CONSTANT],
    [get(EVIL, '/ok', ['Origin', 'https://other.test']), CONSTANT],
  ),
  row('a HEAD gets the wildcard', ANY, [{ ...get(EVIL), method: 'HEAD' }, CONSTANT]),
  row(
    'errors get the wildcard',
    ANY,
    [get(EVIL, '/unknown'), { ...CONSTANT, status: 404 }],
    [get(undefined, '/throw'), { ...CONSTANT, status: 500 }],
    [get(EVIL, '/not-modified'), { ...CONSTANT, status: 304 }],
  ),
  row(
    "the application's own Vary is left alone",
    ANY,
    [get(EVIL, '/late-vary'), { ...CONSTANT, cors: { ...CONSTANT.cors, vary: 'Accept-Encoding' } }],
    [get(EVIL, '/write-head/array-vary'), { ...CONSTANT, cors: { ...CONSTANT.cors, vary: 'Accept-Encoding' } }],
  ),
  row(
    'every preflight gets the same response, which does not vary',
    ANY,
    [preflight(EVIL), CONSTANT_PREFLIGHT],
    [preflight('null'), CONSTANT_PREFLIGHT],
    [preflight(''), CONSTANT_PREFLIGHT],
    [preflight(EVIL, '/unknown'), CONSTANT_PREFLIGHT],
  ),
  row('OPTIONS that is not a preflight reaches the application', ANY, [
    { ...get(EVIL, '/own-options'), method: 'OPTIONS' },
    { ...CONSTANT, body: 'own' },
  ]),
  row('wildcards are sent unchanged for every preflight', WILD, [preflight(EVIL), WILD_PREFLIGHT]),
  row('the wildcard for exposed headers is sent on responses to actual requests', WILD, [
    get(EVIL),
    { ...CONSTANT, cors: { ...CONSTANT.cors, 'access-control-expose-headers': '*' } },
  ]),
  row('Authorization is listed in addition to the wildcard', WILD_WITH_AUTHORIZATION, [
    preflight(EVIL),
    {
      ...CONSTANT_PREFLIGHT,
      cors: {
        ...CONSTANT_PREFLIGHT.cors,
        'access-control-allow-methods': 'GET, HEAD, POST, PUT',
        'access-control-allow-headers': '*, Authorization',
      },
    },
  ]),
  {
    title: 'an earlier Vary is kept unchanged',
    setup: { ...ANY, earlyVary: 'Cookie' },
    exchanges: [
      [get(EVIL), { ...CONSTANT, cors: { ...CONSTANT.cors, vary: 'Cookie' } }],
      [preflight(EVIL), { ...CONSTANT_PREFLIGHT, cors: { ...CONSTANT_PREFLIGHT.cors, vary: 'Cookie' } }],
    ],
  },
]
