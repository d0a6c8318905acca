import { ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import type { FindingCode } from '../catalogue.ts'
import type { Sighting } from '../finding.ts'
import type { ObservedHop } from '../observation.ts'
import { type CorsFault, describeCorsFault } from './allow-origin.ts'
import { findRedirect } from './redirect-target.ts'
import { answered, hasHeader, showHeader } from './seen-header.ts'

const CODES: Readonly<Record<CorsFault, FindingCode>> = {
  missing: 'response/allow-origin-missing',
  mismatch: 'response/allow-origin-mismatch',
  multiple: 'response/allow-origin-multiple',
  invalid: 'response/allow-origin-invalid',
  'wildcard-with-credentials': 'credentials/wildcard-origin',
  'credentials-missing': 'credentials/allow-missing',
  'credentials-not-true': 'credentials/allow-not-true',
}

/** Says how a response fails the CORS check; a redirect without the header has a code of its own. */
export function lookAtResponseOrigin(hop: ObservedHop): readonly Sighting[] {
  const exchange = answered(hop.actual) ?? answered(hop.substitute)
  if (exchange === undefined) return []
  const redirect = findRedirect(exchange)
  return hop.failures.map((code) => {
    const sighting = describeCorsFault(code, { exchange, origin: hop.origin ?? 'null' }, CODES)
    if (code !== 'allow-origin-missing') return sighting
    if (redirect === undefined) {
      return { ...sighting, details: { ...sighting.details, contrast: contrastWithPreflight(hop) } }
    }
    return {
      code: 'redirect/hop-without-cors',
      details: { ...sighting.details, location: redirect.location },
      evidence: [...(sighting.evidence ?? []), ...showHeader(exchange, 'Location')],
    }
  })
}

function contrastWithPreflight({ preflight }: ObservedHop): string {
  const exchange = answered(preflight)
  if (exchange === undefined || !hasHeader(exchange.outcome, ACCESS_CONTROL_ALLOW_ORIGIN)) return ''
  return 'The preflight has the header, so it is not the origin that is refused.'
}
