import { extractTokens } from '@crossorigin/browser-model'
import {
  ACCESS_CONTROL_EXPOSE_HEADERS,
  isForbiddenResponseHeaderName,
  isSafelistedResponseHeaderName,
} from '@crossorigin/grammar'
import type { Evidence, FixLine } from '../finding.ts'
import { hasHeader, valuesOf } from '../header-lines.ts'
import type { HeaderLine } from '../network/exchange.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { answered, showHeader, showStatus } from './evidence.ts'
import { type Checks, type Detected, type Detection, type Findings, note, warning } from './finding-entry.ts'
import { policyLines } from './fix-line.ts'
import { findBadMember, membersOf, splitList } from './token-list.ts'

const EXPOSE_LINES: readonly FixLine[] = [
  ...policyLines({ option: "exposedHeaders: ['X-Total-Count']" }),
  { product: 'nginx', line: 'add_header Access-Control-Expose-Headers "X-Total-Count" always;' },
]

/** What JavaScript can read of a response. */
export const exposureFindings = {
  'exposure/unparsable': warning('exposure', {
    title: 'Access-Control-Expose-Headers cannot be parsed',
    explanation:
      'It must be header names separated by commas. One syntax error invalidates the whole list, and nothing is ' +
      'exposed.',
    fix: 'Separate the names with commas only, without quotes or semicolons.',
    lines: EXPOSE_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-access-control-expose-headers',
    checks: atCors(({ answer }) => {
      if (!isUnparsable(answer)) return undefined
      return { evidence: showHeader(answer, ACCESS_CONTROL_EXPOSE_HEADERS, (value) => findBadMember(value)?.span) }
    }),
  }),
  'exposure/set-cookie-never': note('exposure', {
    title: 'Set-Cookie cannot be exposed',
    explanation: 'JavaScript can never read Set-Cookie. Listing it has no effect.',
    fix: 'Remove it from the list. If JavaScript needs the value, send it in the body or in another header.',
    spec: 'https://fetch.spec.whatwg.org/#forbidden-response-header-name',
    checks: atList((answer) => describeNames(answer, exposedBy(answer).filter(isForbiddenResponseHeaderName))),
  }),
  'exposure/safelisted-redundant': note('exposure', {
    title: 'An exposed header is readable anyway',
    explanation: 'JavaScript can always read {names}. Listing it is harmless but not needed.',
    fix: 'Remove it from the list if you like.',
    spec: 'https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name',
    checks: atList((answer) => describeNames(answer, exposedBy(answer).filter(isSafelistedResponseHeaderName))),
  }),
  'exposure/wildcard-literal': warning('exposure', {
    title: 'Access-Control-Expose-Headers: * has no effect with credentials',
    explanation: 'With credentials, * only means a header that is named *. JavaScript cannot read {names}.',
    fix: 'List the names.',
    lines: EXPOSE_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-access-control-expose-headers',
    checks: atList((answer, { request }) => {
      if (request.credentials !== 'include' || !exposedBy(answer).includes('*')) return undefined
      const hidden = hiddenHeaders(answer, true)
      const isHarmless = hidden.length === 0
      const names = isHarmless ? 'the headers beyond the seven safelisted ones' : hidden.join(', ')
      return { level: isHarmless ? 'note' : undefined, details: { names }, evidence: showListed(answer, '*') }
    }),
  }),
  'exposure/named-but-absent': note('exposure', {
    certainty: 'likely',
    title: 'An exposed name is probably misspelled',
    explanation:
      'Access-Control-Expose-Headers lists {listed}, which the response does not have. It has {present}, which is ' +
      'not exposed.',
    fix: 'Correct the name in the list.',
    lines: EXPOSE_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-access-control-expose-headers',
    checks: atList(lookForSpelling),
  }),
  'exposure/header-not-exposed': note('exposure', {
    title: 'JavaScript cannot read some response headers',
    explanation:
      'The response has {names}, and the network panel shows it, but headers.get() returns null. JavaScript can read ' +
      'seven headers of a cross-origin response (Cache-Control, Content-Language, Content-Length, Content-Type, ' +
      'Expires, Last-Modified, Pragma) and those that the server exposes.',
    fix: 'If the page needs it, list it in Access-Control-Expose-Headers, on the response itself.',
    lines: EXPOSE_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name',
    checks: atCors(({ hop, answer }, { request }) => {
      if (hop.failures.length > 0 || exposedBy(answer).includes('*')) return undefined
      const hidden = hiddenHeaders(answer, request.credentials === 'include')
      if (hidden.length === 0) return undefined
      return { details: { names: hidden.join(', ') }, evidence: hidden.flatMap((name) => showHeader(answer, name)) }
    }),
  }),
  'exposure/on-preflight-only': warning('exposure', {
    title: 'Access-Control-Expose-Headers is only on the preflight response',
    explanation: 'Browsers read it on the response to the request itself. On a preflight response it has no effect.',
    fix: 'Send it with every response to an actual request; the preflight response does not need it.',
    lines: EXPOSE_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-access-control-expose-headers',
    checks: atCors(({ hop, answer }) => {
      const preflight = answered(hop.preflight)
      if (preflight === undefined || hop.failures.length > 0) return undefined
      if (!hasHeader(preflight.outcome, ACCESS_CONTROL_EXPOSE_HEADERS)) return undefined
      if (hasHeader(answer.outcome, ACCESS_CONTROL_EXPOSE_HEADERS)) return undefined
      return { evidence: [...showHeader(preflight, ACCESS_CONTROL_EXPOSE_HEADERS), showStatus(answer)] }
    }),
  }),
  'exposure/opaque': note('exposure', {
    title: 'JavaScript cannot see the response',
    explanation: 'The request was made without CORS, so the response is opaque: status 0, no headers, an empty body.',
    fix: "Remove mode: 'no-cors', or add crossorigin to the element, and allow {origin} on the server.",
    spec: 'https://fetch.spec.whatwg.org/#concept-filtered-response-opaque',
    checks: {
      exposure: (seen) => {
        const final = finalOf(seen)
        if (seen.classification.outcome !== 'noCors' || seen.request.api === 'element') return undefined
        return final && { evidence: [showStatus(final.answer)] }
      },
    },
  }),
  'exposure/missing-on-error': warning('exposure', {
    certainty: 'likely',
    title: 'Errors expose fewer headers than successes',
    explanation:
      'The server exposes headers on success. This response, with status {status}, does not, so JavaScript cannot ' +
      'read {names} when it is needed most.',
    fix: 'Send Access-Control-Expose-Headers whatever the status is.',
    lines: [{ product: 'nginx', line: 'add_header Access-Control-Expose-Headers "Retry-After" always;' }],
    spec: 'https://fetch.spec.whatwg.org/#http-access-control-expose-headers',
    // A success is only seen once the request has been repeated.
    checks: { caching: lookForError },
  }),
} satisfies Findings

