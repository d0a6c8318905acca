import { type CachingCode, cachingFindings } from './caching.ts'
import { type ClassificationCode, classificationFindings } from './classification.ts'
import { type CookieCode, cookieFindings } from './cookies.ts'
import { type CredentialsCode, credentialsFindings } from './credentials.ts'
import { type ExposureCode, exposureFindings } from './exposure.ts'
import type { CatalogueEntry, Findings } from './finding-entry.ts'
import { type InputCode, inputFindings } from './input.ts'
import { type IntermittentCode, intermittentFindings } from './intermittent.ts'
import { type LocalNetworkCode, localNetworkFindings } from './local-network.ts'
import { type LookAlikeCode, lookAlikeFindings } from './look-alikes.ts'
import { type NetworkFailureCode, networkFailureFindings } from './network-failures.ts'
import { type NotCorsCode, notCorsFindings } from './not-cors.ts'
import { type NullOriginCode, nullOriginFindings } from './null-origins.ts'
import { type OriginCode, originFindings } from './origins.ts'
import { type PagePolicyCode, pagePolicyFindings } from './page-policies.ts'
import { type PreflightCachingCode, preflightCachingFindings } from './preflight-caching.ts'
import { type PreflightListCode, preflightListFindings } from './preflight-lists.ts'
import { type PreflightNetworkCode, preflightNetworkFindings } from './preflight-network.ts'
import { type PreflightOddityCode, preflightOddityFindings } from './preflight-oddities.ts'
import { type PreflightOriginCode, preflightOriginFindings } from './preflight-origin.ts'
import { type PreflightStatusCode, preflightStatusFindings } from './preflight-status.ts'
import { type RedirectEffectCode, redirectEffectFindings } from './redirect-effects.ts'
import { type RedirectKindCode, redirectKindFindings } from './redirect-kinds.ts'
import { type RedirectStopCode, redirectStopFindings } from './redirect-stops.ts'
import { type ResponseOriginCode, responseOriginFindings } from './response-origin.ts'
import { type ResponseStatusCode, responseStatusFindings } from './response-status.ts'
import { type TimingCode, timingFindings } from './timing.ts'

/** The code of a finding. Codes are interface: they are added, and never given another meaning. */
export type FindingCode =
  | InputCode
  | NotCorsCode
  | LookAlikeCode
  | NetworkFailureCode
  | LocalNetworkCode
  | PagePolicyCode
  | ClassificationCode
  | PreflightNetworkCode
  | PreflightStatusCode
  | PreflightOriginCode
  | PreflightListCode
  | PreflightOddityCode
  | RedirectStopCode
  | RedirectEffectCode
  | RedirectKindCode
  | ResponseOriginCode
  | ResponseStatusCode
  | IntermittentCode
  | NullOriginCode
  | OriginCode
  | CredentialsCode
  | CookieCode
  | ExposureCode
  | TimingCode
  | CachingCode
  | PreflightCachingCode

/** Everything that a diagnosis can find. Findings of one step and one importance are listed in this order. */
export const FINDINGS: Findings<FindingCode> = {
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

/** The words of everything that a diagnosis can find. */
export const CATALOGUE: Readonly<Record<FindingCode, CatalogueEntry>> = FINDINGS

/** Tells whether a text is the code of a finding. */
export function isFindingCode(text: string): text is FindingCode {
  return Object.hasOwn(FINDINGS, text)
}
