import { createPolicy } from '@crossorigin/policy'
import type { CorsLayer, Exchange, Expected, Scenario } from '../../support/scenario.ts'
import {
  ALLOWED,
  EVIL,
  FAILED,
  GRANT,
  GRANTED,
  get,
  LIST_CONFIG,
  NOT_GRANTED,
  PREFLIGHT_GRANTED,
  PREFLIGHT_REFUSED,
  preflight,
  SAFELISTED_HEADERS,
  SAFELISTED_METHODS,
} from './list-policy.ts'

const ANY: CorsLayer = { source: { origin: '*' } }
const LISTED: CorsLayer = { source: LIST_CONFIG }
const REJECTING: CorsLayer = { source: { ...LIST_CONFIG, onDenied: 'reject' } }
const NONE: CorsLayer = { source: () => undefined }
const LIST_POLICY = createPolicy(LIST_CONFIG)
const PREBUILT: CorsLayer = { source: LIST_POLICY }
const BY_LANGUAGE: CorsLayer = { source: () => LIST_POLICY, vary: ['Accept-Language'] }
const FAILING: CorsLayer = {
  source: {
    origin: () => {
      throw new Error('the origin function failed')
    },
  },
}

const ANY_PREFLIGHT: Expected = {
  ...PREFLIGHT_GRANTED,
  cors: {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': SAFELISTED_METHODS,
    'access-control-allow-headers': SAFELISTED_HEADERS,
    'access-control-max-age': '600',
  },
}

const REJECTED: Expected = {
  status: 403,
  reachesApplication: false,
  cors: { vary: 'Origin, Sec-Fetch-Site' },
  contentLength: '0',
}

function row(title: string, layers: readonly CorsLayer[], ...exchanges: Exchange[]): Scenario {
  return { title, setup: { layers }, exchanges, appliesTo: ({ framework }) => framework !== 'fastify' }
}

/**
 * CORS applied twice: the inner policy decides about actual requests, the first one reached responds to preflights. Fastify has
 * one policy per scope, and one for both.
 */
export const REPEATED_LAYER_SCENARIOS: readonly Scenario[] = [
  row('an inner list removes the wildcard of an outer policy', [ANY, LISTED], [get(EVIL), NOT_GRANTED]),
  row('an inner list decides instead of the outer policy', [ANY, LISTED], [get(ALLOWED), GRANTED]),
  row('the inner list decides on errors too', [ANY, LISTED], [get(EVIL, '/throw'), { ...NOT_GRANTED, status: 500 }]),
  row('the same list twice is the same as once', [LISTED, LISTED], [get(ALLOWED), GRANTED], [get(EVIL), NOT_GRANTED]),
  row('one policy twice is the same as once', [PREBUILT, PREBUILT], [get(ALLOWED), GRANTED]),
  row(
    'Vary is merged once under two layers',
    [LISTED, LISTED],
    [get(ALLOWED, '/write-head/object-vary'), { ...GRANTED, cors: { ...GRANT, vary: 'Accept-Encoding, Origin' } }],
  ),
  row('the first policy reached responds to preflights', [ANY, LISTED], [preflight(EVIL), ANY_PREFLIGHT]),
  row('the first policy reached denies preflights', [LISTED, ANY], [preflight(EVIL), PREFLIGHT_REFUSED]),
  row(
    'an inner wildcard replaces the headers of an outer list, and keeps its Vary',
    [LISTED, ANY],
    [get(ALLOWED), { ...GRANTED, cors: { 'access-control-allow-origin': '*', vary: 'Origin' } }],
  ),
  row(
    'an inner selector that selects nothing removes CORS headers, and keeps Vary',
    [LISTED, NONE],
    [get(ALLOWED), NOT_GRANTED],
  ),
  row(
    'when the first selects nothing, the second one decides',
    [NONE, LISTED],
    [get(ALLOWED), GRANTED],
    [preflight(ALLOWED), PREFLIGHT_GRANTED],
    [preflight(EVIL), PREFLIGHT_REFUSED],
  ),
  row('an inner policy that rejects removes the wildcard', [ANY, REJECTING], [get(EVIL), REJECTED]),
  row('an outer policy that rejects comes before an inner one', [REJECTING, ANY], [get(EVIL), REJECTED]),
  row(
    'an inner failure removes CORS headers',
    [LISTED, FAILING],
    [get(ALLOWED), FAILED],
    [get(undefined), NOT_GRANTED],
  ),
  row(
    'names that an inner layer adds to Vary are added to those of the outer one',
    [LISTED, BY_LANGUAGE],
    [get(ALLOWED), { ...GRANTED, cors: { ...GRANT, vary: 'Origin, Accept-Language' } }],
    [get(ALLOWED, '/late-vary'), { ...GRANTED, cors: { ...GRANT, vary: 'Accept-Encoding, Origin, Accept-Language' } }],
    [preflight(ALLOWED), PREFLIGHT_GRANTED],
  ),
  row(
    'after an outer failure the inner policy is not used',
    [FAILING, LISTED],
    [get(ALLOWED), FAILED],
    [preflight(ALLOWED), FAILED],
    [get(undefined), NOT_GRANTED],
  ),
  row(
    "a handler's own Access-Control-Allow-Origin is replaced by the inner policy",
    [ANY, LISTED],
    [get(ALLOWED, '/own-origin'), GRANTED],
    [get(EVIL, '/own-origin'), NOT_GRANTED],
    [get(EVIL, '/write-head/own-origin'), NOT_GRANTED],
  ),
  row('of three, the innermost decides', [LISTED, ANY, LISTED], [get(ALLOWED), GRANTED], [get(EVIL), NOT_GRANTED]),
]
