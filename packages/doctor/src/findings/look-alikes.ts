import { ACCESS_CONTROL_ALLOW_ORIGIN, isLoopbackHost } from '@crossorigin/grammar'
import type { Evidence } from '../finding.ts'
import { hasHeader, readHeader } from '../header-lines.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { answered, responsesOf, showHeader, showStatus, showTyped } from './evidence.ts'
import { atHops, type Detection, error, type Findings, note, warning } from './finding-entry.ts'

/** What is not CORS and is taken for it. */
export const lookAlikeFindings = {
  'lookalike/mixed-content': error('look-alike', {
    title: 'An https page requests an http URL',
    explanation:
      'The page is encrypted and the URL is not, so the browser blocks the request before it is sent. Chromium and ' +
      'Firefox make an exception for this machine (localhost, 127.0.0.1), and Chromium for private addresses, if the ' +
      'user allows it; Safari reportedly makes none.',
    fix: 'Serve the API over https, and use that URL.',
    spec: 'https://w3c.github.io/webappsec-mixed-content/#should-block-fetch',
    checks: { 'cross-origin': lookForMixedContent },
  }),
  'lookalike/blocker': note('look-alike', {
    certainty: 'possible',
    title: 'A content blocker may stop this URL',
    explanation:
      'The URL contains {words}, which the lists of content blockers look for. For some visitors, an extension or ' +
      'the browser itself may stop the request, and the console may call that a CORS failure.',
    fix: 'Try without extensions. Serve it from your own origin, or under another path.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: { 'cross-origin': lookForBlockedWords },
  }),
  'lookalike/proxy-or-portal': warning('look-alike', {
    certainty: 'likely',
    title: 'A proxy or portal responds instead of the server',
    explanation:
      'Status {status} comes from a proxy that wants a login or from the sign-in page of a network, not from {host}. ' +
      'Such responses have no CORS headers.',
    fix: 'Sign in to the network or the proxy, or exempt {host} from it.',
    spec: 'https://www.rfc-editor.org/rfc/rfc6585#section-6',
    checks: atHops('actual', (hop) => lookForStatus(hop, ({ outcome }) => [407, 511].includes(outcome.status))),
  }),
  'lookalike/size-limits': warning('look-alike', {
    certainty: 'likely',
    title: 'The request is too large for the server',
    explanation:
      'Status {status} without CORS headers: a parser or proxy rejected the request because of its size, before ' +
      'anything could add headers. The browser reports a CORS failure.',
    fix:
      'Make the request smaller (usually its cookies or body), or raise the limit (client_max_body_size, ' +
      'large_client_header_buffers).',
    lines: [{ product: 'nginx', line: 'client_max_body_size 10m;' }],
    spec: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14',
    checks: atHops('actual', (hop) =>
      // Addresses and headers that are too long (414, 431) are the parser's matter.
      lookForStatus(hop, ({ outcome }) => outcome.status === 413 && !hasHeader(outcome, ACCESS_CONTROL_ALLOW_ORIGIN)),
    ),
  }),
  'lookalike/csrf-or-waf': warning('look-alike', {
    certainty: 'likely',
    title: 'Something other than CORS rejects the request because of its Origin',
    explanation:
      'The response is 403, and {hint}. CSRF protection or a web application firewall checks Origin on its own, in ' +
      'addition to CORS.',
    fix: 'Allow {origin} there too: in the trusted origins of the CSRF protection, or in the firewall rules.',
    spec: 'https://fetch.spec.whatwg.org/#origin-header',
    checks: atHops('actual', lookForProtection),
  }),
  'lookalike/orb': warning('look-alike', {
    certainty: 'likely',
    title: 'Elements do not receive HTML or JSON from other origins',
    explanation:
      'The response is {type}. If an image, script or style sheet loads it without CORS, the browser withholds it ' +
      'from the page. It is often an error page in place of an image.',
    fix: 'Find out why the response has this type. If JavaScript needs to read it, load it with CORS.',
    spec: 'https://fetch.spec.whatwg.org/#orb',
    checks: atHops('actual', lookForOpaqueType),
  }),
  'lookalike/unsafe-port': error('redirect', {
    title: 'A redirect leads to a port that browsers do not connect to',
    explanation:
      'The response redirects to port {port}, which is reserved for another service. Browsers do not connect to such ' +
      'ports.',
    fix:
      'Correct the Location, which is often built from an internal port behind a proxy, or move the service to ' +
      'another port.',
    spec: 'https://fetch.spec.whatwg.org/#port-blocking',
  }),
  'lookalike/service-worker': note('look-alike', {
    certainty: 'possible',
    title: 'A service worker may respond instead of the server',
    explanation:
      "The page's service worker sees actual requests, but no preflights. It may respond from its own cache, or send " +
      'something different from what the page sent.',
    fix: 'Enable "Bypass for network" in the developer tools or unregister the worker, and try again.',
    spec: 'https://w3c.github.io/ServiceWorker/#on-fetch-request-algorithm',
  }),
  'lookalike/sri': note('look-alike', {
    certainty: 'possible',
    title: 'integrity needs CORS as well',
    explanation:
      'A cross-origin script or style sheet with the integrity attribute is only checked if it is loaded with CORS. ' +
      'Its bytes must then match the given hash.',
    fix: 'Add crossorigin to the element, allow the page on the server, and update the hash after every change.',
    spec: 'https://w3c.github.io/webappsec-subresource-integrity/',
  }),
  'lookalike/nosniff-mime': note('look-alike', {
    certainty: 'possible',
    title: 'The content type may not be accepted',
    explanation:
      'A module script needs a JavaScript type. With X-Content-Type-Options: nosniff, so does every script, and a ' +
      'style sheet needs text/css. A file served as text/plain is blocked even if CORS is right.',
    fix: 'Serve the file with its correct Content-Type.',
    spec: 'https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-nosniff?',
  }),
  'lookalike/aborted': note('look-alike', {
    certainty: 'possible',
    title: 'The request may have been cancelled',
    explanation:
      'A request is shown as cancelled if the user left the page or the page aborted it with an AbortSignal. Some ' +
      'tools call that a CORS failure.',
    fix: 'Nothing on the server. Check whether a form was submitted or the page reloaded at that moment.',
    spec: 'https://fetch.spec.whatwg.org/#fetch-controller-abort',
  }),
} satisfies Findings

