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
