import { type BrowserRequest, checkPreflight, checkResponse, type HttpResponse } from '@crossorigin/browser-model'
import { readCorsHeaders } from '../../support/cors-headers.ts'
import type { RawRequest, RawResponse } from '../../support/raw-client.ts'
import type { Expected } from '../../support/scenario.ts'

/** What a browser, a cache or the application notices, in the words of the documentation. */
export const FAULTS = [
  'a page can read a response, or send a request, that the policy does not allow',
  'a page cannot read a response, or send a request, that the policy allows',
  '`Vary` lacks `Origin`, so that a shared cache can mix up responses',
  'a request that is not a preflight does not reach the handler',
  'a preflight reaches the handler',
  'another status than without CORS',
] as const

/** One of {@link FAULTS}. */
export type Fault = (typeof FAULTS)[number]

/** What came of a request. */
export interface Outcome {
  readonly response: RawResponse
  readonly reachesApplication: boolean
}

/** Compares a response with what the scenario table expects. */
export function findFaults(
  request: RawRequest,
  expected: Expected,
  { response, reachesApplication }: Outcome,
): Fault[] {
  const [more, less, vary, unreached, reached, status] = FAULTS
  const faults: Fault[] = []
  const wanted = { status: expected.status, headers: Object.entries(expected.cors) }
  const sent = { status: response.status, headers: response.lines }
  for (const credentials of ['omit', 'include'] as const) {
    const isAllowed = allows(request, wanted, credentials)
    const isPossible = allows(request, sent, credentials)
    if (isPossible && !isAllowed) faults.push(more)
    if (isAllowed && !isPossible) faults.push(less)
  }
  const names = (text = ''): string[] => text.toLowerCase().split(/\s*[,|]\s*/)
  const hasOrigin = (text?: string): boolean => names(text).some((name) => name === 'origin' || name === '*')
  if (hasOrigin(expected.cors['vary']) && !hasOrigin(readCorsHeaders(response)['vary'])) faults.push(vary)
  if (expected.reachesApplication && !reachesApplication) faults.push(unreached)
  if (!expected.reachesApplication && reachesApplication && expected.status !== 500) faults.push(reached)
  if (expected.reachesApplication && response.status !== expected.status) faults.push(status)
  return [...new Set(faults)]
}

/** Tells whether a page could go on with a response: send the request that a preflight asks about, or read the response. */
function allows(
  { method = 'GET', path, headers = [] }: RawRequest,
  response: HttpResponse,
  credentials: 'omit' | 'include',
): boolean {
  const find = (name: string): string | undefined => headers.find(([each]) => each.toLowerCase() === name)?.[1]
  const pageOrigin = find('origin')
  if (pageOrigin === undefined) return false
  const url = `https://api.test${path ?? '/'}`
  const asked = find('access-control-request-method')
  try {
    if (method !== 'OPTIONS' || asked === undefined) {
      const request: BrowserRequest = { pageOrigin, url, credentials, method: method === 'OPTIONS' ? 'GET' : method }
      return checkResponse(request, response).result === 'readable'
    }
    const names = (find('access-control-request-headers') ?? '').split(',').filter((name) => name.trim() !== '')
    const lines = names.map((name) => [name.trim(), '1'] as const)
    return checkPreflight({ pageOrigin, url, credentials, method: asked, headers: lines }, response).result === 'pass'
  } catch {
    // No browser sends such a request.
    return false
  }
}