/** The response that JavaScript would get, and its hop. */
interface Final {
  readonly hop: ObservedHop
  readonly answer: Answered
}

function finalOf({ hops }: Observation): Final | undefined {
  const hop = hops.at(-1)
  const answer = answered(hop?.actual ?? hop?.substitute)
  return hop === undefined || answer === undefined ? undefined : { hop, answer }
}

/** Looks at the response to a CORS request. */
function atCors(look: (final: Final, seen: Observation) => Detected): Checks {
  return {
    exposure: (seen) => {
      const final = finalOf(seen)
      return final?.hop.isCors === true ? look(final, seen) : undefined
    },
  }
}

/** Looks at a list of exposed headers that can be read. */
function atList(look: (answer: Answered, seen: Observation) => Detected): Checks {
  return atCors(({ answer }, seen) =>
    hasHeader(answer.outcome, ACCESS_CONTROL_EXPOSE_HEADERS) && !isUnparsable(answer) ? look(answer, seen) : undefined,
  )
}

function isUnparsable({ outcome }: Answered): boolean {
  return valuesOf(outcome, ACCESS_CONTROL_EXPOSE_HEADERS).some((value) => findBadMember(value) !== undefined)
}

/** What the server exposes, in lower case; nothing if the list cannot be read. */
function exposedBy(answer: Answered): readonly string[] {
  return (extractTokens(answer.outcome, ACCESS_CONTROL_EXPOSE_HEADERS) ?? []).map((name) => name.toLowerCase())
}

function hiddenHeaders(answer: Answered, withCredentials: boolean): readonly string[] {
  const exposed = exposedBy(answer)
  if (exposed.includes('*') && !withCredentials) return []
  const { headers, status } = answer.outcome
  return findWantedHeaders(headers, status).filter((name) => !exposed.includes(name))
}

function describeNames(answer: Answered, names: readonly string[]): Detection | undefined {
  const [first] = names
  return first === undefined ? undefined : { details: { names: names.join(', ') }, evidence: showListed(answer, first) }
}

/** Shows the list, pointing to one of its names. */
function showListed(answer: Answered, name: string): readonly Evidence[] {
  return showHeader(answer, ACCESS_CONTROL_EXPOSE_HEADERS, (value) => {
    const member = splitList(value).find(({ text }) => text.toLowerCase() === name)
    return member === undefined ? undefined : { at: member.at, length: member.length }
  })
}

/** A name that is listed and not sent is worth a word only if one that is sent looks like it. */
function lookForSpelling(answer: Answered, { request }: Observation): Detection | undefined {
  const hidden = hiddenHeaders(answer, request.credentials === 'include')
  for (const listed of exposedBy(answer)) {
    const present = hasHeader(answer.outcome, listed) ? undefined : hidden.find((name) => isMisspelling(listed, name))
    if (present === undefined) continue
    return { details: { listed, present }, evidence: [...showListed(answer, listed), ...showHeader(answer, present)] }
  }
  return undefined
}

/** Tells whether two names are one once hyphens, an `x-` and a plural are left out. */
function isMisspelling(left: string, right: string): boolean {
  const bare = (name: string) => name.replace(/^x-/, '').replaceAll(/[-_]/g, '').replace(/s$/, '')
  return bare(left) === bare(right)
}

