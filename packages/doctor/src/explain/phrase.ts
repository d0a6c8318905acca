import type { Engine } from '@crossorigin/browser-model'
import type { FindingCode } from '../catalogue.ts'
import type { ConsoleFacts } from './console-facts.ts'

/** A finding that may be behind a sentence. */
export interface Suspect {
  readonly code: FindingCode
  /** Why it may be this. */
  readonly because: string
  /** Tells whether it can be this at all. */
  readonly when?: ((facts: ConsoleFacts) => boolean) | undefined
  /** Tells whether what the sentence says speaks for it; it is then named before the others. */
  readonly likely?: ((facts: ConsoleFacts) => boolean) | undefined
}

/** A sentence that an engine prints, or printed, and what may be behind it. */
export interface Phrase {
  /** Absent where it is no engine's own. */
  readonly engine?: Engine | undefined
  /** What the engine calls it where it does not print it: in its protocol, its sources, its documentation. */
  readonly names?: readonly string[] | undefined
  /** Word for word, with placeholders in braces. */
  readonly sentence?: string | undefined
  /** Each of them, or one of each group, occurs in it. In lower case, with straight quotes and single spaces. */
  readonly keywords: readonly (string | readonly string[])[]
  /** The likeliest first. */
  readonly suspects: readonly Suspect[]
  /** What the sentence does not say. */
  readonly hides?: string | undefined
  /** Whether it says so little that nearly anything may be behind it. */
  readonly isVague?: boolean | undefined
  /** Whether no current version prints it. */
  readonly isRetired?: boolean | undefined
}

/** The placeholders of a sentence, and what stands for them. */
export type Placeholders = Readonly<Record<string, string | undefined>>

/** A sentence with its placeholders filled in; `...` stands for what is not known. */
export function fillSentence(sentence: string, values: Placeholders): string {
  return sentence.replaceAll(/\{[a-z]+\}/g, (placeholder) => values[placeholder.slice(1, -1)] ?? '...')
}
