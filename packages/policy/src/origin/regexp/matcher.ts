import type { RegExpAnalysis } from './analysis.ts'
import type { Automaton, Edge } from './automaton.ts'

/** Tells whether a serialized origin is matched as a whole. */
export type OriginTest = (origin: string) => boolean

/**
 * Compiles an expression into a test that takes time linear in the length of the origin.
 *
 * Performance: the engine takes about half as long as the table, so it is used if it cannot backtrack.
 */
export function compileRegExp({ expression, automaton }: RegExpAnalysis): OriginTest {
  if (automaton !== undefined) return compileTable(automaton)
  const whole = new RegExp(`^(?:${expression.source})$`, expression.flags)
  return (origin) => whole.test(origin)
}

/** The number of characters in ASCII. */
const COLUMNS = 128

/** Each state has a row, and each character a column, which holds the offset of the next state's row. Row 0 is a dead end. */
function compileTable({ edges, accepting }: Automaton): OriginTest {
  const table = new Uint32Array((edges.length + 1) * COLUMNS)
  for (const [state, own] of edges.entries()) {
    for (const { characters, to } of own as Edge[]) {
      for (const character of characters) table[(state + 1) * COLUMNS + character.charCodeAt(0)] = (to + 1) * COLUMNS
    }
  }
  const isAccepting = Uint8Array.from([0, ...accepting.map(Number)])
  return (origin) => {
    let row = COLUMNS
    for (let index = 0; index < origin.length && row !== 0; index++) {
      row = table[row + origin.charCodeAt(index)] as number
    }
    return isAccepting[row / COLUMNS] === 1
  }
}
