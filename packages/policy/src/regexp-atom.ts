/** One thing that a regular expression repeats, or matches once. */
export interface Atom {
  /** Its source: `.`, `[a-z]`, `\d`, `x`, `(` or `)`. */
  readonly text: string
  /** What follows it: `*`, `+?`, `{2,}`, or nothing. */
  readonly quantifier: string
}

// A class, an escape with its operand, or any one character; then its quantifier.
const ATOM =
  /(\[(?:\\.|[^\]\\])*\]|\\(?:[ux]\{?[0-9a-f]+\}?|c[a-z]|[pPk](?:\{[^}]*\}|<[^>]*>)|.)|\(\?(?:<?[=!]|:|<[^>]*>)|.)((?:[*+?]|\{\d+(?:,\d*)?\})\??)?/gis

/** Takes a regular expression apart. */
export function readAtoms({ source }: RegExp): readonly Atom[] {
  return [...source.matchAll(ATOM)].map(([, text, quantifier = '']) => ({ text: text as string, quantifier }))
}

/** An atom with the groups that it stands in, each by where its alternative begins. */
export type PlacedAtom = Atom & { readonly groups: readonly number[] }

/** Finds the groups of each atom. */
export function placeAtoms(atoms: readonly Atom[]): readonly PlacedAtom[] {
  const groups: number[] = []
  return atoms.map((atom, index) => {
    if (atom.text === ')' || atom.text === '|') groups.pop()
    const placed = { ...atom, groups: [...groups] }
    if (atom.text.startsWith('(') || atom.text === '|') groups.push(index)
    return placed
  })
}

/** Tells whether a quantifier leaves the number of repetitions open. */
export function varies(quantifier: string): boolean {
  return quantifier !== '' && !/\{\d+\}/.test(quantifier)
}

/** The most repetitions that a quantifier allows. */
export function mostOf(quantifier: string): number {
  const count = /\{(\d+)(?:,(\d*))?\}/.exec(quantifier)
  if (count === null) return /[*+]/.test(quantifier) ? Number.POSITIVE_INFINITY : 1
  const [, least, most = least] = count
  return most === '' ? Number.POSITIVE_INFINITY : Number(most)
}

/** Tells whether an atom is a literal dot. */
export function isDot(text: string): boolean {
  return ['\\.', '[.]', '[\\.]'].includes(text)
}

/** Tells whether an atom is a slash, which the source of an expression has only behind a backslash or in a class. */
export function isSlash(text: string): boolean {
  return ['\\/', '[/]', '[\\/]'].includes(text)
}

/** Tells whether an atom is a class of characters. */
export function isClass(text: string): boolean {
  return text.startsWith('[') || /\\[dDwWsSpP]/.test(text)
}

/** The one character that an atom spells out; `undefined` where it stands for others, or for a place. */
export function characterOf(text: string): string | undefined {
  if (isDot(text)) return '.'
  if (text.startsWith('\\')) return /\w/.test(text) ? undefined : text.slice(1)
  return text.length > 1 || '().|^$'.includes(text) ? undefined : text
}

/** Tells whether an atom can match a character. What neither is a class nor spells one out is taken to match any. */
export function canMatch(judge: RegExp, text: string, character: string): boolean {
  if (isClass(text)) return new RegExp(`^${text}$`, judge.flags).test(character)
  return (characterOf(text) ?? character).toLowerCase() === character.toLowerCase()
}
