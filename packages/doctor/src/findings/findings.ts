import { type CachingCode, cachingFindings, type PreflightCachingCode, preflightCachingFindings } from './caching.ts'
import { type ClassificationCode, classificationFindings } from './classification.ts'
import { type CookieCode, cookieFindings } from './cookies.ts'
import { type CredentialsCode, credentialsFindings } from './credentials.ts'
import { type ExposureCode, exposureFindings, type TimingCode, timingFindings } from './exposure.ts'
import type { CatalogueEntry, Findings } from './finding-entry.ts'
import { type InputCode, inputFindings } from './input.ts'
import { type LookAlikeCode, lookAlikeFindings } from './look-alikes.ts'
import {
  type LocalNetworkCode,
  localNetworkFindings,
  type NetworkFailureCode,
  networkFailureFindings,
} from './network-failures.ts'
import { type NotCorsCode, notCorsFindings } from './not-cors.ts'
import { type NullOriginCode, nullOriginFindings, type OriginCode, originFindings } from './origins.ts'
import { type PagePolicyCode, pagePolicyFindings } from './page-policies.ts'
import {
  type PreflightNetworkCode,
  type PreflightOddityCode,
  type PreflightOriginCode,
  type PreflightStatusCode,
  preflightNetworkFindings,
  preflightOddityFindings,
  preflightOriginFindings,
  preflightStatusFindings,
} from './preflight.ts'
import { type PreflightListCode, preflightListFindings } from './preflight-lists.ts'
import {
  type RedirectEffectCode,
  type RedirectKindCode,
  type RedirectStopCode,
  redirectEffectFindings,
  redirectKindFindings,
  redirectStopFindings,
} from './redirects.ts'
import {
  type IntermittentCode,
  intermittentFindings,
  type ResponseOriginCode,
  type ResponseStatusCode,
  responseOriginFindings,
  responseStatusFindings,
} from './response.ts'

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
