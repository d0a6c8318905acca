import { type CachingCode, cachingEntries } from './catalogue/caching.ts'
import { type ClassificationCode, classificationEntries } from './catalogue/classification.ts'
import { type CredentialsCode, credentialsEntries } from './catalogue/credentials.ts'
import type { CatalogueEntry } from './catalogue/entry.ts'
import { type ExposureCode, exposureEntries } from './catalogue/exposure.ts'
import { type InputCode, inputEntries } from './catalogue/input.ts'
import { type LookAlikeCode, lookAlikeEntries } from './catalogue/look-alikes.ts'
import { type OriginCode, originEntries } from './catalogue/origins.ts'
import { type PreflightCode, preflightEntries } from './catalogue/preflight.ts'
import { type RedirectCode, redirectEntries } from './catalogue/redirects.ts'
import { type ResponseCode, responseEntries } from './catalogue/response.ts'

/** The code of a finding. Codes are interface: they are added, and never given another meaning. */
export type FindingCode =
  | InputCode
  | ClassificationCode
  | PreflightCode
  | ResponseCode
  | CredentialsCode
  | ExposureCode
  | CachingCode
  | RedirectCode
  | OriginCode
  | LookAlikeCode

/** Everything that a diagnosis can find, in words. */
export const CATALOGUE: Readonly<Record<FindingCode, CatalogueEntry>> = {
  ...inputEntries,
  ...classificationEntries,
  ...preflightEntries,
  ...responseEntries,
  ...credentialsEntries,
  ...exposureEntries,
  ...cachingEntries,
  ...redirectEntries,
  ...originEntries,
  ...lookAlikeEntries,
}

/** Tells whether a text is the code of a finding. */
export function isFindingCode(text: string): text is FindingCode {
  return Object.hasOwn(CATALOGUE, text)
}
