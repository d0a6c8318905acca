import { findCorsCheckFailures, type HttpResponse, judgePreflight } from '@crossorigin/browser-model'
import { parseOrigin } from '@crossorigin/grammar'
import type { CorsConfig } from '@crossorigin/policy'
import { ACTUAL_REQUEST_SCENARIOS } from '../adapters/scenarios/actual-request.ts'
import { ANY_ORIGIN_SCENARIOS } from '../adapters/scenarios/any-origin.ts'
import { ASKED_NAME_SCENARIOS } from '../adapters/scenarios/asked-names.ts'
import { LAST_WORD_SCENARIOS } from '../adapters/scenarios/last-word.ts'
import { ORIGIN_VALUE_SCENARIOS } from '../adapters/scenarios/origin-value.ts'
import { PREDICATE_SCENARIOS } from '../adapters/scenarios/predicate.ts'
import { PREFLIGHT_REQUEST_SCENARIOS } from '../adapters/scenarios/preflight-request.ts'
import { VARY_HEADER_SCENARIOS } from '../adapters/scenarios/vary-header.ts'
import type { Adapter } from '../support/adapter.ts'
import { FETCH_ROUTES } from '../support/fetch-routes.ts'
import type { RawRequest } from '../support/raw-client.ts'
import type { Expected, Scenario, Setup } from '../support/scenario.ts'
import type { Peer } from './peer.ts'

/** The parts of the scenario table with one policy for all requests, which is what peers support. */
export const TOPICS: Readonly<Record<string, readonly Scenario[]>> = {
  'actual requests': ACTUAL_REQUEST_SCENARIOS,
  preflights: PREFLIGHT_REQUEST_SCENARIOS,
  'requested methods and headers': ASKED_NAME_SCENARIOS,
  'values of `Origin`': ORIGIN_VALUE_SCENARIOS,
  'any origin': ANY_ORIGIN_SCENARIOS,
  'origin functions': PREDICATE_SCENARIOS,
  '`Vary` of other code': VARY_HEADER_SCENARIOS,
  'CORS headers of other code': LAST_WORD_SCENARIOS,
}

/** The ways in which a peer can fail a scenario, the worst first. */
export const FAILURES = [
  'allows what the policy does not',
  'denies what the policy allows',
  'leaves out `Vary: Origin`',
  'changes the status of a response',
] as const

export type Failure = (typeof FAILURES)[number]

const FETCH_ADAPTER = { framework: 'fetch', protocol: 'http/1.1', name: 'a fetch handler' } as Adapter

/** Returns the scenarios with one policy and origins that browsers send, without features that only this project has. */
export async function selectForPeers(scenarios: readonly Scenario[]): Promise<readonly Scenario[]> {
  const kinds = await Promise.all(scenarios.map(({ setup }) => readFunction(configOf(setup))))
  return scenarios.filter((scenario, index) => isForPeers(scenario) && kinds[index] !== 'no answer')
}

function isForPeers({ setup, appliesTo, exchanges }: Scenario): boolean {
  const [layer, ...others] = setup.layers
  const isPlain = setup.earlyVary === undefined && setup.earlyHeaders === undefined && !setup.hasEarlyAuthentication
  return (
    isPlain &&
    others.length === 0 &&
    configOf(setup) !== undefined &&
    layer?.mode === undefined &&
    (appliesTo?.(FETCH_ADAPTER) ?? true) &&
    exchanges.every(([request]) => isSentByBrowsers(createRequest(request)))
  )
}

function configOf({ layers }: Setup): CorsConfig | undefined {
  const [layer] = layers
  return typeof layer?.source === 'object' && !('decide' in layer.source) ? layer.source : undefined
}

/** Browsers send no origin, `null`, or one that has the form of the standard. */
function isSentByBrowsers(request: Request | undefined): boolean {
  if (request === undefined) return false
  const origin = request.headers.get('origin')
  return origin === null || origin === 'null' || parseOrigin(origin) !== undefined
}

