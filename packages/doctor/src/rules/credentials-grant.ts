import {
  ACCESS_CONTROL_ALLOW_CREDENTIALS,
  ACCESS_CONTROL_ALLOW_HEADERS,
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_ALLOW_ORIGIN,
  ACCESS_CONTROL_EXPOSE_HEADERS,
} from '@crossorigin/grammar'
import type { Evidence, Sighting } from '../finding.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { answered, hasHeader, readHeader, type Span, showHeader, showStatus } from './seen-header.ts'
import { splitList } from './token-list.ts'

/** Says whether the request should have been made with credentials, or without. */
export function lookAtNeed(seen: Observation): readonly Sighting[] {
  const { request, hops, exchanges } = seen
  const hasToken = (request.headers ?? []).some(([name]) => name.toLowerCase() === 'authorization')
  const responses = hops.filter(({ isCors }) => isCors).map(({ actual }) => answered(actual))
  const answers = responses.filter((exchange) => exchange !== undefined)
  if (request.credentials === 'include') {
    const hasCookie =
      exchanges.some(({ request: sent }) => sent.headers.some(([name]) => name.toLowerCase() === 'cookie')) ||
      answers.some(({ outcome }) => hasHeader(outcome, 'Set-Cookie'))
    return hasToken && !hasCookie && answers.length > 0 ? [{ code: 'credentials/not-needed', evidence: [] }] : []
  }
  const refused = answers.find(({ outcome }) => outcome.status === 401 || outcome.status === 403)
  if (hasToken || refused === undefined) return []
  return [
    {
      code: 'credentials/not-requested',
      details: { status: String(refused.outcome.status) },
      evidence: [showStatus(refused)],
    },
  ]
}

/** Says where a wildcard has lost its meaning. */
export function lookAtWildcards({ request, hops }: Observation): readonly Sighting[] {
  if (request.credentials !== 'include') return []
  const found = hops.filter(({ isCors }) => isCors).flatMap(findWildcards)
  if (found.length === 0) return []
  const names = new Set(found.map(({ header }) => header ?? ''))
  return [{ code: 'credentials/wildcards-literal', details: { names: [...names].join(', ') }, evidence: found }]
}

/** A list that the preflight fails by is spoken of there. */
function findWildcards({ preflight, judgement, actual }: ObservedHop): readonly Evidence[] {
  const missing = (judgement?.failures ?? []).flatMap((failure) => failure.missing)
  const isSaidOf = (kind: string): boolean => missing.some((name) => name.startsWith(kind))
  return [
    ...(isSaidOf('method:') ? [] : wildcardsIn(answered(preflight), ACCESS_CONTROL_ALLOW_METHODS)),
    ...(isSaidOf('header:') ? [] : wildcardsIn(answered(preflight), ACCESS_CONTROL_ALLOW_HEADERS)),
    ...wildcardsIn(answered(actual), ACCESS_CONTROL_EXPOSE_HEADERS),
  ]
}

function wildcardsIn(exchange: Answered | undefined, name: string): readonly Evidence[] {
  if (exchange === undefined) return []
  return showHeader(exchange, name, findWildcard).filter(({ at }) => at !== undefined)
}

function findWildcard(value: string): Span | undefined {
  const member = splitList(value).find(({ text }) => text === '*')
  return member === undefined ? undefined : { at: member.at, length: member.length }
}

/** Says that credentials are granted to an origin that is refused. */
export function lookAtRefusedOrigin({ hops }: Observation): readonly Sighting[] {
  const evidence = hops.flatMap((hop) => [
    ...showStrayGrant(hop.preflight, hop.judgement?.failures.map(({ code }) => code) ?? []),
    ...showStrayGrant(hop.actual ?? hop.substitute, hop.failures),
  ])
  return evidence.length === 0 ? [] : [{ code: 'credentials/granted-to-refused-origin', evidence }]
}

function showStrayGrant(exchange: ObservedHop['actual'], failures: readonly string[]): readonly Evidence[] {
  const found = answered(exchange)
  const isRefused = failures.includes('allow-origin-missing') || failures.includes('allow-origin-mismatch')
  if (found === undefined || !isRefused || !hasHeader(found.outcome, ACCESS_CONTROL_ALLOW_CREDENTIALS)) return []
  return showHeader(found, ACCESS_CONTROL_ALLOW_CREDENTIALS)
}

/** The same for an origin that no server has a reason to allow. */
export function lookAtRefusedProbe({ probes }: Observation): readonly Sighting[] {
  const found = answered(probes.otherOrigin)
  const isStray =
    found !== undefined &&
    !hasHeader(found.outcome, ACCESS_CONTROL_ALLOW_ORIGIN) &&
    hasHeader(found.outcome, ACCESS_CONTROL_ALLOW_CREDENTIALS)
  if (!isStray) return []
  return [
    {
      code: 'credentials/granted-to-refused-origin',
      evidence: showHeader(found, ACCESS_CONTROL_ALLOW_CREDENTIALS),
    },
  ]
}

/** Says that a preflight is asked to prove who it is. */
export function lookAtChallenges({ hops }: Observation): readonly Sighting[] {
  return hops.flatMap(({ preflight }) => {
    const found = answered(preflight)
    const header = found?.outcome.status === 407 ? 'Proxy-Authenticate' : 'WWW-Authenticate'
    const challenge = found === undefined ? undefined : readHeader(found.outcome, header)
    if (found === undefined || challenge === undefined || ![401, 407].includes(found.outcome.status)) return []
    return [
      {
        code: 'credentials/auth-challenge-on-preflight',
        details: { challenge, status: String(found.outcome.status) },
        evidence: [showStatus(found), ...showHeader(found, header)],
      },
    ]
  })
}
