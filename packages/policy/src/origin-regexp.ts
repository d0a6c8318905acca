import { parseOrigin } from '@crossorigin/grammar'
import {
  type Atom,
  canMatch,
  characterOf,
  isClass,
  isDot,
  isSlash,
  mostOf,
  type PlacedAtom,
  placeAtoms,
  readAtoms,
  varies,
} from './regexp-atom.ts'

/** Why a regular expression cannot be trusted with origins. */
type RegExpProblemCode =
  | 'regexp-flags'
  | 'regexp-unanchored'
  | 'regexp-unescaped-dot'
  | 'regexp-nested-quantifiers'
  | 'regexp-too-wide'

/** A problem of a regular expression, as the rest of a sentence that begins with its source. */
export interface RegExpProblem {
  readonly code: RegExpProblemCode
  readonly problem: string
  readonly hint: string
}

/** Origins of nobody in particular, and texts that are none. What matches one of them matches everyone. */
const PROBES: readonly string[] = [
  'https://evil.example',
  'http://evil.example',
  'https://evil.example:8443',
  'https://allowed.com.evil.example',
  'https://a, https://b',
  'null',
  '*',
  '',
]

/** Names that anyone can register: what a policy with credentials must not cover. */
const PUBLIC_SUFFIX_PROBES: readonly string[] = [
  'https://evil.com',
  'https://evil.net',
  'https://evil.org',
  'https://evil.co.uk',
  'https://evil.github.io',
  'https://evil.herokuapp.com',
  'https://evil.netlify.app',
  'https://evil.pages.dev',
  'https://evil.vercel.app',
]

/** More than this many repetitions that can take each other's characters cost too much on a hostile origin. */
const MOST_OVERLAPPING_RUNS = 2

/** A repetition up to this often cannot cost much. */
const SHORT_RUN = 8

/**
 * Compiles a regular expression into a test of whole origins.
 *
 * Security: the source is wrapped, so that an alternative such as `^https:\/\/a\.example|b\.example$` must span the
 * origin too; and the copy shares no `lastIndex` with the caller's object.
 */
export function compileRegExp(expression: RegExp): RegExp {
  return Object.freeze(new RegExp(`^(?:${expression.source})$`, expression.flags))
}

/** Returns an origin under a public suffix that a regular expression matches, if it matches one. */
export function findPublicSuffixMatch(expression: RegExp): string | undefined {
  const judge = withoutState(expression)
  return PUBLIC_SUFFIX_PROBES.find((probe) => judge.test(probe))
}

/** Finds everything that makes a regular expression unfit for judging origins. */
export function findRegExpProblems(expression: RegExp): readonly RegExpProblem[] {
  const problems: RegExpProblem[] = []
  const flags = [...expression.flags].filter((flag) => 'gymv'.includes(flag))
  if (flags.length > 0) {
    problems.push({
      code: 'regexp-flags',
      problem: `has the flag ${flags.map((flag) => `"${flag}"`).join(' and ')}, with which it matches differently from one time to the next, line by line, or by sets that are not looked into.`,
      hint: 'Remove the flag.',
    })
  }
  if (!expression.source.startsWith('^') || !/(?<!\\)(?:\\\\)*\$$/.test(expression.source)) {
    problems.push({
      code: 'regexp-unanchored',
      problem: 'is not anchored, so that it matches origins that merely contain what you mean.',
      hint: 'Begin it with "^" and end it with "$", or write a pattern such as "https://*.example.com".',
    })
  }
  return [
    ...problems,
    ...(flags.includes('v') ? [] : findSourceProblems(withoutState(expression))),
    ...findWidth(expression),
  ]
}

function withoutState(expression: RegExp): RegExp {
  return new RegExp(expression.source, expression.flags.replace(/[gym]/g, ''))
}

function findWidth(expression: RegExp): readonly RegExpProblem[] {
  const judge = withoutState(expression)
  const match = PROBES.find((probe) => judge.test(probe))
  if (match === undefined) return []
  const problem = match === '' ? 'matches an empty text.' : `matches "${match}".`
  return [{ code: 'regexp-too-wide', problem, hint: 'Narrow it down to the hosts that are yours.' }]
}

function findSourceProblems(judge: RegExp): readonly RegExpProblem[] {
  const atoms = readAtoms(judge)
  const problems: RegExpProblem[] = []
  if (matchesAnyScheme(atoms)) {
    problems.push({
      code: 'regexp-too-wide',
      problem: 'leaves the scheme open, so that it matches unencrypted origins and those of other applications.',
      hint: 'Begin each alternative with "https:\\/\\/".',
    })
  }
  problems.push(...findLooseEnds(judge, atoms))
  if (hasNestedQuantifiers(atoms) || hasOverlappingRuns(judge, atoms)) {
    problems.push({
      code: 'regexp-nested-quantifiers',
      problem: 'repeats what already repeats, so that a hostile origin can keep it busy for seconds.',
      hint: 'Write a pattern such as "https://*.example.com", which covers every depth of subdomains.',
    })
  }
  return problems
}

/** Every alternative has to come to a slash before anything in it repeats. */
function matchesAnyScheme(atoms: readonly Atom[]): boolean {
  const groups: { readonly begin: boolean; end: boolean }[] = [{ begin: true, end: false }]
  let isOpen = true
  for (const { text, quantifier } of atoms) {
    const group = groups.at(-1) as (typeof groups)[number]
    if (text.startsWith('(')) {
      groups.push({ begin: isOpen, end: false })
    } else if (text === '|') {
      group.end ||= isOpen
      isOpen = group.begin
    } else if (text === ')') {
      groups.pop()
      isOpen ||= group.end
    } else if (isSlash(text)) {
      isOpen = false
    } else if (isOpen && varies(quantifier) && mostOf(quantifier) > 1) {
      return true
    }
  }
  return false
}