/** Finds out how the origin function of a configuration responds, if there is one. */
async function readFunction(config: CorsConfig | undefined): Promise<'none' | 'at once' | 'later' | 'no answer'> {
  const origin = config?.origin
  if (typeof origin !== 'function') return 'none'
  try {
    const answer: unknown = origin('https://example.com', { scheme: 'https', host: 'example.com', port: null })
    if (!(answer instanceof Promise)) return typeof answer === 'boolean' ? 'at once' : 'no answer'
    return (await answer.then(
      (value) => typeof value === 'boolean',
      () => true,
    ))
      ? 'later'
      : 'no answer'
  } catch {
    return 'at once'
  }
}

/** Returns a request; `undefined` for bytes that `Request` does not accept. */
function createRequest({ method = 'GET', path = '/', headers = [], body = '' }: RawRequest): Request | undefined {
  try {
    const request = new Request(`http://api.example.test${path}`, { method, ...(body === '' ? {} : { body }) })
    for (const [name, value] of headers) request.headers.append(name, value)
    return request
  } catch {
    return undefined
  }
}

/** Returns the worst failure of a peer in a scenario, or `'inexpressible'` if it has no options for the policy. */
export async function findFailure(peer: Peer, scenario: Scenario): Promise<Failure | 'inexpressible' | undefined> {
  const config = configOf(scenario.setup) as CorsConfig
  const found: Failure[] = []
  const isLate = (await readFunction(config)) === 'later'
  const handler = isLate && peer.isSynchronous ? undefined : peer.create(config, respond)
  if (handler === undefined) return 'inexpressible'
  for (const [raw, expected] of scenario.exchanges) {
    const request = createRequest(raw) as Request
    // A peer whose handler rejects leaves the response to the server.
    const response = await Promise.resolve(handler(request)).catch(() => new Response(null, { status: 500 }))
    found.push(...compare(createRequest(raw) as Request, response, expected, config.credentials === true))
  }
  return FAILURES.find((failure) => found.includes(failure))
}

async function respond(request: Request): Promise<Response> {
  try {
    const route = FETCH_ROUTES[new URL(request.url).pathname]
    return route === undefined ? new Response(null, { status: 404 }) : await route(request)
  } catch {
    return new Response(null, { status: 500 })
  }
}

function compare(request: Request, response: Response, expected: Expected, withCredentials: boolean): Failure[] {
  const wanted: HttpResponse = { status: expected.status, headers: Object.entries(expected.cors) }
  const given: HttpResponse = { status: response.status, headers: [...response.headers] }
  const isAllowed = isLetThrough(request, given, withCredentials)
  const isMeant = isLetThrough(request, wanted, withCredentials)
  const isPreflight = request.method === 'OPTIONS' && request.headers.has('access-control-request-method')
  // Caches do not store server errors.
  const isVaryMissing =
    expected.status !== 500 &&
    /\b(origin|\*)/i.test(expected.cors['vary'] ?? '') &&
    !/\borigin\b|\*/i.test(response.headers.get('vary') ?? '') &&
    !(isPreflight && !isMeant)
  const isStatusWrong = !isPreflight && expected.status !== 500 && response.status !== expected.status
  return [
    isAllowed && !isMeant ? FAILURES[0] : undefined,
    isMeant && !isAllowed ? FAILURES[1] : undefined,
    isVaryMissing ? FAILURES[2] : undefined,
    isStatusWrong ? FAILURES[3] : undefined,
  ].filter((failure) => failure !== undefined)
}

/** Returns whether a browser allows a request, according to the browser model, which does not depend on policies. */
function isLetThrough({ method, headers }: Request, response: HttpResponse, withCredentials: boolean): boolean {
  const origin = headers.get('origin')
  if (origin === null) return false
  const asked = headers.get('access-control-request-method')
  if (method !== 'OPTIONS' || asked === null)
    return findCorsCheckFailures(response, origin, withCredentials).length === 0
  const unsafeNames = (headers.get('access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
  const question = { origin, withCredentials, method: asked, isForced: false }
  return judgePreflight({ ...question, unsafeNames: unsafeNames.filter((name) => name !== '') }, response).code === null
}
