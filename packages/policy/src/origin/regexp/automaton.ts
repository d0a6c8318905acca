import { ALPHABET, type CharacterSet, intersectSets, invertSet } from './character-set.ts'
import { RegExpRefusal } from './refusal.ts'

/** A finite automaton without empty transitions. It starts in state 0, from which every state can be reached. */
export interface Automaton {
  /** The edges that leave each state. */
  readonly edges: readonly (readonly Edge[])[]
  readonly accepting: readonly boolean[]
}

/** A transition. */
export interface Edge {
  readonly characters: CharacterSet
  readonly to: number
  /** Why the character that it reads is open; `undefined` if the character is spelled out. */
  readonly open: Openness | undefined
  /** The part of an origin that it reads, by the grammar of origins. */
  readonly part: string | undefined
}

/** Why a text is open: because of a dot, a class of more than one character, or a repetition. */
export type Openness = 'dot' | 'class' | 'repetition'

/** The work that an analysis can still do. */
export interface Budget {
  steps: number
}

/** The maximum work of one analysis, in edges visited: about 50 ms on a slow machine. */
export const MAX_STEPS = 100_000

/** The maximum number of states in an automaton. */
export const MAX_STATES = 4096

/** Takes steps from a budget. Throws if there are not enough left. */
export function spend(budget: Budget, steps: number): void {
  budget.steps -= steps
  if (budget.steps < 0) throw tooComplex()
}

/** Throws if an automaton has too many states. */
export function checkStates(count: number): void {
  if (count > MAX_STATES) throw tooComplex()
}

function tooComplex(): RegExpRefusal {
  return new RegExpRefusal('regexp-too-complex')
}

/** Tells whether an automaton accepts nothing. Every state must lead to acceptance, as in an intersection. */
export function isEmpty({ accepting }: Automaton): boolean {
  return !accepting.includes(true)
}

/** The states of an automaton that is being built. */
interface Numbering<State> {
  /** In the order in which they were found. The list grows while it is iterated over. */
  readonly states: readonly State[]
  numberOf(state: State): number
}

/** Numbers states in the order in which they are found. The first one has number 0. */
function numberStates<State>(first: State, keyOf: (state: State) => number | string): Numbering<State> {
  const numbers = new Map<number | string, number>()
  const states: State[] = []
  const numberOf = (state: State): number => {
    const key = keyOf(state)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, states.length)
    checkStates(states.push(state))
    return states.length - 1
  }
  numberOf(first)
  return { states, numberOf }
}

/**
 * Builds an automaton for the texts that both automata accept. Every state leads to acceptance. Openness comes from the first
 * automaton, and parts come from the second one if it has any.
 */
export function intersect(left: Automaton, right: Automaton, budget: Budget): Automaton {
  const keyOf = ([first, second]: readonly [number, number]): number => first * right.edges.length + second
  const { states, numberOf } = numberStates([0, 0], keyOf)
  const edges: Edge[][] = []
  for (const [first, second] of states) {
    const own: Edge[] = []
    for (const one of left.edges[first] as Edge[]) {
      spend(budget, (right.edges[second] as Edge[]).length)
      for (const other of right.edges[second] as Edge[]) {
        const characters = intersectSets(one.characters, other.characters)
        if (characters === '') continue
        own.push({ characters, to: numberOf([one.to, other.to]), open: one.open, part: other.part ?? one.part })
      }
    }
    edges.push(own)
  }
  const accepting = states.map(([first, second]) => left.accepting[first] === true && right.accepting[second] === true)
  return trim({ edges, accepting })
}

/** Removes the states that do not lead to acceptance, except for the first. */
function trim({ edges, accepting }: Automaton): Automaton {
  const sources: number[][] = edges.map(() => [])
  for (const [from, own] of edges.entries()) for (const { to } of own) (sources[to] as number[]).push(from)
  const kept = accepting.map((isAccepting) => isAccepting)
  const queue = [...accepting.keys()].filter((state) => accepting[state])
  for (const state of queue) {
    for (const source of sources[state] as number[]) {
      if (kept[source]) continue
      kept[source] = true
      queue.push(source)
    }
  }
  kept[0] = true
  let count = 0
  const numbers = kept.map((isKept) => (isKept ? count++ : count))
  return {
    edges: edges
      .filter((_, state) => kept[state])
      .map((own) => own.filter(({ to }) => kept[to]).map((edge) => ({ ...edge, to: numbers[edge.to] as number }))),
    accepting: accepting.filter((_, state) => kept[state]),
  }
}

/** Builds an equivalent automaton in which no two edges of a state share a character. */
export function determinize({ edges, accepting }: Automaton, budget: Budget): Automaton {
  const { states, numberOf } = numberStates<readonly number[]>([0], String)
  const made: Edge[][] = []
  for (const subset of states) {
    const own = subset.flatMap((state) => edges[state] as Edge[])
    spend(budget, own.length)
    made.push(
      splitEdges(own).map(({ characters, targets }) => {
        return { characters, to: numberOf(targets), open: undefined, part: undefined }
      }),
    )
  }
  return { edges: made, accepting: states.map((subset) => subset.some((state) => accepting[state])) }
}

/** Groups the characters of some edges by the states that they lead to. */
function splitEdges(edges: readonly Edge[]): readonly { characters: CharacterSet; targets: readonly number[] }[] {
  const targets = new Map<CharacterSet, number[]>()
  for (const { characters, to } of edges) {
    const own = targets.get(characters)
    if (own === undefined) targets.set(characters, [to])
    else own.push(to)
  }
  const sets = [...targets.keys()]
  const characters = new Map<string, CharacterSet>()
  for (const character of ALPHABET) {
    const key = sets.filter((set) => set.includes(character)).join(' ')
    if (key !== '') characters.set(key, (characters.get(key) ?? '') + character)
  }
  return [...characters].map(([key, own]) => {
    const states = new Set(key.split(' ').flatMap((set) => targets.get(set) as number[]))
    return { characters: own, targets: [...states].sort((one, other) => one - other) }
  })
}

/** Builds an automaton for every text that a deterministic one does not accept. */
export function complement({ edges, accepting }: Automaton): Automaton {
  const sink = edges.length
  const edgeToSink = (characters: CharacterSet): Edge => ({ characters, to: sink, open: undefined, part: undefined })
  const complete = (own: readonly Edge[]): readonly Edge[] => {
    return [...own, edgeToSink(invertSet(own.map(({ characters }) => characters).join('')))]
  }
  return {
    edges: [...edges.map(complete), [edgeToSink(ALPHABET)]],
    accepting: [...accepting.map((isAccepting) => !isAccepting), true],
  }
}
