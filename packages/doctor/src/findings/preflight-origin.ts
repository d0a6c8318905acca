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
    title: 'The preflight has no Access-Control-Allow-Origin',
    explanation:
      'The response to the preflight does not say that this origin may ask. Either the server does not allow it, or its CORS ' +
      'middleware never saw the OPTIONS request.',
    fix: 'Allow the origin, and see that OPTIONS reaches the CORS middleware before authentication and routing.',
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: faults('missing'),
    stage: 'allow-origin',
  }),
  'preflight/allow-origin-mismatch': error('origin', {
    title: "The preflight allows another origin than the page's",
    explanation:
      "Browsers compare the header with the page's origin byte for byte: scheme, host, port, case and slash all count. " +
      '{difference}',
    fix: "Send back the request's own origin where it is allowed, with Vary: Origin.",
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: faults('mismatch'),
    stage: 'allow-origin',
  }),
  'preflight/allow-origin-multiple': error('origin', {
    title: 'The preflight names more than one origin',
    explanation: 'The header holds exactly one origin, or *. It is never a list, and never sent twice. {difference}',
    fix: 'Let one layer alone add CORS headers, and let it choose the one origin that the request came from.',
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: faults('multiple'),
    stage: 'allow-origin',
  }),
  'preflight/allow-origin-invalid': error('origin', {
    title: 'The preflight names something that is no origin',
    explanation:
      'The header has to be an origin as browsers write it, such as https://app.example.com, or *. {difference}',
    fix: "Send back the request's own origin where it is allowed, with Vary: Origin.",
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: faults('invalid'),
    stage: 'allow-origin',
  }),
  'preflight/wildcard-with-credentials': error('credentials', {
    title: 'The preflight allows *, and the request is sent with credentials',
    explanation:
      'The preflight itself carries no cookie, but it is checked for the request that it announces, and that one is made with ' +
      "credentials: 'include'. With credentials, * allows nobody.",
    fix: "Send the request's own origin in place of *, with Vary: Origin; or make the request without credentials.",
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
    checks: faults('wildcard-with-credentials'),
    stage: 'allow-origin',
  }),
  'preflight/allow-credentials-not-true': error('credentials', {
    title: 'The preflight does not allow credentials',
    explanation:
      "A request with credentials: 'include' needs 'Access-Control-Allow-Credentials: true' on the preflight too, although the " +
      'preflight carries none: exactly true, in lower case, once. {problem}',
    fix: 'Send Access-Control-Allow-Credentials: true on the preflight and on the response, for allowed origins only.',
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: faults('credentials-missing', 'credentials-not-true'),
    stage: 'allow-credentials',
  }),
}

function faults(...wanted: readonly CorsFault[]): Checks {
  return atHops('preflight', ({ preflight, judgement, origin }: ObservedHop) => {
    const exchange = answered(preflight)
    if (exchange === undefined) return undefined
    const failures = judgement?.failures.map(({ code }) => code) ?? []
    return lookForFaults({ exchange, origin, failures }, ...wanted)
  })
}
