import { createPolicy } from '@crossorigin/policy'
import type { Adapter } from '../../support/adapter.ts'
import type { Exchange, Expected, Scenario, SelectedRequest, Selector, Setup } from '../../support/scenario.ts'
import { UNSPEAKABLE } from '../../support/thrown-values.ts'
import {
  ALLOWED,
  EVIL,
  FAILED,
  GRANTED,
  get,
  LIST_CONFIG,
  NOT_GRANTED,
  PREFLIGHT_GRANT,
  PREFLIGHT_GRANTED,
  PREFLIGHT_REFUSED,
  preflight,
} from './list-policy.ts'

const LIST_POLICY = createPolicy(LIST_CONFIG)
const ANY_POLICY = createPolicy({ origin: '*' })

function selectByPath({ url }: SelectedRequest): ReturnType<typeof createPolicy> | undefined {
  if (url === '/ok') return LIST_POLICY
  return url === '/stream' ? ANY_POLICY : undefined
}

function selectByLanguage({ headers }: SelectedRequest): ReturnType<typeof createPolicy> | undefined {
  const language = headers['accept-language']
  if (language === 'en') return LIST_POLICY
  return language === 'de' ? ANY_POLICY : undefined
}

function selecting(source: Selector, ...vary: string[]): Setup {
  return { layers: [{ source, vary }] }
}

const BY_PATH = selecting(selectByPath)
const BY_PATH_LATER = selecting(async (request) => selectByPath(request))
const BY_LANGUAGE = selecting(selectByLanguage, 'Accept-Language')
const BY_LANGUAGE_LATER = selecting(async (request) => selectByLanguage(request), 'Accept-Language')

const ANY: Expected = { ...GRANTED, cors: { 'access-control-allow-origin': '*' } }
const NOTHING: Expected = { ...GRANTED, cors: {} }

function withVary(expected: Expected, vary: string): Expected {
  return { ...expected, cors: { ...expected.cors, vary } }
}

const BY_PATH_EXCHANGES: readonly Exchange[] = [
  [get(ALLOWED), GRANTED],
  [get(EVIL), NOT_GRANTED],
  [preflight(ALLOWED), PREFLIGHT_GRANTED],
  [preflight(EVIL), PREFLIGHT_REFUSED],
  [get(EVIL, '/stream'), ANY],
  [get(ALLOWED, '/late-vary'), { ...NOTHING, cors: { vary: 'Accept-Encoding' } }],
  [get(ALLOWED, '/unknown'), { ...NOTHING, status: 404 }],
  [preflight(ALLOWED, '/own-options'), { ...NOTHING, body: 'own' }],
]

function throwing(): never {
  throw new Error('the selector failed')
}

/** Selectors with an error. */
const MISTAKES: readonly (readonly [title: string, select: () => unknown])[] = [
  ['a configuration instead of a policy', () => LIST_CONFIG],
  ['a promise of a configuration', async () => LIST_CONFIG],
  ['null instead of undefined', () => null],
  ['an exception', throwing],
  ['a rejection', () => Promise.reject(new Error('the selector failed'))],
  ['a string', () => 'https://example.com'],
  ['a promise of a string', async () => 'https://example.com'],
  ['false instead of undefined', () => false],
  // biome-ignore lint/suspicious/noThenProperty: what a selector may return is what is tested.
  ['a thenable that throws', () => ({ then: throwing })],
  ['a then that cannot be read', () => Object.defineProperty({}, 'then', { get: throwing })],
  ['an object that cannot be inspected', () => new Proxy({}, { has: throwing, get: throwing })],
  ['an object that only looks like a policy', () => ({ ...ANY_POLICY })],
  ...UNSPEAKABLE.map(([what, make]) => [`a rejection with ${what}`, () => Promise.reject(make())] as const),
]

function row(title: string, setup: Setup, ...exchanges: Exchange[]): Scenario {
  return { title, setup, exchanges }
}

/** A response of Node may begin before the policy is selected, so the names are added one by one. */
function lateVary(vary: string, frameworks: readonly Adapter['framework'][]): Scenario {
  return {
    ...row(
      `a header that a late selector reads is in Vary on every response: ${vary}`,
      BY_LANGUAGE_LATER,
      [get(ALLOWED, '/ok', ['Accept-Language', 'en']), withVary(GRANTED, vary)],
      [get(EVIL, '/ok', ['Accept-Language', 'de']), withVary(ANY, 'Accept-Language')],
      [get(ALLOWED, '/unknown'), withVary({ ...NOTHING, status: 404 }, 'Accept-Language')],
    ),
    appliesTo: ({ framework }) => frameworks.includes(framework),
  }
}

/** Policies that are selected for each request. */
export const SELECTOR_SCENARIOS: readonly Scenario[] = [
  row('each request uses the policy selected for it, or none', BY_PATH, ...BY_PATH_EXCHANGES),
  row('a promise of a policy selects it', BY_PATH_LATER, ...BY_PATH_EXCHANGES),
  row(
    'a header that a selector reads is in Vary on every response',
    BY_LANGUAGE,
    [get(ALLOWED, '/ok', ['Accept-Language', 'en']), withVary(GRANTED, 'Origin, Accept-Language')],
    [get(EVIL, '/ok', ['Accept-Language', 'en']), withVary(NOT_GRANTED, 'Origin, Accept-Language')],
    [get(EVIL, '/ok', ['Accept-Language', 'de']), withVary(ANY, 'Accept-Language')],
    [get(ALLOWED, '/unknown'), withVary({ ...NOTHING, status: 404 }, 'Accept-Language')],
    [get(ALLOWED, '/late-vary'), withVary(NOTHING, 'Accept-Encoding, Accept-Language')],
    [preflight(ALLOWED, '/own-options'), withVary({ ...NOTHING, body: 'own' }, 'Accept-Language')],
    [
      preflight(ALLOWED, '/ok', ['Access-Control-Request-Method', 'PUT'], ['Accept-Language', 'en']),
      { ...PREFLIGHT_GRANTED, cors: { ...PREFLIGHT_GRANT, vary: 'Origin, Accept-Language' } },
    ],
    [
      preflight(EVIL, '/ok', ['Access-Control-Request-Method', 'PUT'], ['Accept-Language', 'en']),
      withVary(PREFLIGHT_REFUSED, 'Origin, Accept-Language'),
    ],
  ),
  lateVary('Accept-Language, Origin', ['node', 'express', 'fastify']),
  lateVary('Origin, Accept-Language', ['fetch', 'hono']),
  row(
    'a header that a selector reads is in Vary when it fails',
    selecting(throwing, 'Accept-Language'),
    [get(ALLOWED), withVary(FAILED, 'Origin, Accept-Language')],
    [preflight(ALLOWED), withVary(FAILED, 'Origin, Accept-Language')],
  ),
  ...MISTAKES.map(([title, select]) =>
    row(
      `${title} goes to the error handler, and sends no CORS headers`,
      selecting(select as Selector),
      [get(ALLOWED), FAILED],
      [preflight(ALLOWED), FAILED],
    ),
  ),
]
