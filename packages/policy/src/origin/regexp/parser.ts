import { ALPHABET, type CharacterSet } from './character-set.ts'
import { RegExpRefusal } from './refusal.ts'

/** The syntax tree of a regular expression. Groups are not part of it, because they do not affect what matches. */
export type Tree =
  | CharacterTree
  | { readonly kind: 'sequence' | 'choice'; readonly trees: readonly Tree[] }
  | { readonly kind: 'repeat'; readonly tree: Tree; readonly min: number; readonly max: number }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'not'; readonly tree: Tree; readonly isAtStart: boolean }

/** One character: a literal, an escape, a class or a dot. */
export interface CharacterTree {
  readonly kind: 'character'
  /** As it is written: `a`, `\.`, `[a-z]`. */
  readonly source: string
  /** The characters that it matches, as far as origins can have them. */
  readonly characters: CharacterSet
  /** The part of an origin that it belongs to, in the grammar of origins. */
  readonly part: string | undefined
}

/** Tells whether a tree, or one of those in it, has a property. */
export function hasTree(tree: Tree, isFound: (tree: Tree) => boolean): boolean {
  if (isFound(tree)) return true
  if ('trees' in tree) return tree.trees.some((own) => hasTree(own, isFound))
  return 'tree' in tree && hasTree(tree.tree, isFound)
}

interface Cursor {
  readonly source: string
  readonly flags: string
  readonly part: string | undefined
  index: number
}

const QUANTIFIER = /([*+?]|\{(\d+)(,(\d*))?\})\??/y
const CHARACTER = /\[(?:\\.|[^\]\\])*\]|\\(?:x[\da-f]{2}|u[\da-f]{4}|u\{[\da-f]+\}|c[a-z]|.)|./isuy
const CHARACTER_WITHOUT_UNICODE = /\[(?:\\.|[^\]\\])*\]|\\(?:x[\da-f]{2}|u[\da-f]{4}|c[a-z]|0[0-7]{0,2}|.)|./isuy

/** Syntax that is not supported, with its name. */
const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [/\\[bB]/y, 'a word boundary'],
  [/\\[1-9k]/y, 'a backreference'],
  [/\\[pP]/y, 'a Unicode property'],
  [/\\c(?![a-z])/iy, 'an unfinished escape'],
  [/\(\?=/y, 'a lookahead'],
  [/\(\?<[=!]/y, 'a lookbehind'],
  [/\(\?[a-z-]+:/y, 'a group with flags'],
]

/**
 * Parses the subset of regular expressions that origins need. The engine has already accepted the source, so this does not look for
 * syntax errors.
 *
 * @param part - The part of an origin that the expression describes, in the grammar of origins.
 * @throws {@link RegExpRefusal} that names what is not supported.
 * @see https://tc39.es/ecma262/#sec-patterns
 */
export function parseRegExp({ source, flags }: Pick<RegExp, 'source' | 'flags'>, part?: string): Tree {
  return parseChoice({ source, flags, part, index: 0 })
}

function take(cursor: Cursor, expression: RegExp): RegExpExecArray | null {
  expression.lastIndex = cursor.index
  const match = expression.exec(cursor.source)
  if (match !== null) cursor.index = expression.lastIndex
  return match
}

function parseChoice(cursor: Cursor): Tree {
  const trees = [parseSequence(cursor)]
  while (take(cursor, /\|/y)) trees.push(parseSequence(cursor))
  return trees.length === 1 ? (trees[0] as Tree) : { kind: 'choice', trees }
}

function parseSequence(cursor: Cursor): Tree {
  const trees: Tree[] = []
  while (cursor.index < cursor.source.length && !/[|)]/.test(cursor.source[cursor.index] as string)) {
    trees.push(parseQuantifier(cursor, parseTerm(cursor, trees)))
  }
  return { kind: 'sequence', trees }
}

/** A lazy repetition is like a greedy one: it affects what groups capture, but not whether a whole text matches. */
function parseQuantifier(cursor: Cursor, tree: Tree): Tree {
  const match = take(cursor, QUANTIFIER)
  if (match === null) return tree
  const [, sign, least, comma, most] = match
  if (sign === '?') return { kind: 'repeat', tree, min: 0, max: 1 }
  if (least === undefined) return { kind: 'repeat', tree, min: sign === '+' ? 1 : 0, max: Number.POSITIVE_INFINITY }
  const max = comma === undefined ? least : most || Number.POSITIVE_INFINITY
  return { kind: 'repeat', tree, min: Number(least), max: Number(max) }
}

function parseTerm(cursor: Cursor, before: readonly Tree[]): Tree {
  if (take(cursor, /\^/y)) return { kind: 'start' }
  if (take(cursor, /\$/y)) return { kind: 'end' }
  for (const [expression, name] of UNSUPPORTED) {
    if (take(cursor, expression)) throw unsupported(name)
  }
  if (take(cursor, /\(\?!/y)) return { kind: 'not', isAtStart: isAtStart(before), tree: parseGroup(cursor) }
  if (take(cursor, /\((?:\?(?::|<[^>]*>))?/y)) return parseGroup(cursor)
  return parseCharacter(cursor)
}

function parseGroup(cursor: Cursor): Tree {
  const tree = parseChoice(cursor)
  cursor.index++
  return tree
}

/** A negative lookahead is supported at the start of the origin and at the start of its host. */
function isAtStart(before: readonly Tree[]): boolean {
  if (before.at(-1)?.kind === 'start') return true
  if (isSlash(before.at(-1)) && isSlash(before.at(-2))) return false
  throw unsupported('a negative lookahead that does not directly follow "^" or "//"')
}

function isSlash(tree: Tree | undefined): boolean {
  return tree?.kind === 'character' && tree.characters === '/'
}

/** Uses the engine to find out which characters match, so that flags and escapes are interpreted exactly as it does. */
function parseCharacter(cursor: Cursor): Tree {
  const { flags, part } = cursor
  const match = take(cursor, flags.includes('u') ? CHARACTER : CHARACTER_WITHOUT_UNICODE)
  const [source] = match as RegExpExecArray
  const characters = ALPHABET.match(new RegExp(source, `${flags}g`))?.join('') ?? ''
  return { kind: 'character', source, characters, part }
}

function unsupported(name: string): RegExpRefusal {
  return new RegExpRefusal('regexp-unsupported', name)
}
