import type { Rule } from './observation.ts'
import { cachingRules } from './rules/caching.ts'
import { classificationRules } from './rules/classification.ts'
import { credentialsRules } from './rules/credentials.ts'
import { exposureRules } from './rules/exposure.ts'
import { inputRules } from './rules/input.ts'
import { lookAlikeRules } from './rules/look-alikes.ts'
import { originRules } from './rules/origins.ts'
import { preflightRules } from './rules/preflight.ts'
import { redirectRules } from './rules/redirects.ts'
import { responseRules } from './rules/response.ts'

/** All rules, in the order in which findings of one step and one importance are listed. */
export const RULES: readonly Rule[] = [
  ...inputRules,
  ...lookAlikeRules,
  ...classificationRules,
  ...preflightRules,
  ...redirectRules,
  ...responseRules,
  ...originRules,
  ...credentialsRules,
  ...exposureRules,
  ...cachingRules,
]
