import {
  ACCESS_CONTROL_ALLOW_CREDENTIALS,
  ACCESS_CONTROL_ALLOW_HEADERS,
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_ALLOW_ORIGIN,
  ACCESS_CONTROL_EXPOSE_HEADERS,
} from '@crossorigin/grammar'
import type { Evidence } from '../finding.ts'
import { hasHeader, readHeader } from '../header-lines.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { answered, showHeader, showStatus } from './evidence.ts'
import { type Detection, error, type Findings, note, warning } from './finding-entry.ts'
import { ALLOW_CREDENTIALS_LINES, ANSWER_PREFLIGHT_LINES } from './fix-line.ts'
import { responseFaults } from './response.ts'
import { findMember } from './token-list.ts'

/** What credentials need, and what they change. */
export const credentialsFindings = {
  'credentials/wildcard-origin': error('credentials', {
    title: 'The response allows *, but the request has credentials',
    explanation:
      "With credentials: 'include', * allows no origin: a response that is personal to one visitor must not be " +
      'readable by every site that the visitor opens.',
    fix:
      "Send the request's own origin instead of *, if it is on a list that you trust, with Vary: Origin. Or make the " +
      'request without credentials.',
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
    checks: responseFaults('wildcard-with-credentials'),
  }),
  'credentials/allow-missing': error('credentials', {
    title: 'The response does not allow credentials',
    explanation:
      "The response to a request with credentials: 'include' can be read only if it says " +
      "'Access-Control-Allow-Credentials: true'. That header is missing.",
    fix: 'Send it, for allowed origins only, or make the request without credentials.',
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
    checks: responseFaults('credentials-missing'),
  }),
  'credentials/allow-not-true': error('credentials', {
    title: 'Access-Control-Allow-Credentials is not exactly true',
    explanation: "Only 'true' counts: in lower case, without quotes, once. {problem}",
    fix: 'Send exactly true. If there are two lines, let only one layer send it.',
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-access-control-allow-credentials',
    checks: responseFaults('credentials-not-true'),
  }),
  'credentials/not-needed': note('credentials', {
    certainty: 'likely',
    title: 'The request may not need credentials',
    explanation:
      'It carries a token in Authorization, which JavaScript sets, and there is no sign of a cookie. credentials: ' +
      "'include' is about cookies, client certificates and stored passwords; a header set by JavaScript is sent " +
      'without it.',
    fix:
      "Remove credentials: 'include'. The server can then respond with *, and does not need " +
      'Access-Control-Allow-Credentials.',
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
    checks: { credentials: lookForNeedlessness },
  }),
  'credentials/not-requested': warning('credentials', {
    certainty: 'likely',
    title: 'The request is made without cookies, and the server requires a login',
    explanation:
      "Cross-origin requests send and store cookies only with credentials: 'include'; the default is 'same-origin', " +
      'which omits them. The server responded with {status}.',
    fix:
      "On the page: credentials: 'include' for fetch, withCredentials = true for XMLHttpRequest, " +
      'crossorigin="use-credentials" for an element. On the server: the exact origin, and ' +
      'Access-Control-Allow-Credentials: true.',
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-request-credentials-mode',
    checks: { credentials: lookForNeed },
  }),
  'credentials/wildcards-literal': warning('credentials', {
    title: 'With credentials, * in a list is not a wildcard',
    explanation:
      "For a request with credentials: 'include', * only matches what is named *, and nothing else. Here it is in " +
      '{names}.',
    fix: 'List the methods and headers by name.',
    lines: [
      {
        product: '@crossorigin',
        line: "cors({ origin: ['{origin}'], credentials: true, methods: ['PUT'], allowedHeaders: ['X-Name'] })",
      },
    ],
    spec: 'https://fetch.spec.whatwg.org/#http-new-header-syntax',
    checks: { credentials: lookForWildcards },
  }),
  'credentials/granted-to-refused-origin': note('credentials', {
    title: 'Credentials are allowed for an origin that is not allowed',
    explanation:
      'Access-Control-Allow-Credentials is sent without a matching Access-Control-Allow-Origin. By itself it has no ' +
      'effect, but it shows that the server decides the two separately.',
    fix: 'Send neither to an origin that is not allowed.',
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
    checks: {
      credentials: ({ hops }) => {
        const evidence = hops.flatMap((hop) => [
          ...showStray(hop.preflight, hop.judgment?.failures.map(({ code }) => code) ?? []),
          ...showStray(hop.actual ?? hop.substitute, hop.failures),
        ])
        return evidence.length === 0 ? undefined : { evidence }
      },
      // The same for an origin that no server has a reason to allow.
      caching: ({ probes }) => {
        const found = answered(probes.otherOrigin)
        if (found === undefined || hasHeader(found.outcome, ACCESS_CONTROL_ALLOW_ORIGIN)) return undefined
        if (!hasHeader(found.outcome, ACCESS_CONTROL_ALLOW_CREDENTIALS)) return undefined
        return { evidence: showHeader(found, ACCESS_CONTROL_ALLOW_CREDENTIALS) }
      },
    },
  }),
  'credentials/auth-challenge-on-preflight': note('status', {
    title: 'The preflight is challenged to log in',
    explanation:
      'A preflight carries no cookies, no Authorization and no client certificate, and it cannot respond to a ' +
      "challenge. This one got '{challenge}'.",
    fix: 'Let OPTIONS through without authentication: CORS first, authentication after it.',
    lines: ANSWER_PREFLIGHT_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
    checks: { credentials: lookForChallenges },
  }),
} satisfies Findings

