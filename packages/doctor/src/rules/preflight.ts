import type { Rule } from '../observation.ts'
import { rulesForHops } from './hop-rule.ts'
import { lookAtAllowedHeaders, lookAtAllowedMethods } from './preflight-list.ts'
import { lookAtPreflightNetwork } from './preflight-network.ts'
import { lookAtPreflightOddities } from './preflight-oddity.ts'
import { lookAtPreflightOrigin } from './preflight-origin.ts'
import { comparePreflightWithActual } from './preflight-source.ts'
import { lookAtApplicationAnswer, lookAtPreflightStatus } from './preflight-status.ts'

/** Rules about the answer to a preflight. */
export const preflightRules: readonly Rule[] = [
  ...rulesForHops('preflight', [
    lookAtPreflightNetwork,
    lookAtPreflightStatus,
    lookAtApplicationAnswer,
    lookAtPreflightOrigin,
    lookAtAllowedMethods,
    lookAtAllowedHeaders,
    lookAtPreflightOddities,
  ]),
  ...rulesForHops('actual', [comparePreflightWithActual]),
]
