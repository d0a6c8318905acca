import type { Rule } from '../observation.ts'
import { rulesForHops } from './hop-rule.ts'
import { lookAtResponseNetwork } from './response-network.ts'
import { lookAtResponseOrigin } from './response-origin.ts'
import { lookAtRepeats, lookAtRevalidation } from './response-probe.ts'
import { lookAtMethodDependence, lookAtPreflightHeaders, lookAtResponseStatus } from './response-status.ts'

/** Rules about the answer to the request itself. */
export const responseRules: readonly Rule[] = [
  ...rulesForHops('actual', [
    lookAtResponseNetwork,
    lookAtResponseOrigin,
    lookAtResponseStatus,
    lookAtMethodDependence,
    lookAtPreflightHeaders,
  ]),
  { step: 'caching', look: lookAtRevalidation },
  { step: 'caching', look: lookAtRepeats },
]
