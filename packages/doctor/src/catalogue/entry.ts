import type { Certainty, FixLine, Level } from '../finding.ts'

/** The likeliest root cause comes first: what a fault of this kind hides is not worth mending before it. */
export const CAUSES = [
  'network',
  'look-alike',
  'redirect',
  'status',
  'origin',
  'credentials',
  'method',
  'headers',
  'exposure',
  'caching',
  'request',
] as const

/** The kind of a cause. */
export type Cause = (typeof CAUSES)[number]

/**
 * What is to be said of a finding. Sentences have placeholders, `{origin}`, for the details of a sighting. Those that every
 * sighting has: `{origin}`, `{url}`, `{target}` (the origin of the URL), `{method}`, `{host}`.
 */
export interface CatalogueEntry {
  readonly level: Level
  readonly certainty: Certainty
  readonly cause: Cause
  /** One line, without placeholders and without a full stop. */
  readonly title: string
  /** Why it is so, for somebody who does not know the standard. */
  readonly explanation: string
  /** What to change; the server's side first. */
  readonly fix: string
  readonly lines?: readonly FixLine[] | undefined
  /** The anchor in a standard. */
  readonly spec?: string | undefined
}
