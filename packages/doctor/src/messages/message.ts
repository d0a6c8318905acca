import type { Engine } from '@crossorigin/browser-model'
import type { ConsoleFacts } from '../explain/console-facts.ts'
import type { FindingCode } from '../findings/findings.ts'

/** A finding that may be behind a message. */
export interface Suspect {
  readonly code: FindingCode
  /** Why it may be this. */
  readonly because: string
  /** Tells whether it can be this at all. */
  readonly when?: ((facts: ConsoleFacts) => boolean) | undefined
  /** Tells whether what the message says speaks for it; it is then named before the others. */
  readonly likely?: ((facts: ConsoleFacts) => boolean) | undefined
}

/** What an engine prints, or printed, to its console or in an exception. */
export interface EngineMessage {
  /** What the engine calls it in its protocol, its sources or its documentation; the first is the usual one. */
  readonly names?: readonly string[] | undefined
  /**
   * Word for word, with placeholders in braces: the details of findings. Typographic quotation marks are plain ones.
   */
  readonly template?: string | undefined
  /** Each of them, or one of each group, occurs in it. In lower case, with straight quotes and single spaces. */
  readonly keywords: readonly (string | readonly string[])[]
  /** The findings for which it is printed. */
  readonly codes?: readonly FindingCode[] | undefined
  /** What else may be behind it, and why; the likeliest first. */
  readonly suspects: readonly Suspect[]
  /** What it does not say. */
  readonly hides?: string | undefined
  /** Other engines that print the same. */
  readonly sharedBy?: readonly Engine[] | undefined
  /** Whether it says so little that nearly anything may be behind it. */
  readonly isVague?: boolean | undefined
  /** Whether no current version prints it. */
  readonly isRetired?: boolean | undefined
}

/** A message, and whose it is; the engine is absent if it is no engine's own. */
export interface Message extends EngineMessage {
  readonly engine?: Engine | undefined
}

/** The placeholders of a template, and their values. */
export type Placeholders = Readonly<Record<string, string | undefined>>

/** Fills in the placeholders of a template; `...` stands for what is not known. */
export function fillTemplate(template: string, values: Placeholders): string {
  return template.replaceAll(/\{([a-zA-Z]+)\}/g, (_placeholder, name: string) => values[name] ?? '...')
}
