import { diagnoseOrigin, type OriginProblem } from '@crossorigin/grammar'
import { type Automaton, type Budget, complement, determinize, intersect, isEmpty, MAX_STEPS } from './automaton.ts'
import { compileSearch, compileWhole } from './compiler.ts'
import { hasWildcard, isLiteral, writeExample } from './example-text.ts'
import type { NameLookup } from './name-status.ts'
import { insecureOrigins, originGrammar, textsWithoutDefaultPort } from './origin-grammar.ts'
import { parseRegExp, type Tree } from './parser.ts'
import { type RefusalCode, RegExpRefusal } from './refusal.ts'
import { type OpenText, type RegExpSite, readSites } from './site-reader.ts'

/** What is wrong or odd about an expression. */
export type RegExpFinding =
  | { readonly kind: 'flags'; readonly flags: readonly string[] }
  | { readonly kind: 'refusal'; readonly code: RefusalCode; readonly what: string }
  | { readonly kind: 'unanchored' | 'wildcard' }
  | {
      readonly kind: 'dead'
      readonly example: string
      readonly isLiteral: boolean
      readonly found: OriginProblem | undefined
    }
  | { readonly kind: 'open'; readonly text: OpenText }
  | { readonly kind: 'forgotten-dot'; readonly longer: string; readonly shorter: string }

/** What is known about an expression. Where there are findings, the rest is not to be relied on. */
export interface RegExpAnalysis {
  readonly findings: readonly RegExpFinding[]
  readonly sites: readonly RegExpSite[]
  /** Whether it matches origins that are neither encrypted nor of the visitor's own machine. */
  readonly insecure: 'never' | 'partly' | 'only'
  /** What it matches as a whole. Deterministic. */
  readonly automaton: Automaton
}

const NOTHING: Automaton = { edges: [[]], accepting: [false] }

/**
 * Decides what a regular expression covers: exactly, by an automaton for the origins that it matches as a whole.
 *
 * @see https://fetch.spec.whatwg.org/#origin-header
 */
export function analyzeRegExp(expression: RegExp, lookUp: NameLookup): RegExpAnalysis {
  const flags = [...expression.flags].filter((flag) => 'gymv'.includes(flag))
  const findings: RegExpFinding[] = flags.length > 0 ? [{ kind: 'flags', flags }] : []
  const nothing: RegExpAnalysis = { findings, sites: [], insecure: 'never', automaton: NOTHING }
  if (flags.includes('v')) return nothing
  try {
    const tree = parseRegExp({ source: expression.source, flags: expression.flags.replace(/[dgym]/g, '') })
    return analyzeTree(tree, findings, lookUp)
  } catch (error) {
    if (!(error instanceof RegExpRefusal)) throw error
    findings.push({ kind: 'refusal', code: error.code, what: error.message })
    return nothing
  }
}

function analyzeTree(tree: Tree, findings: RegExpFinding[], lookUp: NameLookup): RegExpAnalysis {
  const budget: Budget = { steps: MAX_STEPS }
  const whole = compileWhole(tree, budget)
  const deterministic = determinize(whole, budget)
  const origins = keepOrigins(whole, budget)
  if (!isAnchored(tree) && !isEmpty(findOthers(tree, deterministic, budget))) findings.push({ kind: 'unanchored' })
  else if (hasWildcard(tree)) findings.push({ kind: 'wildcard' })
  else if (isEmpty(origins)) findings.push(explainDeath(tree))

  const { sites, openTexts } = readSites(origins, lookUp, budget)
  findings.push(...openTexts.map((text) => ({ kind: 'open', text }) as const), ...findForgottenDots(sites))
  return {
    findings,
    sites: [...sites.values()],
    insecure: judgeEncryption(origins, budget),
    automaton: deterministic,
  }
}

/** Performance: most expressions are anchored as they should be, and need no proof. */
function isAnchored(tree: Tree): boolean {
  if (tree.kind === 'choice') return tree.trees.every(isAnchored)
  return tree.kind === 'sequence' && tree.trees[0]?.kind === 'start' && tree.trees.at(-1)?.kind === 'end'
}

/** What the engine's search finds in origins that the expression does not match as a whole. */
function findOthers(tree: Tree, whole: Automaton, budget: Budget): Automaton {
  return intersect(keepOrigins(compileSearch(tree, budget), budget), complement(whole), budget)
}

function keepOrigins(automaton: Automaton, budget: Budget): Automaton {
  return intersect(intersect(automaton, originGrammar(), budget), textsWithoutDefaultPort(), budget)
}

function explainDeath(tree: Tree): RegExpFinding {
  const example = writeExample(tree)
  return { kind: 'dead', example, isLiteral: isLiteral(tree), found: diagnoseOrigin(example) }
}

/** Two names of which one ends with the text of the other are often one name and a dot that was forgotten. */
function findForgottenDots(sites: ReadonlyMap<string, RegExpSite>): readonly RegExpFinding[] {
  for (const { kind, name: longer } of sites.values()) {
    for (let start = 1; start < longer.length; start++) {
      const shorter = longer.slice(start)
      if (kind === 'name' && longer[start - 1] !== '.' && sites.has(shorter))
        return [{ kind: 'forgotten-dot', longer, shorter }]
    }
  }
  return []
}

function judgeEncryption(origins: Automaton, budget: Budget): RegExpAnalysis['insecure'] {
  const insecure = insecureOrigins()
  if (isEmpty(intersect(origins, insecure, budget))) return 'never'
  return isEmpty(intersect(origins, complement(insecure), budget)) ? 'only' : 'partly'
}
