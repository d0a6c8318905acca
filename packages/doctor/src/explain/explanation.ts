import type { Engine } from '@crossorigin/browser-model'
import type { ConsoleSentences } from '../finding.ts'
import type { CatalogueEntry } from '../findings/finding-entry.ts'
import type { FindingCode } from '../findings/findings.ts'
import type { ConsoleFacts } from './console-facts.ts'
import type { Reproduction } from './reproduction.ts'

/** A finding that may be behind what was asked about. */
export interface Candidate {
  readonly code: FindingCode
  /** Its words, filled in with what is known. Names in capitals stand for the rest. */
  readonly entry: CatalogueEntry
  /** Why it may be this one; absent where the code itself was asked for. */
  readonly because?: string | undefined
  /** What the engines print for it, filled in with what is known. */
  readonly says: ConsoleSentences
  /** What the engines call it. */
  readonly names: { readonly chromium?: string | undefined; readonly firefox?: string | undefined }
}

/** What a text means. */
export interface Explanation {
  /** `misspelled`: it is none of the codes and names, but near to those of the candidates. */
  readonly kind: 'code' | 'name' | 'sentence' | 'misspelled'
  /** Whose sentence or name it is; absent where it may be anyone's. */
  readonly engine?: Engine | undefined
  /** What the engine calls it. */
  readonly name?: string | undefined
  /** Whether only former versions print it. */
  readonly isRetired: boolean
  /** The likeliest first; at least one. */
  readonly candidates: readonly Candidate[]
  /** What could be read out of the text. */
  readonly facts: ConsoleFacts
  /** What the sentence does not say. */
  readonly hides?: string | undefined
  /** The command that makes the request again. */
  readonly reproduction: Reproduction
}