/** Finds a dot that was meant literally, and a repetition that can run across the end of a label. */
function findLooseEnds(judge: RegExp, atoms: readonly Atom[]): readonly RegExpProblem[] {
  const code = 'regexp-unescaped-dot'
  const slipped = findSlippedOrigin(judge, atoms)
  const allows = slipped === undefined ? '.' : `: it allows "${slipped}".`
  if (atoms.some(({ text, quantifier }) => text === '.' && mostOf(quantifier) <= 1)) {
    const problem = `has an unescaped ".", which stands for any character${allows}`
    return [{ code, problem, hint: 'Write "\\." for a dot.' }]
  }
  const loose = atoms.find(({ text }, position) => text !== ')' && isLoose(judge, atoms, position))
  if (loose === undefined) return []
  const problem = `repeats "${loose.text}" where no dot follows that ends the label${allows}`
  return [{ code, problem, hint: 'Let an escaped dot follow, as in ".+\\.example\\.com".' }]
}

/**
 * Security: what can repeat a letter must be followed by a literal dot, without a quantifier that would make it optional:
 * `.*example\.com` and `example\.com.*` both allow names of other owners. A part of one label may be followed by a hyphen
 * instead, where at least two more labels follow.
 */
function isLoose(judge: RegExp, atoms: readonly Atom[], position: number): boolean {
  const { text, quantifier } = atoms[position] as Atom
  if (!varies(quantifier) || mostOf(quantifier) <= 1 || !canMatch(judge, text, 'a')) return false
  const rest = atoms.slice(position + 1).filter((atom) => atom.text !== ')')
  const [next] = rest
  if (next === undefined || next.quantifier !== '') return true
  if (isDot(next.text)) return false
  return (
    !['-', '\\-'].includes(next.text) ||
    canMatch(judge, text, '.') ||
    rest.filter((atom) => isDot(atom.text)).length < 2
  )
}

/** Reads the expression as a literal, with an attacker's text in place of what is open, and returns what it then allows. */
function findSlippedOrigin(judge: RegExp, atoms: readonly Atom[]): string | undefined {
  const candidate = atoms.map((atom, position) => literalOf(judge, atom, isLoose(judge, atoms, position))).join('')
  return parseOrigin(candidate) !== undefined && judge.test(candidate) ? candidate : undefined
}

function literalOf(judge: RegExp, { text, quantifier }: Atom, isOpen: boolean): string {
  if (/^[()^$]/.test(text)) return ''
  if (isOpen) return 'evil'
  if (text === '.') return 'x'
  if (quantifier.startsWith('?')) return ''
  if (isClass(text)) return [...'a1-.'].find((character) => canMatch(judge, text, character)) ?? ''
  return text.replace('\\', '')
}

/** A repeated group that holds an option, a repetition or alternatives can match one text in exponentially many ways. */
function hasNestedQuantifiers(atoms: readonly Atom[]): boolean {
  const groups: { varies: boolean }[] = [{ varies: false }]
  for (const { text, quantifier } of atoms) {
    const group = groups.at(-1) as { varies: boolean }
    if (text.startsWith('(')) {
      groups.push({ varies: false })
    } else if (text === ')') {
      groups.pop()
      if (group.varies && mostOf(quantifier) > 1) return true
      const outer = groups.at(-1) as { varies: boolean }
      outer.varies ||= group.varies || varies(quantifier)
    } else if (text === '|' || varies(quantifier)) {
      group.varies = true
    }
  }
  return false
}

/**
 * Repetitions that can take each other's characters, one after the other: each multiplies the work by the length of the
 * origin. Two are kept apart by a literal between them that neither can match. A repeated group is one that can take anything.
 */
function hasOverlappingRuns(judge: RegExp, atoms: readonly Atom[]): boolean {
  const placed = placeAtoms(atoms)
  const runs: { readonly place: number; readonly overlapping: number }[] = []
  for (const [place, { quantifier }] of placed.entries()) {
    if (!varies(quantifier) || mostOf(quantifier) <= SHORT_RUN) continue
    const before = runs.filter((run) => !areApart(judge, placed.slice(run.place, place + 1)))
    const overlapping = 1 + Math.max(0, ...before.map((run) => run.overlapping))
    if (overlapping > MOST_OVERLAPPING_RUNS) return true
    runs.push({ place, overlapping })
  }
  return false
}

/** Tells whether something keeps the first and the last of some atoms apart. */
function areApart(judge: RegExp, atoms: readonly PlacedAtom[]): boolean {
  const runs = [atoms[0], atoms.at(-1)] as PlacedAtom[]
  return atoms.some((atom) => atom.quantifier === '' && keepsApart(judge, atom, runs))
}

/** A literal in a group of its own, or in another alternative, may be skipped with it. */
function keepsApart(judge: RegExp, separator: PlacedAtom, runs: readonly PlacedAtom[]): boolean {
  const character = characterOf(separator.text)
  if (character === undefined || runs.some(({ text }) => canMatch(judge, text, character))) return false
  return runs.some(({ groups }) => separator.groups.every((group) => groups.includes(group)))
}
