import { cachingFindings, preflightCachingFindings } from './caching.ts'
import { classificationFindings } from './classification.ts'
import { cookieFindings } from './cookies.ts'
import { credentialsFindings } from './credentials.ts'
import { exposureFindings, timingFindings } from './exposure.ts'
import type { FindingEntry } from './finding-entry.ts'
import { inputFindings } from './input.ts'
import { lookAlikeFindings } from './look-alikes.ts'
import { localNetworkFindings, networkFailureFindings } from './network-failures.ts'
import { notCorsFindings } from './not-cors.ts'
import { nullOriginFindings, originFindings } from './origins.ts'
import { pagePolicyFindings } from './page-policies.ts'
import {
  preflightNetworkFindings,
  preflightOddityFindings,
  preflightOriginFindings,
  preflightStatusFindings,
} from './preflight.ts'
import { preflightListFindings } from './preflight-lists.ts'
import { redirectEffectFindings, redirectKindFindings, redirectStopFindings } from './redirects.ts'
import { intermittentFindings, responseOriginFindings, responseStatusFindings } from './response.ts'

/** Everything that a diagnosis can find. Findings of one step and one importance are listed in this order. */
const ALL = {
  ...inputFindings,
  ...notCorsFindings,
  ...lookAlikeFindings,
  ...networkFailureFindings,
  ...localNetworkFindings,
  ...pagePolicyFindings,
  ...classificationFindings,
  ...preflightNetworkFindings,
  ...preflightStatusFindings,
  ...preflightOriginFindings,
  ...preflightListFindings,
  ...preflightOddityFindings,
  ...redirectStopFindings,
  ...redirectEffectFindings,
  ...redirectKindFindings,
  ...responseOriginFindings,
  ...responseStatusFindings,
  ...intermittentFindings,
  ...nullOriginFindings,
  ...originFindings,
  ...credentialsFindings,
  ...cookieFindings,
  ...exposureFindings,
  ...timingFindings,
  ...cachingFindings,
  ...preflightCachingFindings,
}

/** The code of a finding. Codes are part of the public API: they may be added, but never change meaning. */
export type FindingCode = keyof typeof ALL

/** All findings, by their codes. */
export const FINDINGS: Readonly<Record<FindingCode, FindingEntry>> = ALL

/** Tells whether a text is the code of a finding. */
export function isFindingCode(text: string): text is FindingCode {
  return Object.hasOwn(FINDINGS, text)
}
