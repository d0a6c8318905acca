import { isSafelistedMethod } from '@crossorigin/grammar'
import { quoteMembers } from './fix-line.ts'
import type { ListMember } from './token-list.ts'

/** The details of header names that are missing from a list. */
export function detailsOfNames(
  missing: readonly string[],
  members: readonly ListMember[],
): Readonly<Record<string, string>> {
  const all = extend(members, missing)
  return {
    name: missing[0] ?? '',
    names: missing.join(', '),
    allNames: all.join(', '),
    quotedNames: quoteMembers(all),
    listed: members.map(({ text }) => text).join(', ') || 'nothing',
  }
}

/** The details of a method that is missing from a list. */
export function detailsOfMethods(method: string, members: readonly ListMember[]): Readonly<Record<string, string>> {
  const all = extend(members, [method])
  const needed = all.filter((each) => !isSafelistedMethod(each))
  return { allMethods: all.join(', '), quotedMethods: quoteMembers(needed.length === 0 ? all : needed) }
}

/** What replaces a list must keep what it allowed. Security: a line is copied, so that nothing odd gets into it. */
function extend(members: readonly ListMember[], added: readonly string[]): readonly string[] {
  const kept = members.flatMap(({ text }) => text.split(/[\s;|]+/)).filter((text) => /^[\w-]+$/.test(text))
  const known = new Set(added.map((text) => text.toLowerCase()))
  return [...new Set(kept.filter((text) => !known.has(text.toLowerCase()))), ...added]
}
