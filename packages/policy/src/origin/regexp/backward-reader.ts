import type { Automaton, Edge } from './automaton.ts'
import type { CharacterSet } from './character-set.ts'

/** An edge, seen from the state that it leads to. */
export interface BackwardStep extends Edge {
  readonly from: number
}

/** Reads an automaton from right to left, because that is how domain names are owned. */
export interface BackwardReader {
  /** The edges that lead to each state. */
  readonly steps: readonly (readonly BackwardStep[])[]
  /** Picks the step nearest to the start; among those, the one with the most readable character. */
  findNearest(steps: readonly BackwardStep[]): BackwardStep
  /** Returns the shortest text that leads to one of some states. */
  findPrefix(states: Iterable<number>): string
}

/** Creates a reader for an automaton. */
export function readBackward({ edges }: Automaton): BackwardReader {
  const steps: BackwardStep[][] = edges.map(() => [])
  for (const [from, own] of edges.entries())
    for (const edge of own) (steps[edge.to] as BackwardStep[]).push({ ...edge, from })
  const distances = measureDistances(edges)
  return { steps, findNearest, findPrefix }

  function findNearest(own: readonly BackwardStep[]): BackwardStep {
    const least = Math.min(...own.map(({ from }) => distances[from] as number))
    return findEasiest(own.filter(({ from }) => distances[from] === least))
  }

  function findPrefix(states: Iterable<number>): string {
    let text = ''
    for (let current = [...states]; !current.includes(0); ) {
      const step = findNearest(current.flatMap((state) => steps[state] as BackwardStep[]))
      text = pickCharacter(step.characters) + text
      current = [step.from]
    }
    return text
  }
}

/** Counts the characters between the start and each state. */
function measureDistances(edges: Automaton['edges']): readonly number[] {
  const distances: number[] = [0]
  const queue = [0]
  for (const state of queue) {
    for (const { to } of edges[state] as Edge[]) {
      if (distances[to] !== undefined) continue
      distances[to] = (distances[state] as number) + 1
      queue.push(to)
    }
  }
  return distances
}

/** Returns the states from which a text leads to one of some states. */
export function stepBack({ steps }: BackwardReader, states: ReadonlySet<number>, text: string): ReadonlySet<number> {
  let current = states
  for (const character of [...text].reverse()) {
    const before = new Set<number>()
    for (const state of current) {
      for (const step of steps[state] as BackwardStep[]) {
        if (step.characters.includes(character)) before.add(step.from)
      }
    }
    current = before
  }
  return current
}

/** The most readable characters, to represent a set. */
const EASY = 'xa1'

/** Picks the most readable character of a set. */
export function pickCharacter(characters: CharacterSet): string {
  return [...EASY].find((character) => characters.includes(character)) ?? (characters[0] as string)
}

/** Picks the step with the most readable character. */
function findEasiest(steps: readonly BackwardStep[]): BackwardStep {
  const found = [...EASY].map((character) => steps.find(({ characters }) => characters.includes(character)))
  return found.find((step) => step !== undefined) ?? (steps[0] as BackwardStep)
}
