import type { Phrase, Suspect } from '../phrase.ts'
import {
  CREDENTIALS_ON_PREFLIGHT,
  CREDENTIALS_ON_RESPONSE,
  HEADER,
  LOCAL_NETWORK_PERMISSION,
  METHOD,
  MISMATCH_ON_PREFLIGHT,
  MISMATCH_ON_RESPONSE,
  MISSING_ON_PREFLIGHT,
  MISSING_ON_RESPONSE,
  MULTIPLE_ON_PREFLIGHT,
  MULTIPLE_ON_RESPONSE,
  PREFLIGHT_REDIRECT,
  PREFLIGHT_STATUS,
  SCHEME,
  WILDCARD_ON_PREFLIGHT,
  WILDCARD_ON_RESPONSE,
} from '../suspects.ts'

const UNPARSABLE = ['parse', 'invalid']

function eitherWay(
  keywords: Phrase['keywords'],
  onResponse: readonly Suspect[],
  onPreflight: readonly Suspect[],
): readonly Phrase[] {
  return [
    { keywords: ['preflight', ...keywords], suspects: onPreflight },
    { keywords, suspects: onResponse },
  ]
}

/** Engines reword their sentences, and people retell them: the words that no wording can do without. */
export const REWORDED_PHRASES: readonly Phrase[] = [
  ...eitherWay(['access-control-allow-origin', ['wildcard', "'*'"]], WILDCARD_ON_RESPONSE, WILDCARD_ON_PREFLIGHT),
  ...eitherWay(
    ['access-control-allow-origin', ['multiple', 'more than one', 'only one', 'duplicate']],
    MULTIPLE_ON_RESPONSE,
    MULTIPLE_ON_PREFLIGHT,
  ),
  ...eitherWay(
    ['access-control-allow-origin', 'invalid'],
    [{ code: 'response/allow-origin-invalid', because: 'the value is no origin' }],
    [{ code: 'preflight/allow-origin-invalid', because: 'the value is no origin' }],
  ),
  ...eitherWay(['access-control-allow-origin', ['equal', 'match']], MISMATCH_ON_RESPONSE, MISMATCH_ON_PREFLIGHT),
  ...eitherWay(['access-control-allow-credentials'], CREDENTIALS_ON_RESPONSE, CREDENTIALS_ON_PREFLIGHT),
  {
    keywords: ['access-control-allow-methods', UNPARSABLE],
    suspects: [
      { code: 'preflight/allow-methods-unparsable', because: 'one bad character makes the whole list unreadable' },
    ],
  },
  { keywords: ['access-control-allow-methods'], suspects: METHOD },
  {
    keywords: ['access-control-allow-headers', UNPARSABLE],
    suspects: [
      { code: 'preflight/allow-headers-unparsable', because: 'one bad character makes the whole list unreadable' },
    ],
  },
  { keywords: ['access-control-allow-headers'], suspects: HEADER },
  {
    keywords: ['access-control-expose-headers'],
    suspects: [
      { code: 'exposure/header-not-exposed', because: 'script sees seven headers, and those that this one lists' },
    ],
  },
  ...eitherWay(['access-control-allow-origin'], MISSING_ON_RESPONSE, MISSING_ON_PREFLIGHT),
  { keywords: ['preflight', 'redirect'], suspects: PREFLIGHT_REDIRECT },
  { keywords: ['preflight', ['status', 'succe', 'http ok']], suspects: PREFLIGHT_STATUS },
  { keywords: [['local network', 'private network', 'address space']], suspects: LOCAL_NETWORK_PERMISSION },
  {
    keywords: [
      ['cross origin', 'cross-origin', 'cors'],
      ['scheme', 'not http'],
    ],
    suspects: SCHEME,
  },
  {
    keywords: [['cross-origin request blocked', 'blocked by cors', 'cors policy', 'cors error', 'same origin policy']],
    suspects: [...MISSING_ON_RESPONSE, ...MISSING_ON_PREFLIGHT],
    hides: 'The reason, which the full sentence in the console names.',
  },
]
