import { type Automaton, type Budget, MAX_STEPS } from './automaton.ts'

/** Performance: builds an automaton on first use, because most policies have no regular expression. */
export function buildOnce(build: (budget: Budget) => Automaton): () => Automaton {
  let automaton: Automaton | undefined
  return () => {
    automaton ??= build({ steps: MAX_STEPS })
    return automaton
  }
}
