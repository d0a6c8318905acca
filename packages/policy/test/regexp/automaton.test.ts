import { describe, expect, it } from 'vitest'
import {
  type Automaton,
  checkStates,
  determinize,
  type Edge,
  MAX_STATES,
  spend,
} from '../../src/origin/regexp/automaton.ts'
import { RegExpRefusal } from '../../src/origin/regexp/refusal.ts'

describe('the limits of an analysis', () => {
  it('allow exactly the given number of steps', () => {
    const budget = { steps: 3 }
    spend(budget, 1)
    spend(budget, 2)
    expect(() => spend(budget, 1)).toThrow(RegExpRefusal)
  })

  it('allow exactly the given number of states', () => {
    checkStates(MAX_STATES)
    expect(() => checkStates(MAX_STATES + 1)).toThrow(RegExpRefusal)
  })
})

describe('a deterministic automaton', () => {
  const edge = (characters: string, to: number): Edge => ({ characters, to, open: undefined, part: undefined })

  it('has one state for each set of states, reached in any order', () => {
    const edges = [[edge('a', 1), edge('a', 2), edge('b', 2), edge('b', 1)], [edge('c', 1)], []]
    const automaton: Automaton = { edges, accepting: [false, false, true] }
    expect(determinize(automaton, { steps: 100 })).toEqual({
      edges: [[edge('a', 1), edge('b', 1)], [edge('c', 2)], [edge('c', 2)]],
      accepting: [false, true, false],
    })
  })
})
