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

/** A predicate as plain JavaScript would have it. */
function asking(predicate: (...parameters: never[]) => unknown): Setup {
  return setupOf({ origin: predicate as OriginPredicate })
}

function throwing(): never {
  throw new Error('the predicate has failed')
}

const SYNC = asking(isAllowed)
const ASYNC = asking(isAllowedLater)
const THROWING = asking(throwing)
const REJECTING = asking(async () => throwing())

type Callback = (error: Error | null, answer?: boolean) => void

/** Answers that are not booleans, and ways of giving none. */
const MISTAKES: readonly (readonly [id: string, title: string, predicate: (...parameters: never[]) => unknown])[] = [
  ['F07', 'a callback under another name with an error', (_origin: string, tell: Callback) => tell(new Error('no'))],
  ['F07b', 'a callback under another name with an answer', (_origin: string, tell: Callback) => tell(null, true)],
  ['F10', 'a text', () => 'yes'],
  ['F10b', 'the text of an origin', () => ALLOWED],
  ['F11', 'nothing', () => undefined],
  ['F11b', 'null', () => null],
  ['F12', 'a number', () => 1],
  ['F13', 'a promise of a text', async () => 'yes'],
  ['F13b', 'a promise of nothing', async () => undefined],
  ['F13c', 'a promise of the text of an origin', async () => ALLOWED],
  ['F13d', 'a promise of a promise of a text', async () => Promise.resolve('true')],
  ['F13e', 'an object around true', () => Object(true)],
  ['F13f', 'a function that answers', () => () => true],
  ['F14', 'an exception that is no error', () => Promise.reject('no')],
  ['F14b', 'an exception of undefined', () => Promise.reject(undefined)],
]

function failingWith(id: string, how: string, predicate: () => unknown): Scenario {
  return {
    id,
    title: `a predicate that ${how} takes the error path, and the server lives`,
    setup: asking(predicate),
    exchanges: [
      [get(ALLOWED), FAILED],
      [preflight(ALLOWED), FAILED],
      [get(undefined), NOT_GRANTED],
    ],
  }
}

/** Predicates: what they may answer, and what happens where they fail. */
export const PREDICATE_SCENARIOS: readonly Scenario[] = [
  { id: 'F01', title: 'false grants nothing', setup: SYNC, exchanges: [[get(EVIL), NOT_GRANTED]] },
  {
    id: 'F02',
    title: 'a predicate is not asked without an origin, nor about null or a malformed one',
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
    id: 'F03',
    title: 'true grants',
    setup: SYNC,
    exchanges: [
      [get(ALLOWED), GRANTED_BY_PREDICATE],
      [preflight(ALLOWED), PREFLIGHT_GRANTED_BY_PREDICATE],
    ],
  },
  {
    id: 'F04',
    title: 'a promise of true grants',
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
    id: 'F04b',
    title: 'a thenable of another make grants',
    // biome-ignore lint/suspicious/noThenProperty: the promise of another library, not of Node.
    setup: asking(() => ({ then: (resolve: (answer: boolean) => void) => resolve(true) })),
    exchanges: [[get(ALLOWED), GRANTED_BY_PREDICATE]],
  },
  { id: 'F05', title: 'a promise of false grants nothing', setup: ASYNC, exchanges: [[get(EVIL), NOT_GRANTED]] },
  { id: 'F06', title: 'false refuses a preflight', setup: SYNC, exchanges: [[preflight(EVIL), PREFLIGHT_REFUSED]] },
  {
    id: 'F06b',
    title: 'a promise of false refuses a preflight',
    setup: ASYNC,
    exchanges: [[preflight(EVIL), PREFLIGHT_REFUSED]],
  },
  {
    id: 'F08',
    title: 'an exception takes the error path, for preflights too, and the server lives',
    setup: THROWING,
    exchanges: [
      [get(ALLOWED), FAILED],
      [preflight(ALLOWED), FAILED],
      [get(undefined), NOT_GRANTED],
    ],
  },
  {
    id: 'F09',
    title: 'a rejection takes the error path, for preflights too, and the server lives',
    setup: REJECTING,
    exchanges: [
      [get(ALLOWED), FAILED],
      [preflight(ALLOWED), FAILED],
      [get(undefined), NOT_GRANTED],
    ],
  },
  ...[...MISTAKES, ...HOSTILE_THENABLES].map(([id, title, predicate]) => ({
    id,
    title: `${title} is a mistake, and grants nothing`,
    setup: asking(predicate),
    exchanges: [
      [get(ALLOWED), FAILED],
      [preflight(ALLOWED), FAILED],
      [get(undefined), NOT_GRANTED],
    ] as const,
  })),
  ...SETTLED_THENABLES.map(([id, title, predicate]) => ({
    id,
    title: `a promise ${title} counts once`,
    setup: asking(predicate),
    exchanges: [
      [get(ALLOWED), NOT_GRANTED],
      [preflight(ALLOWED), PREFLIGHT_REFUSED],
    ] as const,
  })),
  ...UNSPEAKABLE.flatMap(([what, make], index) => [
    failingWith(`F20${index}`, `throws ${what}`, () => {
      throw make()
    }),
    failingWith(`F21${index}`, `rejects with ${what}`, () => Promise.reject(make())),
  ]),
  {
    id: 'F15',
    title: 'a failure under an earlier Vary keeps it',
    setup: { ...REJECTING, earlyVary: 'Cookie' },
    exchanges: [[get(ALLOWED), { ...FAILED, cors: { vary: 'Cookie, Origin' } }]],
    // Koa removes all headers before it responds to an error.
    appliesTo: ({ framework }) => framework !== 'koa',
  },
  {
    id: 'F16',
    title: 'with credentials, an unencrypted origin is refused before the predicate is asked',
    setup: setupOf({ origin: throwing, credentials: true }),
    exchanges: [
      [get('http://example.com'), NOT_GRANTED],
      [preflight('http://example.com'), PREFLIGHT_REFUSED],
      [get('http://localhost:3000'), FAILED],
    ],
  },
]
