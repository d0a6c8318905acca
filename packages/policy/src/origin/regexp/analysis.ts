import { diagnoseOrigin, type OriginProblem } from '@crossorigin/grammar'
import type { NameLookup } from '../public-suffix/name-status.ts'
import { type Automaton, type Budget, complement, determinize, intersect, isEmpty, MAX_STEPS } from './automaton.ts'
import { compileSearch, compileWhole } from './compiler.ts'
import { writeExample } from './example-text.ts'
import {
  encryptedOrigins,
  insecureOrigins,
  originGrammar,
  textsWithoutDefaultPort,
  webOrigins,
} from './origin-grammar.ts'
import { hasTree, parseRegExp, type Tree } from './parser.ts'
import { type RefusalCode, RegExpRefusal } from './refusal.ts'
import { findShortest, findStranger, type OpenText, type RegExpSite, readSites } from './site-reader.ts'

/** An error or warning about an expression. */
export type RegExpFinding =
  | { readonly kind: 'flags'; readonly flags: readonly string[] }
  | { readonly kind: 'refusal'; readonly code: RefusalCode; readonly what: string }
  | { readonly kind: 'unanchored'; readonly example: string }
  | { readonly kind: 'wildcard' }
  | {
      readonly kind: 'dead'
      readonly example: string
      readonly isLiteral: boolean
      readonly found: OriginProblem | undefined
    }
  | { readonly kind: 'open'; readonly text: OpenText }
  | { readonly kind: 'forgotten-dot'; readonly longer: string; readonly shorter: string }

/** The result of an analysis. If there are findings, do not rely on the rest. */
export interface RegExpAnalysis {
  readonly findings: readonly RegExpFinding[]
  readonly sites: readonly RegExpSite[]
  /** Whether it matches origins that are neither encrypted nor on the visitor's own machine. */
  readonly insecure: 'never' | 'partly' | 'only'
  readonly expression: RegExp
  /** A deterministic automaton for the texts that it matches as a whole; `undefined` if the engine needs only linear time. */
  readonly automaton: Automaton | undefined
}

/**
 * Finds out exactly which origins a regular expression matches as a whole, and reports what is wrong with it.
 *
 * @see https://fetch.spec.whatwg.org/#origin-header
 */
export function analyzeRegExp(expression: RegExp, lookUp: NameLookup): RegExpAnalysis {
  const flags = [...expression.flags].filter((flag) => 'gymv'.includes(flag))
  const findings: RegExpFinding[] = flags.length > 0 ? [{ kind: 'flags', flags }] : []
  const nothing = { sites: [], insecure: 'never', automaton: undefined } as const
  if (flags.includes('v')) return { ...nothing, expression, findings }
  try {
    const tree = parseRegExp({ source: expression.source, flags: expression.flags.replace(/[dgym]/g, '') })
    return { expression, findings, ...analyzeTree(tree, findings, lookUp) }
  } catch (error) {
    if (!(error instanceof RegExpRefusal)) throw error
    findings.push({ kind: 'refusal', code: error.code, what: error.message })
    return { ...nothing, expression, findings }
  }
}

function analyzeTree(
  tree: Tree,
  findings: RegExpFinding[],
  lookUp: NameLookup,
): Omit<RegExpAnalysis, 'expression' | 'findings'> {
  const budget: Budget = { steps: MAX_STEPS }
  const whole = compileWhole(tree, budget)
  const deterministic = determinize(whole, budget)
  const origins = keepOrigins(whole, budget)
  const others = findOthers(tree, deterministic, budget)
  if (!isEmpty(others)) findings.push({ kind: 'unanchored', example: chooseExample(others, lookUp) })
  else if (hasTree(tree, (own) => isWildcard(own, origins))) findings.push({ kind: 'wildcard' })
  else if (isEmpty(origins)) findings.push(explainDeath(tree))

  const isLinear = whole.isUnambiguous && !hasTree(tree, ({ kind }) => kind === 'not')
  const { sites, openTexts } = readSites(origins, lookUp, budget)
  findings.push(...openTexts.map((text) => ({ kind: 'open', text }) as const), ...findForgottenDots(sites))
  return {
    sites: [...sites.values()],
    insecure: judgeEncryption(origins, budget),
    automaton: isLinear ? undefined : deterministic,
  }
}

/** Builds an automaton for the origins that the engine's search accepts, but a match of the whole origin does not. */
function findOthers(tree: Tree, whole: Automaton, budget: Budget): Automaton {
  return intersect(keepOrigins(compileSearch(tree, budget), budget), complement(whole), budget)
}

/** Chooses an example: a stranger's origin on `https` if there is one, or else the shortest origin, on `http` or `https` if possible. */
function chooseExample(others: Automaton, lookUp: NameLookup): string {
  const budget: Budget = { steps: MAX_STEPS }
  const encrypted = intersect(others, encryptedOrigins(), budget)
  const stranger = findStranger(encrypted, lookUp, budget)
  if (stranger !== undefined) return stranger
  const web = intersect(others, webOrigins(), budget)
  return findShortest(isEmpty(web) ? others : web)
}

function keepOrigins(automaton: Automaton, budget: Budget): Automaton {
  return intersect(intersect(automaton, originGrammar(), budget), textsWithoutDefaultPort(), budget)
}

function explainDeath(tree: Tree): RegExpFinding {
  const example = writeExample(tree)
  return { kind: 'dead', example, isLiteral: !hasTree(tree, isVariable), found: diagnoseOrigin(example) }
}

/** Tells whether `*` repeats a colon or a slash to no effect. It is usually meant as a wildcard: `localhost:*`, `//*.example`. */
function isWildcard(tree: Tree, origins: Automaton): boolean {
  if (tree.kind !== 'repeat' || tree.min > 0 || tree.max < Number.POSITIVE_INFINITY) return false
  const characters = tree.tree.kind === 'character' ? tree.tree.characters : undefined
  const hasPort = origins.edges.flat().some(({ part }) => part === 'port')
  return (characters === ':' && !hasPort) || (characters === '/' && isEmpty(origins))
}

function isVariable(tree: Tree): boolean {
  return ['choice', 'repeat', 'not'].includes(tree.kind) || (tree.kind === 'character' && tree.characters.length > 1)
}

/** If one name ends with another one and there is no dot between them, the dot is usually missing by accident. */
function findForgottenDots(sites: ReadonlyMap<string, RegExpSite>): readonly RegExpFinding[] {
  for (const { isName, name: longer } of sites.values()) {
    for (let start = 1; start < longer.length; start++) {
      const shorter = longer.slice(start)
      if (isName && longer[start - 1] !== '.' && sites.has(shorter)) return [{ kind: 'forgotten-dot', longer, shorter }]
    }
  }
  return []
}

function judgeEncryption(origins: Automaton, budget: Budget): RegExpAnalysis['insecure'] {
  const insecure = insecureOrigins()
  if (isEmpty(intersect(origins, insecure, budget))) return 'never'
  return isEmpty(intersect(origins, complement(insecure), budget)) ? 'only' : 'partly'
}
