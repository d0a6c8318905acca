import { isLoopbackHost } from '@crossorigin/grammar'
import type { Evidence, Sighting } from '../finding.ts'
import type { Observation, ObservedHop, Rule } from '../observation.ts'
import { type PagePolicy, readPagePolicy } from '../page/page-policy.ts'
import { answered, hasHeader, showStatus } from './seen-header.ts'
import { originOfUrl } from './url-part.ts'

/** Rules about what the page's own response says of its requests. */
export const pagePolicyRules: readonly Rule[] = [
  { step: 'page', look: lookAtConnections },
  { step: 'page', look: lookAtSandbox },
  { step: 'page', look: lookAtEmbedding },
]

/** Reads what the page says; `undefined` where none was opened. */
export function findPagePolicy({ page }: Observation): PagePolicy | undefined {
  const answer = answered(page)
  if (answer === undefined) return undefined
  return readPagePolicy({ exchange: answer.number, headers: answer.outcome.headers, body: answer.outcome.body })
}

function lookAtConnections(seen: Observation): readonly Sighting[] {
  const { hops, page, request, url, classification } = seen
  const policy = findPagePolicy(seen)
  if (policy === undefined || page === undefined || url === undefined) return []
  if (request.api === 'element' || classification.outcome === 'throws') return []
  const targets = hops.length > 0 ? hops.map((hop) => new URL(hop.url)) : [url]
  for (const [index, asked] of targets.entries()) {
    const target = policy.upgradesRequests ? upgrade(asked) : asked
    const refusals = policy.findRefusals({
      url: target,
      pageOrigin: originOfUrl(page.request.url),
      isRedirected: index > 0,
    })
    if (refusals.length > 0) return [describeRefusal(refusals, target)]
  }
  return []
}

function upgrade(url: URL): URL {
  if (url.protocol !== 'http:') return url
  const upgraded = new URL(url)
  upgraded.protocol = 'https:'
  return upgraded
}

function describeRefusal(refusals: readonly Evidence[], target: URL): Sighting {
  const [{ value, at = 0, length }] = refusals as [Evidence]
  const directive = value.slice(at, length === undefined ? undefined : at + length)
  const origin = target.origin === 'null' ? `${target.protocol}//${target.host}` : target.origin
  const details = { directive, blocked: origin, addition: origin }
  return { code: 'lookalike/csp-connect-src', details, evidence: refusals }
}

function lookAtSandbox(seen: Observation): readonly Sighting[] {
  const sandbox = findPagePolicy(seen)?.sandbox
  if (sandbox === undefined || seen.request.pageOrigin === 'null') return []
  return [{ code: 'null-origin/sandboxed-frame', details: { page: seen.request.pageOrigin }, evidence: [sandbox] }]
}

function lookAtEmbedding(seen: Observation): readonly Sighting[] {
  const requirement = findPagePolicy(seen)?.requiresPolicies
  if (requirement === undefined || seen.page === undefined || !isSecure(new URL(seen.page.request.url))) return []
  return seen.hops.flatMap((hop) => lookAtEmbedded(hop, seen, requirement))
}

/** An embedder policy has no effect where the page is not secure. */
function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isLoopbackHost(hostname)
}

function lookAtEmbedded(hop: ObservedHop, seen: Observation, requirement: Evidence): readonly Sighting[] {
  const answer = answered(hop.actual ?? hop.substitute)
  if (seen.classification.outcome !== 'noCors' || answer === undefined) return []
  if (hasHeader(answer.outcome, 'Cross-Origin-Resource-Policy')) return []
  return [{ code: 'lookalike/coep', evidence: [requirement, showStatus(answer)] }]
}
