import type { OriginPredicate } from '@crossorigin/policy'
import type { Expected, Scenario, Setup } from '../../support/scenario.ts'
import { UNSPEAKABLE } from '../../support/thrown-values.ts'
import {
  ALLOWED,
  EVIL,
  FAILED,
  get,
  NOT_FOR_CACHES,
  NOT_GRANTED,
  PREFLIGHT_GRANTED,
  PREFLIGHT_REFUSED,
  preflight,
  SAFELISTED_HEADERS,
  SAFELISTED_METHODS,
  setupOf,
} from './list-policy.ts'
import { HOSTILE_THENABLES, SETTLED_THENABLES } from './thenable.ts'

const GRANTED_BY_PREDICATE: Expected = {
  ...NOT_GRANTED,
  cors: { 'access-control-allow-origin': ALLOWED, vary: 'Origin' },
}

const PREFLIGHT_GRANTED_BY_PREDICATE: Expected = {
  ...PREFLIGHT_GRANTED,
  cors: {
    'access-control-allow-origin': ALLOWED,
    'access-control-allow-methods': SAFELISTED_METHODS,
    'access-control-allow-headers': SAFELISTED_HEADERS,
    'access-control-max-age': '600',
    vary: 'Origin',
  },
}

const isAllowed: OriginPredicate = (origin) => origin === ALLOWED
const isAllowedLater: OriginPredicate = async (origin) => origin === ALLOWED

/** An origin function as plain JavaScript would have it. */
function asking(predicate: (...parameters: never[]) => unknown): Setup {
  return setupOf({ origin: predicate as OriginPredicate })
}

function throwing(): never {
  throw new Error('the origin function failed')
}

const SYNC = asking(isAllowed)
const ASYNC = asking(isAllowedLater)
const THROWING = asking(throwing)
const REJECTING = asking(async () => throwing())

type Callback = (error: Error | null, answer?: boolean) => void

/** Results that are not booleans, and ways of returning none. */
const MISTAKES: readonly (readonly [title: string, predicate: (...parameters: never[]) => unknown])[] = [
  ['a callback under another name with an error', (_origin: string, tell: Callback) => tell(new Error('no'))],
  ['a callback under another name with a result', (_origin: string, tell: Callback) => tell(null, true)],
  ['a string', () => 'yes'],
  ['the string of an origin', () => ALLOWED],
  ['nothing', () => undefined],
  ['null', () => null],
  ['a number', () => 1],
  ['a promise of a string', async () => 'yes'],
  ['a promise of nothing', async () => undefined],
  ['a promise of the string of an origin', async () => ALLOWED],
  ['a promise of a promise of a string', async () => Promise.resolve('true')],
  ['an object around true', () => Object(true)],
  ['a function that answers', () => () => true],
  ['a rejection that is not an Error', () => Promise.reject('no')],
  ['a rejection with undefined', () => Promise.reject(undefined)],
]

function failingWith(how: string, predicate: () => unknown): Scenario {
  return {
    title: `an origin function that ${how} goes to the error handler, and the server keeps running`,
    setup: asking(predicate),
    exchanges: [
      [get(ALLOWED), FAILED],
      [preflight(ALLOWED), FAILED],
      [get(undefined), NOT_GRANTED],
    ],
  }
}

