import type { Rule } from '../observation.ts'
import { lookAtRedirectKinds } from './redirect-kind.ts'
import { lookAtLosses } from './redirect-loss.ts'
import { lookAtOriginOnTheWay } from './redirect-origin.ts'
import { lookAtPrivateAddresses, lookAtStops } from './redirect-stop.ts'

/** Rules about redirects. */
export const redirectRules: readonly Rule[] = [
  lookAtStops,
  lookAtPrivateAddresses,
  lookAtOriginOnTheWay,
  lookAtLosses,
  lookAtRedirectKinds,
].map((look) => ({ step: 'redirects', look }))
