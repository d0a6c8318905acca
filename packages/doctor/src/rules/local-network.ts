import { isLoopbackHost } from '@crossorigin/grammar'
import type { Evidence, Sighting } from '../finding.ts'
import type { Observation } from '../observation.ts'
import { findPagePolicy } from './page-policy.ts'

/** Says what a browser makes of a request from the public network to this machine or to the local network. */
export function lookAtLocalNetwork(seen: Observation): readonly Sighting[] {
  return seen.spaces.page === 'public' ? describe(seen, []) : []
}

/** A page can ask to be taken for a public one, wherever it is. */
export function lookAtTreatedAsPublic(seen: Observation): readonly Sighting[] {
  const directive = findPagePolicy(seen)?.treatedAsPublic
  return directive === undefined || seen.spaces.page === 'public' ? [] : describe(seen, [directive])
}

function describe(seen: Observation, evidence: readonly Evidence[]): readonly Sighting[] {
  const { classification, engines, request, spaces } = seen
  const isNear = spaces.target === 'loopback' || spaces.target === 'local'
  const isAsked = ['simple', 'preflight', 'noCors'].includes(classification.outcome)
  if (!isNear || !isAsked || !engines.includes('chromium')) return []
  const code = isSecure(request.pageOrigin) ? 'lookalike/local-network-permission' : 'lookalike/local-network-insecure'
  const address = seen.exchanges.map(({ outcome }) => outcome).find((outcome) => outcome.kind === 'answer')
    ?.connection.address
  const target = address === undefined ? [] : [{ value: address }]
  return [{ code, details: { space: spaces.target }, evidence: [...evidence, ...target] }]
}

/** @see https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy */
function isSecure(pageOrigin: string): boolean {
  return !pageOrigin.startsWith('http:') || isLoopbackHost(new URL(pageOrigin).hostname)
}