/** Origin functions: what they may return, and what happens when they fail. */
export const PREDICATE_SCENARIOS: readonly Scenario[] = [
  { title: 'false sends no CORS headers', setup: SYNC, exchanges: [[get(EVIL), NOT_GRANTED]] },
  {
    title: 'an origin function is not called without an origin, or for null or a malformed one',
    setup: THROWING,
    exchanges: [
      [get(undefined), NOT_GRANTED],
      [get('null'), NOT_GRANTED],
      [get(''), NOT_FOR_CACHES],
      [get(`${ALLOWED}/`), NOT_GRANTED],
      [get(ALLOWED, '/ok', ['Origin', ALLOWED]), NOT_FOR_CACHES],
      [preflight('null'), PREFLIGHT_REFUSED],
      [preflight(`${ALLOWED}, ${ALLOWED}`), PREFLIGHT_REFUSED],
    ],
  },
  {
    title: 'true grants',
    setup: SYNC,
    exchanges: [
      [get(ALLOWED), GRANTED_BY_PREDICATE],
      [preflight(ALLOWED), PREFLIGHT_GRANTED_BY_PREDICATE],
    ],
  },
  {
    title: 'a promise of true allows',
    setup: ASYNC,
    exchanges: [
      [get(ALLOWED), GRANTED_BY_PREDICATE],
      [preflight(ALLOWED), PREFLIGHT_GRANTED_BY_PREDICATE],
      [get(ALLOWED, '/throw'), { ...GRANTED_BY_PREDICATE, status: 500 }],
      [get(ALLOWED, '/unknown'), { ...GRANTED_BY_PREDICATE, status: 404 }],
      [
        get(ALLOWED, '/late-vary'),
        { ...GRANTED_BY_PREDICATE, cors: { ...GRANTED_BY_PREDICATE.cors, vary: 'Accept-Encoding, Origin' } },
      ],
    ],
  },
  {
    title: 'a thenable of another library allows',
    // biome-ignore lint/suspicious/noThenProperty: a promise of another library, not of Node.
    setup: asking(() => ({ then: (resolve: (answer: boolean) => void) => resolve(true) })),
    exchanges: [[get(ALLOWED), GRANTED_BY_PREDICATE]],
  },
  { title: 'a promise of false sends no CORS headers', setup: ASYNC, exchanges: [[get(EVIL), NOT_GRANTED]] },
  { title: 'false refuses a preflight', setup: SYNC, exchanges: [[preflight(EVIL), PREFLIGHT_REFUSED]] },
  {
    title: 'a promise of false denies a preflight',
    setup: ASYNC,
    exchanges: [[preflight(EVIL), PREFLIGHT_REFUSED]],
  },
  {
    title: 'an exception goes to the error handler, for preflights too, and the server keeps running',
    setup: THROWING,
    exchanges: [
      [get(ALLOWED), FAILED],
      [preflight(ALLOWED), FAILED],
      [get(undefined), NOT_GRANTED],
    ],
  },
  {
    title: 'a rejection goes to the error handler, for preflights too, and the server keeps running',
    setup: REJECTING,
    exchanges: [
      [get(ALLOWED), FAILED],
      [preflight(ALLOWED), FAILED],
      [get(undefined), NOT_GRANTED],
    ],
  },
  ...[...MISTAKES, ...HOSTILE_THENABLES].map(([title, predicate]) => ({
    title: `${title} is an error, and sends no CORS headers`,
    setup: asking(predicate),
    exchanges: [
      [get(ALLOWED), FAILED],
      [preflight(ALLOWED), FAILED],
      [get(undefined), NOT_GRANTED],
    ] as const,
  })),
  ...SETTLED_THENABLES.map(([title, predicate]) => ({
    title: `a promise ${title} counts once`,
    setup: asking(predicate),
    exchanges: [
      [get(ALLOWED), NOT_GRANTED],
      [preflight(ALLOWED), PREFLIGHT_REFUSED],
    ] as const,
  })),
  ...UNSPEAKABLE.flatMap(([what, make]) => [
    failingWith(`throws ${what}`, () => {
      throw make()
    }),
    failingWith(`rejects with ${what}`, () => Promise.reject(make())),
  ]),
  {
    title: 'a failure keeps an earlier Vary',
    setup: { ...REJECTING, earlyVary: 'Cookie' },
    exchanges: [[get(ALLOWED), { ...FAILED, cors: { vary: 'Cookie, Origin' } }]],
    // Koa removes all headers before it responds to an error.
    appliesTo: ({ framework }) => framework !== 'koa',
  },
  {
    title: 'with credentials, an unencrypted origin is denied before the origin function is called',
    setup: setupOf({ origin: throwing, credentials: true }),
    exchanges: [
      [get('http://example.com'), NOT_GRANTED],
      [preflight('http://example.com'), PREFLIGHT_REFUSED],
      [get('http://localhost:3000'), FAILED],
    ],
  },
]
