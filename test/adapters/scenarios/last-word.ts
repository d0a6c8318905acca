import { createPolicy } from '@crossorigin/policy'
import type { CorsLayer, Exchange, Expected, Scenario, Setup } from '../../support/scenario.ts'
import {
  ALLOWED,
  EVIL,
  GRANT,
  GRANTED,
  get,
  LIST,
  LIST_CONFIG,
  NOT_GRANTED,
  PREFLIGHT_GRANTED,
  PREFLIGHT_REFUSED,
  preflight,
} from './list-policy.ts'

function row(title: string, setup: Setup, ...exchanges: Exchange[]): Scenario {
  return { title, setup, exchanges }
}

/** On every path, the allowed origin gets the policy's headers, and no other request gets any. */
function lastWord(path: string, expected: Partial<Expected> = {}): Exchange[] {
  return [
    [get(ALLOWED, path), { ...GRANTED, ...expected }],
    [get(EVIL, path), { ...NOT_GRANTED, ...expected }],
    [get(undefined, path), { ...NOT_GRANTED, ...expected }],
  ]
}

const OPEN: Setup = { layers: [{ source: { origin: '*' } }] }
const ANY = { 'access-control-allow-origin': '*' }
const YIELDING: Setup = { layers: [{ source: LIST_CONFIG, mode: 'yield' }] }
const NO_POLICY: CorsLayer = { source: () => undefined }

const EARLY = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Credentials': 'true',
  'Access-Control-Allow-Methods': 'DELETE',
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Max-Age': '86400',
  'Access-Control-Expose-Headers': 'X-Early',
}
const AFTER_OTHERS: Setup = { ...LIST, earlyHeaders: EARLY }

const MANY_NAMES: readonly string[] = Array.from({ length: 150 }, (_, index) => `X-Name-${index}`)
const EXPOSING_MANY: Expected = {
  ...GRANTED,
  cors: {
    'access-control-allow-origin': ALLOWED,
    'access-control-expose-headers': MANY_NAMES.join(', '),
    vary: 'Origin',
  },
}

