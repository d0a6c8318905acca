import { FAILED_CONNECTIONS } from './code-groups.ts'
import * as alike from './look-alike-suspects.ts'
import type { EngineMessage, Message, Suspect } from './message.ts'
import { ANYTHING, CONSOLE_KNOWS } from './network-suspects.ts'
import * as behind from './suspects.ts'

const UNPARSABLE = ['parse', 'invalid']

function eitherWay(
  keywords: EngineMessage['keywords'],
  onResponse: readonly Suspect[],
  onPreflight: readonly Suspect[],
): readonly EngineMessage[] {
  return [
    { keywords: ['preflight', ...keywords], suspects: onPreflight },
    { keywords, suspects: onResponse },
  ]
}

/** Engines reword their messages, and people retell them: the words that no wording can do without. */
export const REWORDED_MESSAGES: readonly EngineMessage[] = [
  ...eitherWay(
    ['access-control-allow-origin', ['wildcard', "'*'"]],
    behind.WILDCARD_ON_RESPONSE,
    behind.WILDCARD_ON_PREFLIGHT,
  ),
  ...eitherWay(
    ['access-control-allow-origin', ['multiple', 'more than one', 'only one', 'duplicate']],
    behind.MULTIPLE_ON_RESPONSE,
    behind.MULTIPLE_ON_PREFLIGHT,
  ),
  ...eitherWay(
    ['access-control-allow-origin', 'invalid'],
    [{ code: 'response/allow-origin-invalid', because: 'the value is not a valid origin' }],
    [{ code: 'preflight/allow-origin-invalid', because: 'the value is not a valid origin' }],
  ),
  ...eitherWay(
    ['access-control-allow-origin', ['equal', 'match']],
    behind.MISMATCH_ON_RESPONSE,
    behind.MISMATCH_ON_PREFLIGHT,
  ),
  ...eitherWay(['access-control-allow-credentials'], behind.CREDENTIALS_ON_RESPONSE, behind.CREDENTIALS_ON_PREFLIGHT),
  { keywords: ['access-control-allow-methods', UNPARSABLE], suspects: behind.UNPARSABLE_METHODS },
  { keywords: ['access-control-allow-methods'], suspects: behind.METHOD },
  { keywords: ['access-control-allow-headers', UNPARSABLE], suspects: behind.UNPARSABLE_HEADERS },
  { keywords: ['access-control-allow-headers'], suspects: behind.HEADER },
  {
    keywords: ['access-control-expose-headers'],
    suspects: [
      { code: 'exposure/header-not-exposed', because: 'JavaScript sees seven headers, and those that this one lists' },
    ],
  },
  ...eitherWay(['access-control-allow-origin'], behind.MISSING_ON_RESPONSE, behind.MISSING_ON_PREFLIGHT),
  { keywords: ['preflight', 'redirect'], suspects: behind.PREFLIGHT_REDIRECT },
  { keywords: ['preflight', ['status', 'succe', 'http ok']], suspects: behind.PREFLIGHT_STATUS },
  {
    keywords: [['local network', 'private network', 'address space']],
    suspects: alike.LOCAL_NETWORK_PERMISSION,
  },
  {
    keywords: [
      ['cross origin', 'cross-origin', 'cors'],
      ['scheme', 'not http'],
    ],
    suspects: behind.SCHEME,
  },
  {
    keywords: [['cross-origin request blocked', 'blocked by cors', 'cors policy', 'cors error', 'same origin policy']],
    suspects: [...behind.MISSING_ON_RESPONSE, ...behind.MISSING_ON_PREFLIGHT],
    hides: 'The reason, which the full sentence in the console names.',
  },
]

/** What JavaScript gets: the same for every cause. */
export const EXCEPTIONS_FOR_ANY_CAUSE: readonly Message[] = [
  {
    engine: 'chromium',
    names: ['ERR_FAILED'],
    template: 'Failed to load resource: net::ERR_FAILED',
    codes: ['preflight/unreachable', 'response/unreachable', 'redirect/not-followed'],
    keywords: [['failed to fetch', 'err_failed', 'failed to load resource']],
  },
  {
    engine: 'firefox',
    template: 'TypeError: NetworkError when attempting to fetch resource.',
    keywords: ['networkerror when attempting to fetch'],
  },
  { engine: 'webkit', template: 'TypeError: Load failed', keywords: ['load failed'], codes: FAILED_CONNECTIONS },
  {
    names: ['ERR_NETWORK'],
    template: 'AxiosError: Network Error',
    keywords: [['network error', 'network request failed', 'xmlhttprequest error']],
  },
].map((message) => ({ ...message, suspects: ANYTHING, isVague: true, hides: CONSOLE_KNOWS }) as Message)
