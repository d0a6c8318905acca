import type { Certainty, Evidence, FixLine, Level, StepName } from '../finding.ts'
import type { Observation, ObservedHop } from '../observation.ts'

/** The likeliest root cause comes first: what a fault of this kind hides is not worth fixing before it. */
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
 * What is to be said of a finding. Sentences have placeholders, `{origin}`, for the details of a detection. Those that
 * every detection has: `{origin}`, `{page}`, `{url}`, `{target}` (the origin of the URL), `{method}`, `{host}`.
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

/** What a check has seen, before it is put into words. */
export interface Detection {
  /** The values of the placeholders. */
  readonly details?: Readonly<Record<string, string>> | undefined
  readonly evidence?: readonly Evidence[] | undefined
  /** If it differs from the entry's. */
  readonly level?: Level | undefined
  readonly certainty?: Certainty | undefined
  /** The sentences speak of this URL, not of the first. */
  readonly hop?: ObservedHop | undefined
}

/** What a check returns: nothing, or what it has seen. */
export type Detected = Detection | readonly Detection[] | undefined

/** Looks for a finding in what was seen. Until its step is due, what belongs to later steps is empty. */
type Check = (seen: Observation) => Detected

/** The checks of a finding, by the steps at which they are due. */
export type Checks = Readonly<Partial<Record<StepName, Check>>>

/**
 * The steps of the standard for the response to a preflight, in their order. A browser stops at the first that fails.
 */
export const STAGES = [
  'redirect',
  'allow-origin',
  'allow-credentials',
  'status',
  'allow-methods',
  'allow-headers',
] as const

/** A finding: its words, and how it is seen. */
export interface FindingEntry extends CatalogueEntry {
  /** Absent if nothing that can be seen speaks for it. */
  readonly checks?: Checks | undefined
  /** The step of the standard that fails. */
  readonly stage?: (typeof STAGES)[number] | undefined
}

/** The findings of a family, by their codes. */
export type Findings = Readonly<Record<string, FindingEntry>>

type Draft = Omit<FindingEntry, 'level' | 'cause' | 'certainty'> & { readonly certainty?: Certainty }

/** Makes an entry of what blocks; certain unless it says otherwise. */
export function error(cause: Cause, entry: Draft): FindingEntry {
  return { certainty: 'certain', ...entry, level: 'error', cause }
}

/** Makes an entry of what will block, somewhere or at some time. */
export function warning(cause: Cause, entry: Draft): FindingEntry {
  return { certainty: 'certain', ...entry, level: 'warning', cause }
}

/** Makes an entry of what is good to know. */
export function note(cause: Cause, entry: Draft): FindingEntry {
  return { certainty: 'certain', ...entry, level: 'note', cause }
}

/**
 * Makes checks of one that looks at a single URL: at the first when `step` is due, at the others when redirects are.
 */
export function atHops(step: StepName, check: (hop: ObservedHop, seen: Observation) => Detected): Checks {
  const look = (hops: readonly ObservedHop[], seen: Observation): readonly Detection[] =>
    hops.flatMap((hop) => {
      const detections = listDetections(check(hop, seen))
      return hop.index === 0 ? detections : detections.map((detection) => ({ hop, ...detection }))
    })
  return {
    [step]: (seen: Observation) => look(seen.hops.slice(0, 1), seen),
    redirects: (seen) => look(seen.hops.slice(1), seen),
  }
}

/** Makes a list of what a check returns. */
export function listDetections(seen: Detected): readonly Detection[] {
  if (seen === undefined) return []
  return Array.isArray(seen) ? (seen as readonly Detection[]) : [seen as Detection]
}