function lookForMixedContent({ classification, engines, request, url }: Observation): Detection | undefined {
  if (url === undefined) return undefined
  const evidence = showTyped(url.href, url.protocol)
  if (classification.reasons.includes('mixed-content')) return { evidence }
  const isExempt = request.pageOrigin.startsWith('https:') && url.protocol === 'http:' && isLoopbackHost(url.hostname)
  return isExempt && engines.includes('webkit') ? { level: 'note', certainty: 'possible', evidence } : undefined
}

/** Words that the lists of content blockers look for in a URL. */
const BLOCKED_WORDS =
  /(?:^|[^a-z])(ads?|adserver|advert(?:s|ising)?|analytics|beacon|doubleclick|pixel|telemetry|track(?:er|ing)?)(?=[^a-z]|$)/i

function lookForBlockedWords({ classification, url }: Observation): Detection | undefined {
  const isSent = !['throws', 'networkError', 'sameOrigin'].includes(classification.outcome)
  const words = isSent && url !== undefined ? BLOCKED_WORDS.exec(`${url.host}${url.pathname}`)?.[1] : undefined
  if (url === undefined || words === undefined) return undefined
  return { details: { words }, evidence: showTyped(url.href, words) }
}

function lookForStatus(hop: ObservedHop, isMeant: (answer: Answered) => boolean): Detection | undefined {
  const answer = responsesOf(hop).find(isMeant)
  return answer && { details: { status: String(answer.outcome.status) }, evidence: [showStatus(answer)] }
}

/** Words by which a protection against forged requests, or a firewall, says that it is one. */
const PROTECTION_WORDS =
  /csrf|xsrf|cross-site request|forbidden origin|invalid origin|origin (?:is )?not allowed|origin check(?:ing)? failed|web application firewall|request blocked/i
/** Headers of firewalls for web applications, on what they refuse. */
const FIREWALL_HEADERS = ['CF-Mitigated', 'X-Sucuri-Block', 'X-Amzn-Waf-Action', 'X-Iinfo', 'X-Datadome']

function lookForProtection(hop: ObservedHop): Detection | undefined {
  for (const answer of responsesOf(hop)) {
    const found = answer.outcome.status === 403 ? findProtection(answer) : undefined
    if (found !== undefined) return { details: { hint: found.hint }, evidence: [showStatus(answer), ...found.evidence] }
  }
  return undefined
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

/** An element gets no response of such a type. */
function lookForOpaqueType(hop: ObservedHop, { classification, request }: Observation): Detection | undefined {
  const answer = answered(hop.actual)
  if (classification.outcome !== 'noCors' || request.api !== 'element' || answer === undefined) return undefined
  const type = readHeader(answer.outcome, 'Content-Type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!/^(?:text\/html|(?:application|text)\/(?:[a-z.+-]*\+)?json|(?:application|text)\/xml)$/.test(type))
    return undefined
  return { details: { type }, evidence: showHeader(answer, 'Content-Type') }
}