/** CORS headers of other code, before the policy and after it. */
export const LAST_WORD_SCENARIOS: readonly Scenario[] = [
  row('a handler that reflects any origin with credentials is overruled', LIST, ...lastWord('/foreign/reflect')),
  row('so is one that does it in writeHead', LIST, ...lastWord('/foreign/reflect/write-head')),
  row('so is one that does it in an array', LIST, ...lastWord('/foreign/reflect/array')),
  row('a * that a handler sets is overruled', LIST, ...lastWord('/foreign/any')),
  row('a value that a handler appends does not become a second one', LIST, ...lastWord('/foreign/append')),
  row('a handler that sets what is missing is overruled', LIST, ...lastWord('/foreign/polite')),
  row('headers that are flushed are those of the policy', LIST, ...lastWord('/foreign/flush')),
  row('headers that go out with a stream are those of the policy', LIST, ...lastWord('/foreign/stream')),
  row('headers that a handler removes are still sent', LIST, ...lastWord('/foreign/cleared', { status: 404 })),
  row('headers that belong to preflights are removed', LIST, ...lastWord('/foreign/lists')),
  row('an OPTIONS request that is not a preflight keeps them', LIST, [
    { ...get(ALLOWED, '/foreign/lists'), method: 'OPTIONS' },
    {
      ...GRANTED,
      cors: {
        ...GRANT,
        'access-control-allow-methods': 'DELETE',
        'access-control-allow-headers': '*',
        'access-control-max-age': '86400',
      },
    },
  ]),
  row(
    'names that a handler exposes are added to those of the policy, each once, without malformed ones and *',
    LIST,
    [
      get(ALLOWED, '/foreign/exposed'),
      { ...GRANTED, cors: { ...GRANT, 'access-control-expose-headers': 'X-Total, X-Own' } },
    ],
    [get(EVIL, '/foreign/exposed'), NOT_GRANTED],
    [get(undefined, '/foreign/exposed'), NOT_GRANTED],
  ),
  row('a policy without credentials keeps the * that a handler exposes', OPEN, [
    get(EVIL, '/foreign/exposed'),
    { ...GRANTED, cors: { ...ANY, 'access-control-expose-headers': 'x-total, *, X-Own' } },
  ]),
  row('no more than 100 names are exposed', LIST, [
    get(ALLOWED, '/foreign/exposed/several'),
    {
      ...GRANTED,
      cors: {
        ...GRANT,
        'access-control-expose-headers': ['X-Total', ...Array.from({ length: 99 }, (_, index) => `X-${index}`)].join(
          ', ',
        ),
      },
    },
  ]),
  row(
    'a policy that exposes more than 100 names exposes them all, and no others',
    { layers: [{ source: { origin: ALLOWED, exposedHeaders: MANY_NAMES } }] },
    [get(ALLOWED, '/foreign/exposed'), EXPOSING_MANY],
    [get(ALLOWED, '/foreign/cleared'), { ...EXPOSING_MANY, status: 404 }],
  ),
  row(
    'every header at once, in writeHead',
    LIST,
    [
      get(ALLOWED, '/foreign/everything'),
      {
        ...GRANTED,
        cors: { ...GRANT, 'access-control-expose-headers': 'X-Total, X-Own', vary: 'Accept-Encoding, Origin' },
      },
    ],
    [get(EVIL, '/foreign/everything'), { ...NOT_GRANTED, cors: { vary: 'Accept-Encoding, Origin' } }],
  ),
  row('null is a value like any other', LIST, ...lastWord('/foreign/null')),
  row('a Vary that is a number is kept as a name', LIST, [
    get(EVIL, '/foreign/number'),
    { ...NOT_GRANTED, cors: { vary: '5, Origin' } },
  ]),
  {
    ...row('a function that has headers is read as Node reads it', LIST, ...lastWord('/foreign/function')),
    // The compatibility layer of HTTP/2 accepts none.
    appliesTo: ({ protocol }) => protocol === 'http/1.1',
  },
  row('headers that cannot be read, twice, allow nothing', LIST, [get(EVIL, '/foreign/failing-twice'), NOT_GRANTED]),
  row(
    'with *, an origin that is reflected becomes *, without credentials',
    OPEN,
    [get(EVIL, '/foreign/reflect'), { ...GRANTED, cors: ANY }],
    [get(EVIL, '/foreign/reflect/array'), { ...GRANTED, cors: ANY }],
    [get(undefined, '/foreign/reflect'), { ...GRANTED, cors: ANY }],
  ),
  row(
    'headers set by earlier code are replaced too, and exposed names are merged',
    AFTER_OTHERS,
    [get(ALLOWED), { ...GRANTED, cors: { ...GRANT, 'access-control-expose-headers': 'X-Total, X-Early' } }],
    [get(EVIL), NOT_GRANTED],
    [get(undefined), NOT_GRANTED],
    [get(EVIL, '/throw'), { ...NOT_GRANTED, status: 500 }],
  ),
  row(
    'headers set by earlier code are not sent on the response to a preflight',
    AFTER_OTHERS,
    [preflight(ALLOWED), PREFLIGHT_GRANTED],
    [preflight(EVIL), PREFLIGHT_REFUSED],
  ),
  row('nor with a rejection', { ...AFTER_OTHERS, layers: [{ source: { ...LIST_CONFIG, onDenied: 'reject' } }] }, [
    get(EVIL),
    { status: 403, reachesApplication: false, cors: { vary: 'Origin, Sec-Fetch-Site' }, contentLength: '0' },
  ]),
  row(
    'an origin function that is called later has the last word too',
    { ...AFTER_OTHERS, layers: [{ source: { ...LIST_CONFIG, origin: async (origin) => origin === ALLOWED } }] },
    [
      get(ALLOWED, '/foreign/any'),
      { ...GRANTED, cors: { ...GRANT, 'access-control-expose-headers': 'X-Total, X-Early' } },
    ],
    [get(EVIL, '/foreign/reflect'), NOT_GRANTED],
    [preflight(EVIL), PREFLIGHT_REFUSED],
  ),
  row(
    'a request without a policy keeps what other code sets',
    { layers: [NO_POLICY] },
    [get(EVIL, '/foreign/any'), { ...GRANTED, cors: ANY }],
    [
      get(EVIL, '/foreign/reflect/array'),
      { ...GRANTED, cors: { ...ANY, 'access-control-allow-origin': EVIL, 'access-control-allow-credentials': 'true' } },
    ],
  ),
  row(
    'so does one whose selector names request headers, and varies',
    { layers: [{ source: () => undefined, vary: ['Accept-Language'] }] },
    [
      get(EVIL, '/foreign/everything'),
      {
        ...GRANTED,
        cors: {
          ...ANY,
          'access-control-allow-credentials': 'true',
          'access-control-allow-methods': 'PUT',
          'access-control-allow-headers': '*',
          'access-control-max-age': '1',
          'access-control-expose-headers': 'X-Own',
          vary: 'Accept-Encoding, Accept-Language',
        },
      },
    ],
  ),
  row(
    'a policy that yields sends an origin that the application has set, and removes its own headers',
    YIELDING,
    [
      get(ALLOWED, '/own-origin'),
      { ...GRANTED, cors: { 'access-control-allow-origin': 'https://own.example', vary: 'Origin' } },
    ],
    [get(EVIL, '/foreign/any'), { ...GRANTED, cors: { ...ANY, vary: 'Origin' } }],
    [get(ALLOWED, '/foreign/any'), { ...GRANTED, cors: { ...ANY, vary: 'Origin' } }],
    [get(undefined, '/foreign/any'), { ...GRANTED, cors: { ...ANY, vary: 'Origin' } }],
    [
      get(EVIL, '/foreign/reflect/write-head'),
      {
        ...GRANTED,
        cors: { 'access-control-allow-origin': EVIL, 'access-control-allow-credentials': 'true', vary: 'Origin' },
      },
    ],
  ),
  row(
    'a policy that yields still applies when the application has set no other origin',
    YIELDING,
    [get(ALLOWED), GRANTED],
    [get(ALLOWED, '/foreign/reflect'), GRANTED],
    [get(ALLOWED, '/foreign/cleared'), { ...GRANTED, status: 404 }],
    [get(ALLOWED, '/foreign/lists'), GRANTED],
    [get(EVIL), NOT_GRANTED],
    [preflight(ALLOWED), PREFLIGHT_GRANTED],
    [preflight(EVIL), PREFLIGHT_REFUSED],
  ),
  row(
    'a policy that yields does not yield to earlier code on preflights and rejections',
    { ...AFTER_OTHERS, layers: [{ source: { ...LIST_CONFIG, onDenied: 'reject' }, mode: 'yield' }] },
    [preflight(ALLOWED), PREFLIGHT_GRANTED],
    [preflight(EVIL), PREFLIGHT_REFUSED],
    [
      get(EVIL),
      { status: 403, reachesApplication: false, cors: { vary: 'Origin, Sec-Fetch-Site' }, contentLength: '0' },
    ],
    [
      get(ALLOWED),
      {
        ...GRANTED,
        cors: {
          ...ANY,
          'access-control-allow-credentials': 'true',
          'access-control-allow-methods': 'DELETE',
          'access-control-allow-headers': '*',
          'access-control-max-age': '86400',
          'access-control-expose-headers': 'X-Early',
          vary: 'Origin',
        },
      },
    ],
  ),
  {
    ...row('shows its headers to code that sets what is missing', YIELDING, [get(ALLOWED, '/foreign/polite'), GRANTED]),
    // The others get them when the response begins.
    appliesTo: ({ framework }) => framework === 'node' || framework === 'express',
  },
  {
    ...row(
      'of nested policies the innermost decides, together with its mode',
      { layers: [{ source: { origin: '*' }, mode: 'yield' }, { source: createPolicy(LIST_CONFIG) }] },
      ...lastWord('/foreign/reflect'),
    ),
    appliesTo: ({ framework }) => framework !== 'fastify',
  },
  {
    ...row(
      'an inner policy that yields removes the headers of the outer one',
      { layers: [{ source: createPolicy({ origin: EVIL }) }, { source: LIST_CONFIG, mode: 'yield' }] },
      [get(EVIL, '/foreign/any'), { ...GRANTED, cors: { ...ANY, vary: 'Origin' } }],
      [get(EVIL), NOT_GRANTED],
      [get(ALLOWED), GRANTED],
    ),
    appliesTo: ({ framework }) => framework !== 'fastify',
  },
]