function hasToken({ request: { headers = [] } }: Observation): boolean {
  return headers.some(([name]) => name.toLowerCase() === 'authorization')
}

function responsesOf({ hops }: Observation): readonly Answered[] {
  return hops
    .filter(({ isCors }) => isCors)
    .map(({ actual }) => answered(actual))
    .filter((response) => response !== undefined)
}

function lookForNeedlessness(seen: Observation): Detection | undefined {
  const responses = responsesOf(seen)
  if (seen.request.credentials !== 'include' || !hasToken(seen) || responses.length === 0) return undefined
  const hasCookie =
    seen.exchanges.some(({ request }) => request.headers.some(([name]) => name.toLowerCase() === 'cookie')) ||
    responses.some(({ outcome }) => hasHeader(outcome, 'Set-Cookie'))
  return hasCookie ? undefined : {}
}

function lookForNeed(seen: Observation): Detection | undefined {
  if (seen.request.credentials === 'include' || hasToken(seen)) return undefined
  const refused = responsesOf(seen).find(({ outcome }) => outcome.status === 401 || outcome.status === 403)
  return refused && { details: { status: String(refused.outcome.status) }, evidence: [showStatus(refused)] }
}

/** A wildcard that has lost its meaning. */
function lookForWildcards({ request, hops }: Observation): Detection | undefined {
  if (request.credentials !== 'include') return undefined
  const found = hops.filter(({ isCors }) => isCors).flatMap(findWildcards)
  if (found.length === 0) return undefined
  const names = new Set(found.map(({ header }) => header ?? ''))
  return { details: { names: [...names].join(', ') }, evidence: found }
}

/** A list that the preflight fails by is spoken of there. */
function findWildcards({ preflight, judgment, actual }: ObservedHop): readonly Evidence[] {
  const missing = (judgment?.failures ?? []).flatMap((failure) => failure.missing)
  const isSaidOf = (kind: string): boolean => missing.some((name) => name.startsWith(kind))
  return [
    ...(isSaidOf('method:') ? [] : wildcardsIn(answered(preflight), ACCESS_CONTROL_ALLOW_METHODS)),
    ...(isSaidOf('header:') ? [] : wildcardsIn(answered(preflight), ACCESS_CONTROL_ALLOW_HEADERS)),
    ...wildcardsIn(answered(actual), ACCESS_CONTROL_EXPOSE_HEADERS),
  ]
}

function wildcardsIn(exchange: Answered | undefined, name: string): readonly Evidence[] {
  if (exchange === undefined) return []
  return showHeader(exchange, name, (value) => findMember(value, '*')).filter(({ at }) => at !== undefined)
}

/** Credentials that are allowed to an origin that is not. */
function showStray(exchange: ObservedHop['actual'], failures: readonly string[]): readonly Evidence[] {
  const found = answered(exchange)
  const isRefused = failures.includes('allow-origin-missing') || failures.includes('allow-origin-mismatch')
  if (found === undefined || !isRefused || !hasHeader(found.outcome, ACCESS_CONTROL_ALLOW_CREDENTIALS)) return []
  return showHeader(found, ACCESS_CONTROL_ALLOW_CREDENTIALS)
}

/** A preflight that must prove who it is. */
function lookForChallenges({ hops }: Observation): readonly Detection[] {
  return hops.flatMap(({ preflight }) => {
    const found = answered(preflight)
    const header = found?.outcome.status === 407 ? 'Proxy-Authenticate' : 'WWW-Authenticate'
    const challenge = found === undefined ? undefined : readHeader(found.outcome, header)
    if (found === undefined || challenge === undefined || ![401, 407].includes(found.outcome.status)) return []
    const details = { challenge, status: String(found.outcome.status) }
    return [{ details, evidence: [showStatus(found), ...showHeader(found, header)] }]
  })
}
