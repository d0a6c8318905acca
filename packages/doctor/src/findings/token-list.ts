import { isToken } from '@crossorigin/grammar'
import { trimBlanks, valuesOf } from '../header-lines.ts'
import type { HeaderLine } from '../network/exchange.ts'
import type { Span } from './evidence.ts'

/** A member of a list, whether it is a token or not, and where it stands. */
export interface ListMember extends Span {
  readonly text: string
}

/** What spoils a list of tokens. */
export interface BadMember {
  readonly member: string
  /** The first byte of it that no token has. */
  readonly span: Span
}

/** Splits a value at its commas; empty members are left out. */
export function splitList(value: string): readonly ListMember[] {
  const members: ListMember[] = []
  let start = 0
  for (const piece of value.split(',')) {
    const text = trimBlanks(piece)
    if (text !== '') members.push({ text, at: start + piece.indexOf(text), length: text.length })
    start += piece.length + 1
  }
  return members
}

/** Finds the first member that spoils a list of tokens; `undefined` where none does. */
export function findBadMember(value: string): BadMember | undefined {
  const bad = splitList(value).find(({ text }) => !isToken(text))
  if (bad === undefined) return undefined
  const index = [...bad.text].findIndex((character) => !isToken(character))
  return { member: bad.text, span: { at: bad.at + index, length: 1 } }
}

/** Puts what the lines of a list say into words. */
export function describeList(values: readonly string[]): string {
  const members = values.flatMap(splitList).map(({ text }) => text)
  return members.length === 0 ? 'nothing' : members.join(', ')
}

/** Finds a member; `undefined` if it is not in the list. */
export function findMember(value: string, text: string | undefined): Span | undefined {
  const member = splitList(value).find((other) => other.text === text)
  return member === undefined ? undefined : { at: member.at, length: member.length }
}

/** Returns the members of all lines of a name. */
export function membersOf(
  { headers }: { readonly headers: readonly HeaderLine[] },
  header: string,
): readonly ListMember[] {
  return valuesOf({ headers }, header).flatMap(splitList)
}