function lookForError(seen: Observation): Detection | undefined {
  const final = finalOf(seen)
  if (final?.hop.isCors !== true) return undefined
  const answers = [final.answer, ...seen.probes.repeats.map(answered)].filter((answer) => answer !== undefined)
  const error = answers.find(
    ({ outcome }) => outcome.status >= 400 && !hasHeader(outcome, ACCESS_CONTROL_EXPOSE_HEADERS),
  )
  const success = answers.find((answer) => answer.outcome.status < 400 && exposedBy(answer).length > 0)
  const hidden = error === undefined ? [] : hiddenHeaders(error, seen.request.credentials === 'include')
  if (error === undefined || success === undefined || hidden.length === 0) return undefined
  return {
    details: { status: String(error.outcome.status), names: hidden.join(', ') },
    evidence: [
      showStatus(error),
      ...hidden.flatMap((name) => showHeader(error, name)),
      ...showHeader(success, ACCESS_CONTROL_EXPOSE_HEADERS),
    ],
  }
}

/** Headers that script is known to look for, in lower case. */
const WANTED_NAMES: ReadonlySet<string> = new Set([
  'content-disposition',
  'content-range',
  'deprecation',
  'link',
  'ratelimit',
  'ratelimit-limit',
  'ratelimit-policy',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
  'sunset',
  'www-authenticate',
])

/** Headers that speak to browsers, proxies and operators, and to no script. */
const INFRASTRUCTURE =
  /^x-(?:powered-by|content-type-options|frame-options|xss-protection|dns-prefetch-control|download-options|permitted-cross-domain-policies|robots-tag|ua-compatible|served-by|timer|runtime|varnish|generator|cdn|forwarded|real-ip|aspnet|aspnetmvc|amz|amzn|azure|cache|cloud|content-security|drupal|envoy|fastly|goog|middleton|ms|nf|proxy|vercel|webkit)(?:-|$)/

/**
 * Returns the names, in lower case, of the headers that a page probably wants to read and that are not safelisted. Most
 * headers of a response are of no interest to script, and to list them would hide the one that is.
 */
function findWantedHeaders(headers: readonly HeaderLine[], status: number): readonly string[] {
  const names = headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name, value]) => isWanted(name, value, status))
    .map(([name]) => name)
  return [...new Set(names)]
}

function isWanted(name: string, value: string, status: number): boolean {
  if (isSafelistedResponseHeaderName(name) || isForbiddenResponseHeaderName(name)) return false
  if (WANTED_NAMES.has(name)) return true
  // The place of something new; of a redirect, JavaScript sees nothing anyway.
  if (name === 'location') return status === 201
  // A weak one is made by frameworks for caches; a strong one can be sent back in If-Match.
  if (name === 'etag') return !value.startsWith('W/')
  return name.startsWith('x-') && !INFRASTRUCTURE.test(name)
}

const TIMING_ALLOW_ORIGIN = 'Timing-Allow-Origin'

/** What a page learns of how long a response took. */
export const timingFindings = {
  'exposure/timing': note('exposure', {
    title: 'Timings are hidden from JavaScript',
    explanation:
      'The response has Server-Timing, which pages of other origins can read only if Timing-Allow-Origin allows it. ' +
      'Without it, Resource Timing shows zeros too. CORS does not cover this.',
    fix: "Send Timing-Allow-Origin with the page's origin if it should see timings.",
    lines: [{ product: 'nginx', line: 'add_header Timing-Allow-Origin "{origin}" always;' }],
    spec: 'https://w3c.github.io/resource-timing/#sec-timing-allow-origin',
    checks: atCors(({ answer }) => {
      const isHidden = hasHeader(answer.outcome, 'Server-Timing') && !hasHeader(answer.outcome, TIMING_ALLOW_ORIGIN)
      return isHidden ? { evidence: showHeader(answer, 'Server-Timing') } : undefined
    }),
  }),
  'lookalike/tao': note('look-alike', {
    title: 'Timing-Allow-Origin does not list this origin',
    explanation:
      'The response says Timing-Allow-Origin: {value}, and not {origin}, so Resource Timing shows zeros and ' +
      'Server-Timing is hidden. It blocks nothing, and CORS does not cover it.',
    fix: 'Add {origin} to Timing-Allow-Origin, or send * if the timings reveal nothing about the visitor.',
    lines: [{ product: 'nginx', line: 'add_header Timing-Allow-Origin "{origin}" always;' }],
    spec: 'https://fetch.spec.whatwg.org/#concept-tao-check',
    checks: atCors(({ hop, answer }) => {
      if (!hasHeader(answer.outcome, TIMING_ALLOW_ORIGIN)) return undefined
      const allowed = membersOf(answer.outcome, TIMING_ALLOW_ORIGIN).map(({ text }) => text)
      if (allowed.includes('*') || allowed.includes(hop.origin ?? 'null')) return undefined
      const value = valuesOf(answer.outcome, TIMING_ALLOW_ORIGIN).join(', ')
      return { details: { value }, evidence: showHeader(answer, TIMING_ALLOW_ORIGIN) }
    }),
  }),
} satisfies Findings
