import type { RawRequest } from '../../support/raw-client.ts'
import type { Expected, Scenario, Setup } from '../../support/scenario.ts'
import {
  ALLOWED,
  EVIL,
  GRANTED,
  get,
  LIST_CONFIG,
  NOT_FOR_CACHES,
  NOT_GRANTED,
  PREFLIGHT_GRANTED,
  PREFLIGHT_REFUSED,
  preflight,
  SAFELISTED_HEADERS,
  SAFELISTED_METHODS,
  setupOf,
} from './list-policy.ts'
import { LISTED_ORIGINS, ORIGIN_VECTORS, type OriginVector } from './origin-vectors.ts'

/** A policy that is tested with every vector. */
interface Judge {
  readonly name: string
  readonly setup: Setup
  allows(vector: OriginVector): boolean
}

const JUDGES: readonly Judge[] = [
  {
    name: 'a list',
    setup: setupOf({ origin: LISTED_ORIGINS }),
    allows: ({ isListed = false }) => isListed,
  },
  {
    name: 'a pattern',
    setup: setupOf({ origin: 'https://*.example.com' }),
    allows: ({ isCovered = false }) => isCovered,
  },
  {
    name: 'an origin function',
    setup: setupOf({ origin: () => true }),
    allows: ({ isWellFormed = false }) => isWellFormed,
  },
]

function requestFor({ lines }: OriginVector, method: 'GET' | 'OPTIONS'): RawRequest {
  const asked = method === 'OPTIONS' ? ([['Access-Control-Request-Method', 'POST']] as const) : []
  return { method, path: '/ok', headers: [...lines.map((line) => ['Origin', line] as const), ...asked] }
}

function grantTo(origin: string): Expected {
  return { ...NOT_GRANTED, cors: { 'access-control-allow-origin': origin, vary: 'Origin' } }
}

function preflightGrantTo(origin: string): Expected {
  return {
    ...PREFLIGHT_GRANTED,
    cors: {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': SAFELISTED_METHODS,
      'access-control-allow-headers': SAFELISTED_HEADERS,
      'access-control-max-age': '600',
      vary: 'Origin',
    },
  }
}

/** Caches differ on an origin that is empty, or sent more than once. */
function refusalOf({ lines }: OriginVector): Expected {
  const origin = lines.join(', ')
  return origin.trim() === '' || origin.includes(',') ? NOT_FOR_CACHES : NOT_GRANTED
}

function judge({ name, setup, allows }: Judge, vector: OriginVector): Scenario {
  const isAllowed = allows(vector)
  const echoed = vector.echoed ?? vector.lines.join(', ')
  return {
    title: `${name} ${isAllowed ? 'allows, byte for byte,' : 'denies'} ${vector.name}`,
    setup,
    exchanges: [
      [requestFor(vector, 'GET'), isAllowed ? grantTo(echoed) : refusalOf(vector)],
      [requestFor(vector, 'OPTIONS'), isAllowed ? preflightGrantTo(echoed) : PREFLIGHT_REFUSED],
    ],
    ...(vector.appliesTo && { appliesTo: vector.appliesTo }),
  }
}

const SINGLE = setupOf({ ...LIST_CONFIG, origin: ALLOWED })
const FOO_BAR = setupOf({ origin: ['https://foo.com', 'https://bar.com'] })
const FOO_BAR_PATTERNS = setupOf({ origin: ['https://*.foo.com', 'https://*.bar.com'] })
const SUBDOMAINS = setupOf({ ...LIST_CONFIG, origin: 'https://*.example.com' })
const ANY_PORT = setupOf({ origin: 'http://localhost:*' })
const ANCHORED = setupOf({ ...LIST_CONFIG, origin: /^https:\/\/(app\.)?example\.com$/ })
const EXPRESSION = setupOf({ origin: /^https:\/\/.+\.example\.com$/ })
const NONE = setupOf({ ...LIST_CONFIG, origin: false })
const SANDBOX = setupOf({ origin: ['null', ALLOWED], dangerouslyAllowNullOrigin: true })

