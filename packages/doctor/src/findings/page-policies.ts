import { isLoopbackHost } from '@crossorigin/grammar'
import type { Evidence } from '../finding.ts'
import { hasHeader, valuesOf } from '../header-lines.ts'
import type { Observation } from '../observation.ts'
import { originOfUrl } from '../request/parse-url.ts'
import { answered, showHeader, showStatus } from './evidence.ts'
import { atHops, type Detection, error, type Findings } from './finding-entry.ts'

/** What the policies of a page and of a resource forbid. */
export const pagePolicyFindings = {
  'lookalike/csp-connect-src': error('look-alike', {
    title: "The page's own policy forbids the request",
    explanation:
      "The page's Content-Security-Policy does not list {blocked} in {directive}, so the browser blocks the request " +
      "before it is sent. The API's server cannot change that.",
    fix: 'On the page, add {addition} to connect-src. A policy that only has default-src needs its own connect-src.',
    spec: 'https://w3c.github.io/webappsec-csp/#directive-connect-src',
    checks: { page: lookForRefusal },
  }),
  'lookalike/coep': error('look-alike', {
    title: 'The page embeds only resources that opt in',
    explanation:
      'The page sends Cross-Origin-Embedder-Policy: require-corp. What it loads from other origins without CORS ' +
      'needs Cross-Origin-Resource-Policy: cross-origin (or same-site, within one site), and this response has none.',
    fix: 'Send Cross-Origin-Resource-Policy: cross-origin with the resource, or load it with CORS.',
    lines: [{ product: 'nginx', line: 'add_header Cross-Origin-Resource-Policy cross-origin always;' }],
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#coep',
    checks: { page: lookForEmbedding },
  }),
  'lookalike/corp': error('look-alike', {
    title: 'Cross-Origin-Resource-Policy forbids loading without CORS',
    explanation:
      'The response says Cross-Origin-Resource-Policy: {value}, and the request was made without CORS from ' +
      '{relation}, so the browser withholds it. Requests with CORS are not affected by this header.',
    fix: 'Send Cross-Origin-Resource-Policy: cross-origin if anyone may embed it, or load it with CORS: add crossorigin.',
    lines: [{ product: 'nginx', line: 'add_header Cross-Origin-Resource-Policy cross-origin always;' }],
    spec: 'https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header',
    checks: atHops('actual', (hop, { classification, relationTo }) => {
      const answer = answered(hop.actual)
      if (classification.outcome !== 'noCors' || answer === undefined) return undefined
      const [value, ...others] = valuesOf(answer.outcome, RESOURCE_POLICY)
      if (value === undefined || others.length > 0) return undefined
      const relation = relationTo(originOfUrl(hop.url))
      const isRefused =
        (value === 'same-origin' && relation !== 'same-origin') || (value === 'same-site' && relation === 'cross-site')
      if (!isRefused) return undefined
      const details = { value, relation: relation === 'cross-site' ? 'another site' : 'another origin of the site' }
      return { details, evidence: showHeader(answer, RESOURCE_POLICY) }
    }),
  }),
} satisfies Findings

const RESOURCE_POLICY = 'Cross-Origin-Resource-Policy'

function lookForRefusal(seen: Observation): Detection | undefined {
  const { hops, page, pagePolicy: policy, request, url, classification } = seen
  if (policy === undefined || page === undefined || url === undefined) return undefined
  if (request.api === 'element' || classification.outcome === 'throws') return undefined
  const pageOrigin = originOfUrl(page.request.url)
  const targets = hops.length > 0 ? hops.map((hop) => new URL(hop.url)) : [url]
  for (const [index, asked] of targets.entries()) {
    const target = policy.upgradesRequests ? upgrade(asked) : asked
    const refusals = policy.findRefusals({ url: target, pageOrigin, isRedirected: index > 0 })
    if (refusals.length > 0) return describeRefusal(refusals, target)
  }
  return undefined
}

function upgrade(url: URL): URL {
  if (url.protocol !== 'http:') return url
  const upgraded = new URL(url)
  upgraded.protocol = 'https:'
  return upgraded
}

function describeRefusal(refusals: readonly Evidence[], target: URL): Detection {
  const [{ value, at = 0, length }] = refusals as [Evidence]
  const directive = value.slice(at, length === undefined ? undefined : at + length)
  const origin = target.origin === 'null' ? `${target.protocol}//${target.host}` : target.origin
  return { details: { directive, blocked: origin, addition: origin }, evidence: refusals }
}

function lookForEmbedding(seen: Observation): readonly Detection[] {
  const requirement = seen.pagePolicy?.requiresPolicies
  if (requirement === undefined || seen.page === undefined || !isSecure(new URL(seen.page.request.url))) return []
  return seen.hops.flatMap((hop) => {
    const answer = answered(hop.actual ?? hop.substitute)
    if (seen.classification.outcome !== 'noCors' || answer === undefined) return []
    return hasHeader(answer.outcome, RESOURCE_POLICY) ? [] : [{ evidence: [requirement, showStatus(answer)] }]
  })
}

/** An embedder policy has no effect where the page is not secure. */
function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isLoopbackHost(hostname)
}
