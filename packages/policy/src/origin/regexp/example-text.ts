import { pickCharacter } from './backward-reader.ts'
import type { Tree } from './parser.ts'

/**
 * Writes a text that the author of an expression probably had in mind, even if it is not an origin: the first of several
 * alternatives, without optional parts, and with each repetition as short as possible, but not empty.
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

/** A character that cannot be part of an origin is kept as written, because it is the error. */
function pickLiteral(source: string, characters: string): string {
  return characters === '' ? source.replace('\\', '') : pickCharacter(characters)
}
