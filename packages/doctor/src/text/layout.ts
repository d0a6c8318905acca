/** The meaning of a piece of text. A word always says the same as its color. */
export type Style = 'ok' | 'note' | 'warning' | 'error' | 'skip' | 'strong' | 'faint'

/** Paints a text. Paint has no width: lines are painted after they are laid out. */
export type Paint = (style: Style, text: string) => string

/** How text is laid out. */
export interface Layout {
  /** Columns. */
  readonly width: number
  readonly paint: Paint
  readonly isVerbose: boolean
  readonly hasTiming: boolean
}

/** Where the columns of a step are. With less than 60 columns, its parts are below one another. */
export interface Columns {
  readonly isNarrow: boolean
  /** The column of what is said about a step. */
  readonly text: number
  /** The column of what is said about a finding. */
  readonly body: number
  /** The width of prose, which is never wider than people can read. */
  readonly prose: number
}

const WIDEST_PROSE = 100

/** Returns the columns for a width. */
export function columnsOf({ width }: Pick<Layout, 'width'>): Columns {
  const prose = Math.min(width, WIDEST_PROSE)
  return width < 60 ? { isNarrow: true, text: 6, body: 2, prose } : { isNarrow: false, text: 28, body: 8, prose }
}

/** Breaks a text into lines at its spaces. A word that is too long for any line is broken too. */
export function wrap(text: string, width: number): readonly string[] {
  const most = Math.max(1, width)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/ +/).flatMap((one) => breakWord(one, most))) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}

function breakWord(word: string, most: number): readonly string[] {
  const parts: string[] = []
  for (let start = 0; start < word.length; start += most) parts.push(word.slice(start, start + most))
  return parts
}

/** Where a block of text is. */
export interface Block {
  readonly indent: number
  /** Columns, the indentation included. */
  readonly width: number
}

/** Wraps a text into an indented block. */
export function indented(text: string, { indent, width }: Block): readonly string[] {
  return wrap(text, width - indent).map((line) => ' '.repeat(indent) + line)
}

/** Below that, text next to a label is a column of single words. */
const NARROWEST = 28

/** Wraps a text behind a label. The lines after the first begin at the same column. */
export function hang(label: string, text: string, { indent, width }: Block): readonly string[] {
  const column = indent + label.length
  if (text === '') return []
  if (width - column < NARROWEST)
    return [`${' '.repeat(indent)}${label.trimEnd()}`, ...indented(text, { indent: indent + 2, width })]
  const [first = '', ...rest] = indented(text, { indent: column, width })
  return [`${' '.repeat(indent)}${label}${first.slice(column)}`, ...rest]
}

/** Paints the label of a block. */
export function paintLabel([first, ...rest]: readonly string[], { paint }: Layout): readonly string[] {
  if (first === undefined) return []
  return [first.replace(/^( *)(\S+)/, (_all, space: string, word: string) => space + paint('strong', word)), ...rest]
}
