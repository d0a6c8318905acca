import {
  type Automaton,
  type Budget,
  checkStates,
  complement,
  determinize,
  type Edge,
  intersect,
  type Openness,
} from './automaton.ts'
import { ALPHABET } from './character-set.ts'
import type { CharacterTree, Tree } from './parser.ts'
import { RegExpRefusal } from './refusal.ts'

/** A position between two characters, while an automaton is built. */
interface Joint {
  readonly edges: Edge[]
  /** The joints that can be reached without reading a character: anywhere, or only at the start or end of the text. */
  readonly skips: { readonly to: number; readonly only?: 'start' | 'end' }[]
}

interface Construction {
  readonly joints: Joint[]
  readonly budget: Budget
}

/** The last joint of every construction. */
const END = 0

/** Any text. */
const ANYTHING: Tree = {
  kind: 'repeat',
  min: 0,
  max: Number.POSITIVE_INFINITY,
  tree: { kind: 'character', source: '.', characters: ALPHABET, part: undefined },
}

/** The automaton of an expression. */
export interface CompiledTree extends Automaton {
  /**
   * Whether there is never more than one way to continue. The engine then needs linear time: every wrong alternative fails at the
   * next character.
   */
  readonly isUnambiguous: boolean
}

/** Builds an automaton for the texts that an expression matches as a whole. */
export function compileWhole(tree: Tree, budget: Budget): CompiledTree {
  const construction = beginConstruction(budget)
  return withoutSkips(construction.joints, build(construction, tree, END, false), true)
}

/** Builds an automaton for the texts in which an expression matches somewhere. */
export function compileSearch(tree: Tree, budget: Budget): Automaton {
  return compileWhole({ kind: 'sequence', trees: [ANYTHING, tree, ANYTHING] }, budget)
}

function beginConstruction(budget: Budget): Construction {
  return { joints: [{ edges: [], skips: [] }], budget }
}

/** Adds joints that lead to the next one, and returns the first of them. */
function build(construction: Construction, tree: Tree, next: number, isRepeated: boolean): number {
  switch (tree.kind) {
    case 'character':
      return addJoint(construction, { edges: [edgeOf(tree, next, isRepeated)] })
    case 'sequence':
      return tree.trees.reduceRight((to, own) => build(construction, own, to, isRepeated), next)
    case 'choice':
      return addJoint(construction, {
        skips: tree.trees.map((own) => ({ to: build(construction, own, next, isRepeated) })),
      })
    case 'repeat':
      return buildRepeat(construction, tree, next, isRepeated || tree.max > 1)
    case 'not':
      if (isRepeated) throw new RegExpRefusal('regexp-unsupported', 'a repeated lookahead')
      return buildNot(construction, tree, next)
    default:
      return addJoint(construction, { skips: [{ to: next, only: tree.kind }] })
  }
}

function addJoint({ joints }: Construction, { edges = [], skips = [] }: Partial<Joint>): number {
  checkStates(joints.push({ edges, skips }))
  return joints.length - 1
}

function edgeOf({ source, characters, part }: CharacterTree, to: number, isRepeated: boolean): Edge {
  const isClass = new Set(characters.toLowerCase()).size > 1
  const open: Openness | undefined = isRepeated
    ? 'repetition'
    : isClass
      ? source === '.'
        ? 'dot'
        : 'class'
      : undefined
  return { characters, to, open, part }
}

function buildRepeat(
  construction: Construction,
  { tree, min, max }: Extract<Tree, { kind: 'repeat' }>,
  next: number,
  isRepeated: boolean,
): number {
  let entry = next
  if (max === Number.POSITIVE_INFINITY) {
    const loop: Joint = { edges: [], skips: [{ to: next }] }
    entry = addJoint(construction, loop)
    loop.skips.push({ to: build(construction, tree, entry, isRepeated) })
  } else {
    for (let count = min; count < max; count++) {
      entry = addJoint(construction, { skips: [{ to: build(construction, tree, entry, isRepeated) }, { to: next }] })
    }
  }
  for (let count = 0; count < min; count++) entry = build(construction, tree, entry, isRepeated)
  return entry
}

/** Intersects the rest with the texts that do not begin with an excluded text. */
function buildNot(
  construction: Construction,
  { tree, isAtStart }: Extract<Tree, { kind: 'not' }>,
  next: number,
): number {
  const { joints, budget } = construction
  const ruledOut = beginConstruction(budget)
  const start = build(ruledOut, { kind: 'sequence', trees: [tree, ANYTHING] }, END, false)
  const others = complement(determinize(withoutSkips(ruledOut.joints, start, isAtStart), budget))
  const { edges, accepting } = intersect(withoutSkips(joints, next, isAtStart), others, budget)
  const first = joints.length
  for (const [state, own] of edges.entries()) {
    addJoint(construction, {
      edges: own.map((edge) => ({ ...edge, to: first + edge.to })),
      skips: accepting[state] ? [{ to: END }] : [],
    })
  }
  return first
}

/** Builds an automaton from the joints that can be reached. */
function withoutSkips(joints: readonly Joint[], start: number, isAtStart: boolean): CompiledTree {
  const edges: Edge[][] = []
  const accepting: boolean[] = []
  const numbers = new Map<number, number>()
  const found = [start]
  let isUnambiguous = true
  for (const [state, joint] of found.entries()) {
    const reach = follow(joints, joint, isAtStart && state === 0)
    accepting.push(reach.accepts)
    isUnambiguous &&= reach.isUnambiguous
    edges.push(
      reach.edges.map((edge) => {
        if (!numbers.has(edge.to)) numbers.set(edge.to, found.push(edge.to) - 1)
        return { ...edge, to: numbers.get(edge.to) as number }
      }),
    )
  }
  return { edges, accepting, isUnambiguous }
}

interface Reach {
  readonly edges: readonly Edge[]
  readonly accepts: boolean
  readonly isUnambiguous: boolean
}

/** Collects the edges that can be taken from a joint. After "$", only the end can follow. */
function follow(joints: readonly Joint[], joint: number, isAtStart: boolean): Reach {
  const edges: Edge[] = []
  const inside = new Set([joint])
  const ended = new Set<number>()
  let ways = 1
  for (const place of inside) {
    const { edges: own, skips } = joints[place] as Joint
    edges.push(...own)
    for (const { to, only } of skips) {
      if (only === 'start' && !isAtStart) continue
      ways++
      if (only === 'end') ended.add(to)
      else inside.add(to)
    }
  }
  for (const place of ended) {
    for (const { to, only } of (joints[place] as Joint).skips) {
      if (only === 'start' && !isAtStart) continue
      ways++
      ended.add(to)
    }
  }
  const characters = edges.map((edge) => edge.characters).join('')
  const isUnambiguous = ways === inside.size + ended.size && new Set(characters).size === characters.length
  return { edges, accepts: inside.has(END) || ended.has(END), isUnambiguous }
}
