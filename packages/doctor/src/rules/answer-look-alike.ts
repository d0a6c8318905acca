import { ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import type { Evidence, Sighting } from '../finding.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { siteRelation } from '../site.ts'
import { answered, hasHeader, readHeader, showHeader, showStatus, valuesOf } from './seen-header.ts'
import { originOfUrl } from './url-part.ts'

/** Statuses by which proxies ask for a login of their own. */
const PROXY_STATUSES: ReadonlySet<number> = new Set([407, 511])
/** Of what is refused for its size. Of addresses and headers that are too long (414, 431) a rule about parsers speaks. */
const CONTENT_TOO_LARGE = 413

/** Words by which a protection against forged requests, or a firewall, says that it is one. */
const PROTECTION_WORDS =
  /csrf|xsrf|cross-site request|forbidden origin|invalid origin|origin (?:is )?not allowed|origin check(?:ing)? failed|web application firewall|request blocked/i
/** Headers of firewalls for web applications, on what they refuse. */
const FIREWALL_HEADERS = ['CF-Mitigated', 'X-Sucuri-Block', 'X-Amzn-Waf-Action', 'X-Iinfo', 'X-Datadome']

/** Says that an answer comes from a proxy, or from the sign-in page of a network. */
export function lookAtProxy(hop: ObservedHop): readonly Sighting[] {
  const answer = answersOf(hop).find(({ outcome }) => PROXY_STATUSES.has(outcome.status))
  if (answer === undefined) return []
  const details = { status: String(answer.outcome.status) }
  return [{ code: 'lookalike/proxy-or-portal', details, evidence: [showStatus(answer)] }]
}

/** Says that a request was refused for its size, before anything could add headers. */
export function lookAtSize(hop: ObservedHop): readonly Sighting[] {
  const answer = answersOf(hop).find(
    ({ outcome }) => outcome.status === CONTENT_TOO_LARGE && !hasHeader(outcome, ACCESS_CONTROL_ALLOW_ORIGIN),
  )
  if (answer === undefined) return []
  const details = { status: String(answer.outcome.status) }
  return [{ code: 'lookalike/size-limits', details, evidence: [showStatus(answer)] }]
}

/** Says that something other than CORS refuses by the origin. */
export function lookAtProtection(hop: ObservedHop): readonly Sighting[] {
  for (const answer of answersOf(hop)) {
    if (answer.outcome.status !== 403) continue
    const found = findProtection(answer)
    if (found === undefined) continue
    const { hint, evidence } = found
    return [{ code: 'lookalike/csrf-or-waf', details: { hint }, evidence: [showStatus(answer), ...evidence] }]
  }
  return []
}

function findProtection(
  answer: Answered,
): { readonly hint: string; readonly evidence: readonly Evidence[] } | undefined {
  const name = FIREWALL_HEADERS.find((each) => hasHeader(answer.outcome, each))
  if (name !== undefined) return { hint: `it has ${name}`, evidence: showHeader(answer, name) }
  const match = PROTECTION_WORDS.exec(answer.outcome.body)
  if (match === null) return undefined
  // Nothing else of a body is shown: it may have anything in it.
  return {
    hint: `its text says "${match[0]}"`,
    evidence: [{ exchange: answer.number, value: match[0], at: 0, length: match[0].length }],
  }
}

/** Says that an answer is withheld from whoever embeds it without CORS. */
export function lookAtResourcePolicy(hop: ObservedHop, { classification, request }: Observation): readonly Sighting[] {
  const answer = answered(hop.actual)
  if (classification.outcome !== 'noCors' || answer === undefined) return []
  const [value, ...others] = valuesOf(answer.outcome, 'Cross-Origin-Resource-Policy')
  if (value === undefined || others.length > 0) return []
  const relation = siteRelation(request.pageOrigin, originOfUrl(hop.url))
  const isRefused =
    (value === 'same-origin' && relation !== 'same-origin') || (value === 'same-site' && relation === 'cross-site')
  if (!isRefused) return []
  const details = { value, relation: relation === 'cross-site' ? 'another site' : 'another origin of the site' }
  return [{ code: 'lookalike/corp', details, evidence: showHeader(answer, 'Cross-Origin-Resource-Policy') }]
}

/** Says that an element gets no such answer. */
export function lookAtOpaqueType(hop: ObservedHop, { classification, request }: Observation): readonly Sighting[] {
  const answer = answered(hop.actual)
  if (classification.outcome !== 'noCors' || request.api !== 'element' || answer === undefined) return []
  const type = readHeader(answer.outcome, 'Content-Type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!/^(?:text\/html|(?:application|text)\/(?:[a-z.+-]*\+)?json|(?:application|text)\/xml)$/.test(type)) return []
  return [{ code: 'lookalike/orb', details: { type }, evidence: showHeader(answer, 'Content-Type') }]
}

function answersOf({ preflight, actual, substitute }: ObservedHop): readonly Answered[] {
  return [preflight, actual, substitute].map(answered).filter((answer) => answer !== undefined)
}
