import type { Rule } from '../observation.ts'
import { lookAtCookies } from './credentials-cookie.ts'
import {
  lookAtChallenges,
  lookAtNeed,
  lookAtRefusedOrigin,
  lookAtRefusedProbe,
  lookAtWildcards,
} from './credentials-grant.ts'

/** Rules about credentials. */
export const credentialsRules: readonly Rule[] = [
  ...[lookAtNeed, lookAtWildcards, lookAtCookies, lookAtRefusedOrigin, lookAtChallenges].map(
    (look): Rule => ({ step: 'credentials', look }),
  ),
  { step: 'caching', look: lookAtRefusedProbe },
]
