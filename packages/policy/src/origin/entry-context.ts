import type { ConfigIssue, IssueLog } from '../configuration/config-issue.ts'
import type { NameLookup } from './public-suffix/name-status.ts'

/** What the rules for origins know about the other options, and the log that they report to. */
export interface EntryContext {
  readonly credentials: boolean
  readonly allowsNull: boolean
  readonly allowsInsecure: boolean
  readonly allowsPublicSuffixes: boolean
  readonly lookUp: NameLookup
  /** The flags that an entry of `origin` needs, whether they are set or not. */
  readonly neededFlags: Set<string>
  readonly log: IssueLog
}

/** An entry of the `origin` option, as issues name it. */
export type EntryPlace = Pick<ConfigIssue, 'path' | 'value'>

/** Returns the path of an entry, for issues; the index is `undefined` if `origin` is not a list. */
export function pathOf(index: number | undefined): ConfigIssue['path'] {
  return index === undefined ? ['origin'] : ['origin', index]
}
