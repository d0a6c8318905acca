import { readHeader } from '../header-lines.ts'
import type { ObservedHop } from '../observation.ts'
import { type CorsFault, lookForFaults } from './cors-fault.ts'
import { answered } from './evidence.ts'
import { atHops, type Checks, error, type Findings } from './finding-entry.ts'
import { ALLOW_CREDENTIALS_LINES, ALLOW_ORIGIN_LINES } from './fix-line.ts'

/** How the response to a preflight fails the CORS check. */
export type PreflightOriginCode =
  | 'preflight/allow-origin-missing'
  | 'preflight/allow-origin-mismatch'
  | 'preflight/allow-origin-multiple'
  | 'preflight/allow-origin-invalid'
  | 'preflight/wildcard-with-credentials'
  | 'preflight/allow-credentials-not-true'

export const preflightOriginFindings: Findings<PreflightOriginCode> = {
  'preflight/allow-origin-missing': error('origin', {
    title: 'The preflight response has no Access-Control-Allow-Origin',
    explanation:
      'The response does not allow this origin. Either the origin is not allowed, or the CORS middleware never saw ' +
      'the OPTIONS request.',
    fix: 'Allow the origin, and make sure that OPTIONS reaches the CORS middleware before authentication and routing.',
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: faults('missing'),
    stage: 'allow-origin',
  }),
  'preflight/allow-origin-mismatch': error('origin', {
    title: 'The preflight response allows a different origin',
    explanation:
      "Browsers compare the header with the page's origin byte for byte, including scheme, port, case and slashes. " +
      '{difference}',
    fix: "Send back the request's own origin if it is allowed, with Vary: Origin.",
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: faults('mismatch'),
    stage: 'allow-origin',
  }),
  'preflight/allow-origin-multiple': error('origin', {
    title: 'The preflight response allows more than one origin',
    explanation:
      'The header must be exactly one origin or *. It cannot be a list, and it cannot be sent twice. {difference}',
    fix: 'Let only one layer add CORS headers, and let it choose the origin of the request.',
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: faults('multiple'),
    stage: 'allow-origin',
  }),
  'preflight/allow-origin-invalid': error('origin', {
    title: 'The preflight response does not have a valid origin',
    explanation:
      'The header must be an origin as browsers write it, such as https://app.example.com, or *. {difference}',
    fix: "Send back the request's own origin if it is allowed, with Vary: Origin.",
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: faults('invalid'),
    stage: 'allow-origin',
  }),
  'preflight/wildcard-with-credentials': error('credentials', {
    title: 'The preflight response allows *, but the request has credentials',
    explanation:
      'The preflight carries no cookies, but it is checked for the request that follows, which is made with ' +
      "credentials: 'include'. With credentials, * allows no origin.",
    fix: "Send the request's own origin instead of *, with Vary: Origin, or make the request without credentials.",
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
    checks: faults('wildcard-with-credentials'),
    stage: 'allow-origin',
  }),
  'preflight/allow-credentials-not-true': error('credentials', {
    title: 'The preflight response does not allow credentials',
    explanation:
      "A request with credentials: 'include' needs 'Access-Control-Allow-Credentials: true' on the preflight " +
      'response too, although the preflight carries no credentials: exactly true, in lower case, once. {problem}',
    fix: 'Send Access-Control-Allow-Credentials: true with both responses, for allowed origins only.',
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: faults('credentials-missing', 'credentials-not-true'),
    stage: 'allow-credentials',
  }),
}

function faults(...wanted: readonly CorsFault[]): Checks {
  return atHops('preflight', ({ preflight, judgment }: ObservedHop) => {
    const exchange = answered(preflight)
    if (exchange === undefined) return undefined
    const origin = readHeader(exchange.request, 'Origin') ?? null
    const failures = judgment?.failures.map(({ code }) => code) ?? []
    return lookForFaults({ exchange, origin, failures }, ...wanted)
  })
}
