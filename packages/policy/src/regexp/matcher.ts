import type { Automaton, Edge } from './automaton.ts'

/** Tells whether a text is accepted. */
export type Matcher = (text: string) => boolean

/** How many characters ASCII has. */
const COLUMNS = 128

/**
 * Compiles a deterministic automaton into a table with a row for each state and a column for each character.
 *
 * Performance: one look-up for each character of the text, whatever the expression.
 */
export function compileMatcher({ edges, accepting }: Automaton): Matcher {
  // State 0 is where nothing leads on from; the states of the automaton follow.
  const table = new Uint16Array((edges.length + 1) * COLUMNS)
  for (const [state, own] of edges.entries()) {
    for (const { characters, to } of own as Edge[]) {
      for (const character of characters) table[(state + 1) * COLUMNS + character.charCodeAt(0)] = to + 1
    }
  }
  const isAccepting = Uint8Array.from([0, ...accepting.map(Number)])
  return (text) => {
    let state = 1
    for (let index = 0; index < text.length && state !== 0; index++) {
      state = table[state * COLUMNS + text.charCodeAt(index)] as number
    }
    return isAccepting[state] === 1
  }
}
