import { pickCharacter } from './backward-reader.ts'
import type { Tree } from './parser.ts'

/**
 * Writes down a text that an expression was probably meant to match, also where none that it matches is an origin: the
 * first alternative, options left out, and each repetition once.
 */
export function writeExample(tree: Tree): string {
  switch (tree.kind) {
    case 'character':
      return pickLiteral(tree.source, tree.characters)
    case 'sequence':
      return tree.trees.map(writeExample).join('')
    case 'choice':
      return writeExample(tree.trees[0] as Tree)
    case 'repeat':
      return writeExample(tree.tree).repeat(tree.max > 1 ? Math.max(1, tree.min) : tree.min)
    default:
      return ''
  }
}

/** A character that no origin has is kept as it is written: it is what is wrong. */
function pickLiteral(source: string, characters: string): string {
  return characters === '' ? source.replace('\\', '') : pickCharacter(characters)
}

/** Tells whether an expression matches one text only. */
export function isLiteral(tree: Tree): boolean {
  if (tree.kind === 'sequence') return tree.trees.every(isLiteral)
  return tree.kind === 'start' || tree.kind === 'end' || (tree.kind === 'character' && tree.characters.length <= 1)
}

/** Tells whether a colon or a slash is repeated by `*`, as somebody writes who means a wildcard. */
export function hasWildcard(tree: Tree): boolean {
  if (tree.kind === 'sequence' || tree.kind === 'choice') return tree.trees.some(hasWildcard)
  if (tree.kind !== 'repeat') return false
  const isStar = tree.min === 0 && tree.max === Number.POSITIVE_INFINITY
  return (
    (isStar && tree.tree.kind === 'character' && [':', '/'].includes(tree.tree.characters)) || hasWildcard(tree.tree)
  )
}
