import type { Expected, Scenario, Setup } from '../../support/scenario.ts'
import {
  ALLOWED,
  EVIL,
  GRANT,
  GRANTED,
  get,
  LIST,
  LIST_CONFIG,
  PREFLIGHT_GRANT,
  PREFLIGHT_GRANTED,
  PREFLIGHT_REFUSED,
  preflight,
} from './list-policy.ts'

function early(earlyVary: string | readonly string[]): Setup {
  return { layers: [{ source: LIST_CONFIG }], earlyVary }
}

function grantedWith(vary: string): Expected {
  return { ...GRANTED, cors: { ...GRANT, vary } }
}

const EARLY_ACCEPT_ENCODING = early('Accept-Encoding')

/** `Vary` set by other code, before CORS and after it. */
export const VARY_HEADER_SCENARIOS: readonly Scenario[] = [
  {
    title: 'Vary: * is kept unchanged',
    setup: early('*'),
    exchanges: [[get(ALLOWED), grantedWith('*')]],
  },
  {
    title: 'a * among names is sent alone, which every cache understands',
    setup: early('Accept-Encoding, *'),
    exchanges: [
      [get(ALLOWED), grantedWith('*')],
      [get(EVIL), { ...GRANTED, cors: { vary: '*' } }],
    ],
  },
  {
    title: 'an earlier Vary is merged',
    setup: EARLY_ACCEPT_ENCODING,
    exchanges: [[get(ALLOWED), grantedWith('Accept-Encoding, Origin')]],
  },
  {
    title: 'an earlier Vary: origin is not doubled',
    setup: early('origin'),
    exchanges: [[get(ALLOWED), grantedWith('origin')]],
  },
  {
    title: 'an earlier Vary of two lines is merged',
    setup: early(['Accept-Encoding', 'Accept-Language']),
    exchanges: [[get(ALLOWED), grantedWith('Accept-Encoding, Accept-Language, Origin')]],
  },
  {
    title: 'a Vary that the handler sets is merged',
    setup: LIST,
    exchanges: [[get(ALLOWED, '/late-vary'), grantedWith('Accept-Encoding, Origin')]],
  },
  {
    title: 'a Vary of two lines that the handler sets is merged',
    setup: LIST,
    exchanges: [[get(ALLOWED, '/late-vary/several'), grantedWith('Accept-Encoding, Accept-Language, Origin')]],
  },
  {
    title: 'Vary: * that the handler sets is kept unchanged',
    setup: LIST,
    exchanges: [[get(ALLOWED, '/late-vary/any'), grantedWith('*')]],
  },
  {
    title: 'Vary comes back when the handler removes it',
    setup: LIST,
    exchanges: [[get(ALLOWED, '/late-vary/removed'), grantedWith('Origin')]],
  },
  {
    title: 'a Vary that the handler sets is merged for a denied origin, and without one',
    setup: LIST,
    exchanges: [
      [get(EVIL, '/late-vary'), { ...GRANTED, cors: { vary: 'Accept-Encoding, Origin' } }],
      [get(undefined, '/late-vary'), { ...GRANTED, cors: { vary: 'Accept-Encoding, Origin' } }],
    ],
  },
  {
    title: 'an earlier Vary is merged into the response to a preflight',
    setup: EARLY_ACCEPT_ENCODING,
    exchanges: [
      [preflight(ALLOWED), { ...PREFLIGHT_GRANTED, cors: { ...PREFLIGHT_GRANT, vary: 'Accept-Encoding, Origin' } }],
      [preflight(EVIL), { ...PREFLIGHT_REFUSED, cors: { vary: 'Accept-Encoding, Origin' } }],
    ],
  },
  {
    title: 'an earlier Vary and a later one: the later one replaces the earlier, as it would without CORS',
    setup: early('Cookie'),
    exchanges: [[get(ALLOWED, '/late-vary'), grantedWith('Accept-Encoding, Origin')]],
  },
  {
    title: 'HEAD, 304 and 404 vary for requests without an origin too',
    setup: LIST,
    exchanges: [
      [
        { method: 'HEAD', path: '/ok' },
        { ...GRANTED, cors: { vary: 'Origin' } },
      ],
      [get(undefined, '/not-modified'), { ...GRANTED, status: 304, cors: { vary: 'Origin' } }],
      [get(undefined, '/unknown'), { ...GRANTED, status: 404, cors: { vary: 'Origin' } }],
      [get(undefined, '/throw'), { ...GRANTED, status: 500, cors: { vary: 'Origin' } }],
    ],
  },
]
