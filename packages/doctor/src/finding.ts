import type { FindingCode } from './findings/findings.ts'

/** `error`: it blocks. `warning`: it will, somewhere or at some time. `note`: good to know. */
export type Level = 'error' | 'warning' | 'note'

/** `certain`: seen on the wire. `likely`: inferred. `possible`: out of sight from here. */
export type Certainty = 'certain' | 'likely' | 'possible'

/** The steps of a diagnosis, in their order. */
export const STEPS = [
  'input',
  'cross-origin',
  'reachable',
  'preflight-needed',
  'preflight',
  'actual',
  'redirects',
  'exposure',
  'credentials',
  'caching',
  'page',
] as const

/** A step of a diagnosis. */
export type StepName = (typeof STEPS)[number]

/** Bytes that show what a finding says. */
export interface Evidence {
  /** The number of the exchange they come from; absent where they come from what was typed. */
  readonly exchange?: number | undefined
  /** Whose part of the exchange: `response` unless said otherwise. */
  readonly side?: 'request' | 'response' | undefined
  /** The name of the header line; absent for a status line or other text. */
  readonly header?: string | undefined
  /** As received, one character for each byte: not safe to print. */
  readonly value: string
  /** Where in the value the offending bytes begin, and how many there are. */
  readonly at?: number | undefined
  readonly length?: number | undefined
}

/** A line of configuration that fixes what was found, for one product. */
export interface FixLine {
  readonly product: '@crossorigin' | 'cors' | '@fastify/cors' | 'nginx'
  readonly line: string
}

/** What the engines print to their consoles for it. */
export interface ConsoleSentences {
  readonly chrome?: string | undefined
  readonly firefox?: string | undefined
  readonly safari?: string | undefined
}

/** One thing that was found, with its evidence and its fix. */
export interface Finding {
  /** Stable: a code is never given another meaning. */
  readonly code: FindingCode
  readonly level: Level
  readonly certainty: Certainty
  readonly step: StepName
  readonly title: string
  readonly explanation: string
  /** What to change; the server's side first. */
  readonly fix: string
  readonly lines: readonly FixLine[]
  readonly evidence: readonly Evidence[]
  /** The anchor in a standard. */
  readonly spec: string | undefined
  readonly says: ConsoleSentences
}
