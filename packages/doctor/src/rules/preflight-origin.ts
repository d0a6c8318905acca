import type { CorsCheckCode, PreflightCode as ModelCode } from '@crossorigin/browser-model'
import type { FindingCode } from '../catalogue.ts'
import type { Sighting } from '../finding.ts'
import type { ObservedHop } from '../observation.ts'
import { type CorsFault, describeCorsFault } from './allow-origin.ts'
import { answered } from './seen-header.ts'

const CODES: Readonly<Record<CorsFault, FindingCode>> = {
  missing: 'preflight/allow-origin-missing',
  mismatch: 'preflight/allow-origin-mismatch',
  multiple: 'preflight/allow-origin-multiple',
  invalid: 'preflight/allow-origin-invalid',
  'wildcard-with-credentials': 'preflight/wildcard-with-credentials',
  'credentials-missing': 'preflight/allow-credentials-not-true',
  'credentials-not-true': 'preflight/allow-credentials-not-true',
}

/** Says how the answer to a preflight fails the CORS check. */
export function lookAtPreflightOrigin({ preflight, judgement, origin }: ObservedHop): readonly Sighting[] {
  const exchange = answered(preflight)
  if (exchange === undefined) return []
  return (judgement?.failures ?? [])
    .map(({ code }) => code)
    .filter(isOfCorsCheck)
    .map((code) => describeCorsFault(code, { exchange, origin: origin ?? 'null' }, CODES))
}

function isOfCorsCheck(code: ModelCode): code is CorsCheckCode {
  return code.startsWith('allow-origin-') || code.startsWith('allow-credentials-')
}
