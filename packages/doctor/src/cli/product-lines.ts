import type { FixLine } from '../finding.ts'
import { escapeText } from '../report/escape.ts'
import { type Block, hang } from './wrapping.ts'

/** The longest name, and a gap. */
const NAME_WIDTH = '@fastify/cors  '.length

/** Shows what to write in each product's own words, one below the other. */
export function productLines(lines: readonly FixLine[], block: Block): readonly string[] {
  return lines.flatMap(({ product, line }) => hang(escapeText(product).padEnd(NAME_WIDTH), escapeText(line), block))
}
