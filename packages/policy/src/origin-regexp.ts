import { parseOrigin } from '@crossorigin/grammar'

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

/** What may stand for the part of a host that an attacker chooses. */
const ATTACKER_TEXTS: readonly string[] = ['evil', '.evil.example', 'evil.example', 'evil-', '-', '']

/** More than this many repetitions that can take each other's characters cost too much on a hostile origin. */
const MOST_WIDE_REPETITIONS = 2

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
  const flags = [...expression.flags].filter((flag) => 'gym'.includes(flag))
  if (flags.length > 0) {
    problems.push({
      code: 'regexp-flags',
      problem: `has the flag ${flags.map((flag) => `"${flag}"`).join(' and ')}, which makes it match differently from one time to the next or line by line.`,
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
  const judge = withoutState(expression)
  return [...problems, ...findSourceProblems(judge), ...findWidth(judge)]
}

function withoutState(expression: RegExp): RegExp {
  return new RegExp(expression.source, expression.flags.replace(/[gym]/g, ''))
}

function findWidth(judge: RegExp): readonly RegExpProblem[] {
  const match = PROBES.find((probe) => judge.test(probe))
  if (match === undefined) return []
  const problem = match === '' ? 'matches an empty text.' : `matches "${match}".`
  return [{ code: 'regexp-too-wide', problem, hint: 'Narrow it down to the hosts that are yours.' }]
}

/** One thing that a regular expression repeats, or matches once. */
interface Atom {
  /** Its source: `.`, `[a-z]`, `\d`, `x`, `(` or `)`. */
  readonly text: string
  /** What follows it: `*`, `+?`, `{2,}`, or nothing. */
  readonly quantifier: string
}

// A class, an escape with its operand, or any one character; then its quantifier.
const ATOM =
  /(\[(?:\\.|[^\]\\])*\]|\\(?:[ux]\{?[0-9a-f]+\}?|c[a-z]|[pPk](?:\{[^}]*\}|<[^>]*>)|.)|\(\?(?:<?[=!]|:|<[^>]*>)|.)((?:[*+?]|\{\d+(?:,\d*)?\})\??)?/gis

function findSourceProblems(judge: RegExp): readonly RegExpProblem[] {
  const atoms = [...judge.source.matchAll(ATOM)].map(([, text = '', quantifier = '']): Atom => ({ text, quantifier }))
  const problems: RegExpProblem[] = []
  if (matchesAnyScheme(atoms)) {
    problems.push({
      code: 'regexp-too-wide',
      problem: 'leaves the scheme open, so that it matches unencrypted origins and those of other applications.',
      hint: 'Begin it with "^https:\\/\\/".',
    })
  }
  const dot = findLiteralDot(judge, atoms)
  if (dot !== undefined) problems.push(dot)
  if (hasNestedQuantifiers(atoms) || countWideRepetitions(judge, atoms) > MOST_WIDE_REPETITIONS) {
    problems.push({
      code: 'regexp-nested-quantifiers',
      problem: 'repeats what already repeats, so that a hostile origin can keep it busy for seconds.',
      hint: 'Write a pattern such as "https://*.example.com", which covers every depth of subdomains.',
    })
  }
  return problems
}

function matchesAnyScheme(atoms: readonly Atom[]): boolean {
  const slash = atoms.findIndex(({ text }) => /^(?:\\?|\[)\//.test(text))
  const scheme = slash === -1 ? atoms : atoms.slice(0, slash)
  return scheme.some(({ quantifier }) => isUnbounded(quantifier))
}

/** A dot that is repeated before an escaped literal is meant as a wildcard; every other one is a literal left unescaped. */
function findLiteralDot(judge: RegExp, atoms: readonly Atom[]): RegExpProblem | undefined {
  const dots = atoms.flatMap((atom, position) =>
    atom.text === '.' ? [{ atom, next: nextInGroup(atoms, position) }] : [],
  )
  const slipped = findSlippedOrigin(judge, atoms)
  const allows = slipped === undefined ? '.' : `: it allows "${slipped}".`
  const code = 'regexp-unescaped-dot'
  if (dots.some(({ atom }) => !isUnbounded(atom.quantifier))) {
    return {
      code,
      problem: `has an unescaped ".", which stands for any character${allows}`,
      hint: 'Write "\\." for a dot.',
    }
  }
  if (slipped === undefined || dots.every(({ next }) => /^\\\W/.test(next))) return undefined
  return {
    code,
    problem: `repeats an unescaped "." and no escaped literal follows${allows}`,
    hint: 'Let an escaped literal follow it, as in ".+\\.example\\.com", or write "[a-z0-9-]+" for a part of one label.',
  }
}

function nextInGroup(atoms: readonly Atom[], position: number): string {
  return atoms.slice(position + 1).find((atom) => atom.text !== ')')?.text ?? ''
}

/** Reads the expression as a literal, with an attacker's text in place of each dot, and returns what it then allows. */
function findSlippedOrigin(judge: RegExp, atoms: readonly Atom[]): string | undefined {
  for (const text of ATTACKER_TEXTS) {
    const candidate = atoms.map((atom) => literalOf(judge, atom, text)).join('')
    if (parseOrigin(candidate) !== undefined && judge.test(candidate)) return candidate
  }
  return undefined
}

function literalOf(judge: RegExp, { text, quantifier }: Atom, attackerText: string): string {
  if (text === '.') return isUnbounded(quantifier) ? attackerText : 'x'
  if (/^[()^$]/.test(text) || quantifier.startsWith('?')) return ''
  if (isClass(text)) return [...'a1-.'].find((character) => matchesAlone(judge, text, character)) ?? ''
  return text.replace(/^\\/, '')
}

function isUnbounded(quantifier: string): boolean {
  return /^(?:[*+]|\{\d+,\})/.test(quantifier)
}

function isRepetition(quantifier: string): boolean {
  return isUnbounded(quantifier) || /^\{\d+,\d+\}/.test(quantifier)
}

/** A repeated group that holds a repetition or alternatives can match one text in exponentially many ways. */
function hasNestedQuantifiers(atoms: readonly Atom[]): boolean {
  const groups: { varies: boolean }[] = [{ varies: false }]
  for (const { text, quantifier } of atoms) {
    const group = groups.at(-1) as { varies: boolean }
    if (text.startsWith('(')) {
      groups.push({ varies: false })
    } else if (text === ')') {
      groups.pop()
      if (group.varies && isUnbounded(quantifier)) return true
      const outer = groups.at(-1) as { varies: boolean }
      outer.varies ||= group.varies || isRepetition(quantifier)
    } else if (text === '|' || isRepetition(quantifier)) {
      group.varies = true
    }
  }
  return false
}

/** Counts the unbounded repetitions that can run across a dot: each multiplies the work by the length of the origin. */
function countWideRepetitions(judge: RegExp, atoms: readonly Atom[]): number {
  return atoms.filter(({ text, quantifier }) => isUnbounded(quantifier) && isWide(judge, text)).length
}

function isWide(judge: RegExp, text: string): boolean {
  return text === '.' || (isClass(text) && matchesAlone(judge, text, '.') && matchesAlone(judge, text, 'a'))
}

function isClass(text: string): boolean {
  return text.startsWith('[') || /^\\[dDwWsSpP]/.test(text)
}

function matchesAlone(judge: RegExp, text: string, character: string): boolean {
  return new RegExp(`^${text}$`, judge.flags).test(character)
}