/** Values of `Origin`, against each kind of policy. */
export const ORIGIN_VALUE_SCENARIOS: readonly Scenario[] = [
  ...JUDGES.flatMap((policy) => ORIGIN_VECTORS.map((vector) => judge(policy, vector))),
  {
    title: 'a single origin is compared, and not sent to others',
    setup: SINGLE,
    exchanges: [
      [get(EVIL), NOT_GRANTED],
      [preflight(EVIL), PREFLIGHT_REFUSED],
      [get(ALLOWED), GRANTED],
    ],
  },
  {
    title: 'a single origin is not sent to requests without one, which vary',
    setup: SINGLE,
    exchanges: [[get(undefined), NOT_GRANTED]],
  },
  {
    title: 'a joined origin never matches an anchored regular expression',
    setup: ANCHORED,
    exchanges: [
      [get(`${EVIL}, ${ALLOWED}`), NOT_FOR_CACHES],
      [get(EVIL, '/ok', ['Origin', ALLOWED]), NOT_FOR_CACHES],
      [get(ALLOWED), GRANTED],
    ],
  },
  {
    title: 'only origins are matched against a regular expression',
    setup: EXPRESSION,
    exchanges: [
      [get('https://a.example.com'), grantTo('https://a.example.com')],
      [get('https://evil.test/.example.com'), NOT_GRANTED],
      [get('https://evil.test .example.com'), NOT_GRANTED],
      [get(`${EVIL}, https://a.example.com`), NOT_FOR_CACHES],
      [preflight('https://user@a.example.com'), PREFLIGHT_REFUSED],
    ],
  },
  {
    title: 'a regular expression gives the same result each time',
    setup: ANCHORED,
    exchanges: [
      [get(ALLOWED), GRANTED],
      [get(ALLOWED), GRANTED],
      [get(ALLOWED), GRANTED],
    ],
  },
  {
    title: 'a subdomain wildcard covers subdomains, and not the domain itself',
    setup: SUBDOMAINS,
    exchanges: [
      [
        get('https://a.example.com'),
        { ...GRANTED, cors: { ...GRANTED.cors, 'access-control-allow-origin': 'https://a.example.com' } },
      ],
      [get(ALLOWED), NOT_GRANTED],
      [get('https://*.example.com'), NOT_GRANTED],
    ],
  },
  {
    title: 'names that are joined from listed ones are denied',
    setup: FOO_BAR,
    exchanges: [
      [get('https://barfoo.com'), NOT_GRANTED],
      [get('https://foobar.com'), NOT_GRANTED],
      [get('https://bar.foo.com'), NOT_GRANTED],
      [get('https://foo.com'), grantTo('https://foo.com')],
    ],
  },
  {
    title: 'names that are joined from covered ones are denied',
    setup: FOO_BAR_PATTERNS,
    exchanges: [
      [get('https://a.barfoo.com'), NOT_GRANTED],
      [get('https://barfoo.com'), NOT_GRANTED],
      [get('https://foo.com'), NOT_GRANTED],
      [get('https://bar.foo.com'), grantTo('https://bar.foo.com')],
    ],
  },
  {
    title: 'a port wildcard covers every port, and none',
    setup: ANY_PORT,
    exchanges: [
      [get('http://localhost'), grantTo('http://localhost')],
      [get('http://localhost:8080'), grantTo('http://localhost:8080')],
      [get('http://localhost.evil.test:8080'), NOT_GRANTED],
      [get('https://localhost:8080'), NOT_GRANTED],
      [get('http://localhost:'), NOT_GRANTED],
    ],
  },
  {
    title: 'no other origin is allowed with false',
    setup: NONE,
    exchanges: [
      [get(ALLOWED), NOT_GRANTED],
      [preflight(ALLOWED), PREFLIGHT_REFUSED],
      [get(undefined), NOT_GRANTED],
      [get('null'), NOT_GRANTED],
    ],
  },
  {
    title: 'null is allowed only if it is listed',
    setup: SANDBOX,
    exchanges: [
      [get('null'), grantTo('null')],
      [preflight('null'), preflightGrantTo('null')],
      [get('NULL'), NOT_GRANTED],
    ],
  },
]
