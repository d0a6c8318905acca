import type { Exchange, Expected, Scenario, Setup } from '../../support/scenario.ts'
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
  setupOf,
} from './list-policy.ts'

const REJECT = setupOf({ ...LIST_CONFIG, onDenied: 'reject' })
const LATE_REJECT = setupOf({ origin: async () => false, onDenied: 'reject' })
const DEBUG = setupOf({ ...LIST_CONFIG, debug: true })
const DEBUG_REJECT = setupOf({ ...LIST_CONFIG, debug: true, onDenied: 'reject' })
const DEBUG_PREDICATE = setupOf({ origin: () => false, debug: true, credentials: true })
const DEBUG_LATE_PREDICATE = setupOf({ origin: async () => false, debug: true })
const DEBUG_ANY = setupOf({ origin: '*', debug: true })

const REJECTED: Expected = {
  status: 403,
  reachesApplication: false,
  cors: { vary: 'Origin, Sec-Fetch-Site' },
  contentLength: '0',
  body: '',
}

const LET_THROUGH: Expected = { ...NOT_GRANTED, cors: { vary: 'Origin, Sec-Fetch-Site' } }

function because(expected: Expected, reason: string): Expected {
  return { ...expected, cors: { ...expected.cors, 'cors-reason': reason } }
}

function withVary(expected: Expected, vary: string): Expected {
  return { ...expected, cors: { ...expected.cors, vary } }
}

function row(title: string, setup: Setup, ...exchanges: Exchange[]): Scenario {
  return { title, setup, exchanges }
}

const fetchSite = (site: string): readonly [string, string] => ['Sec-Fetch-Site', site]

/** Rejections before the handler, and denials that give the reason. */
export const REFUSAL_SCENARIOS: readonly Scenario[] = [
  row('a denied origin is rejected when Sec-Fetch-Site is absent', REJECT, [get(EVIL), REJECTED]),
  row(
    'a denied origin is rejected from another site, and from another origin of the same site',
    REJECT,
    [get(EVIL, '/ok', fetchSite('cross-site')), REJECTED],
    [get(EVIL, '/ok', fetchSite('same-site')), REJECTED],
    [get(EVIL, '/ok', fetchSite('')), REJECTED],
    [get(EVIL, '/ok', fetchSite('SAME-ORIGIN')), REJECTED],
  ),
  row(
    'a same-origin request, and one from the user, is let through',
    REJECT,
    [get(EVIL, '/ok', fetchSite('same-origin')), LET_THROUGH],
    [get(EVIL, '/ok', fetchSite('none')), LET_THROUGH],
  ),
  row(
    'two lines of Sec-Fetch-Site prove nothing',
    REJECT,
    [get(EVIL, '/ok', fetchSite('cross-site'), fetchSite('none')), REJECTED],
    [get(EVIL, '/ok', fetchSite('none'), fetchSite('none')), REJECTED],
  ),
  row(
    "after DNS rebinding, Host and Origin are both the attacker's, and prove nothing",
    REJECT,
    [{ ...get('http://evil.test'), host: 'evil.test' }, REJECTED],
    [{ ...get('http://evil.test'), host: 'evil.test', method: 'POST' }, REJECTED],
  ),
  row(
    'a form post, an unknown path and OPTIONS without a method are rejected as well',
    REJECT,
    [{ ...get(EVIL), method: 'POST' }, REJECTED],
    [get(EVIL, '/unknown'), REJECTED],
    [{ ...get(EVIL, '/own-options'), method: 'OPTIONS' }, REJECTED],
    [{ ...get(EVIL), method: 'HEAD' }, REJECTED],
  ),
  row(
    'null, an empty and a malformed origin are rejected, and caches must not store what they may read differently',
    REJECT,
    [get('null'), REJECTED],
    [get(''), withVary(REJECTED, '*')],
    [get(`${ALLOWED}/`), REJECTED],
    [get(`${EVIL}, ${ALLOWED}`), withVary(REJECTED, '*')],
    [get(`${ALLOWED}, ${EVIL}`, '/ok', fetchSite('same-origin')), NOT_FOR_CACHES],
  ),
  row(
    'a listed origin and a request without one are let through, and vary only on the origin',
    REJECT,
    [get(ALLOWED), GRANTED],
    [get(ALLOWED, '/ok', fetchSite('cross-site')), GRANTED],
    [get(undefined), NOT_GRANTED],
    [get(undefined, '/ok', fetchSite('cross-site')), NOT_GRANTED],
  ),
  row(
    'preflights are the same as without rejection',
    REJECT,
    [preflight(EVIL), PREFLIGHT_REFUSED],
    [preflight(ALLOWED), PREFLIGHT_GRANTED],
  ),
  row(
    'a late denial by an origin function rejects, and varies on both',
    LATE_REJECT,
    [get(EVIL), REJECTED],
    [get(EVIL, '/ok', fetchSite('same-origin')), LET_THROUGH],
    [get(EVIL, '/late-vary', fetchSite('none')), withVary(LET_THROUGH, 'Accept-Encoding, Origin, Sec-Fetch-Site')],
    [preflight(EVIL), PREFLIGHT_REFUSED],
  ),
  {
    title: 'an earlier Vary is merged into a rejection',
    setup: { ...REJECT, earlyVary: ['Cookie', 'origin'] },
    exchanges: [[get(EVIL), { ...REJECTED, cors: { vary: 'Cookie, origin, Sec-Fetch-Site' } }]],
  },

  row(
    'a denial gives the reason',
    DEBUG,
    [preflight(EVIL), because(PREFLIGHT_REFUSED, 'origin/not-listed')],
    [get(EVIL), because(NOT_GRANTED, 'origin/not-listed')],
    [get(''), because(NOT_FOR_CACHES, 'origin/malformed')],
    [get(`${ALLOWED}/`), because(NOT_GRANTED, 'origin/malformed')],
    [get('null'), because(NOT_GRANTED, 'origin/null')],
    [get(EVIL, '/unknown'), because({ ...NOT_GRANTED, status: 404 }, 'origin/not-listed')],
    [get(EVIL, '/write-head/object'), because(NOT_GRANTED, 'origin/not-listed')],
  ),
  row(
    'no reason is given for an allowed origin, or without an origin',
    DEBUG,
    [get(ALLOWED), GRANTED],
    [preflight(ALLOWED), PREFLIGHT_GRANTED],
    [get(undefined), NOT_GRANTED],
  ),
  row('a rejection gives the reason', DEBUG_REJECT, [get(EVIL), because(REJECTED, 'origin/not-listed')]),
  row(
    'a denial by an origin function, and before it, gives the reason',
    DEBUG_PREDICATE,
    [get(ALLOWED), because(NOT_GRANTED, 'origin/predicate-refused')],
    [get('http://example.com'), because(NOT_GRANTED, 'origin/insecure')],
  ),
  row('a late denial by an origin function gives the reason', DEBUG_LATE_PREDICATE, [
    preflight(ALLOWED),
    because(PREFLIGHT_REFUSED, 'origin/predicate-refused'),
  ]),
  row('nothing is denied with the wildcard', DEBUG_ANY, [
    get('null'),
    { ...GRANTED, cors: { 'access-control-allow-origin': '*' } },
  ]),
]
