/** Breaks a text into lines at its spaces; a word that is too long for any line is broken too. */
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

/** Wraps a text behind a label, and indents what follows the first line to its column. */
export function hang(label: string, text: string, { indent, width }: Block): readonly string[] {
  const column = indent + label.length
  // A label that leaves no room for words stands on a line of its own.
  if (width - column < NARROWEST) {
    const below = wrap(text, width - indent - 2).map((line) => `${' '.repeat(indent + 2)}${line}`)
    return [`${' '.repeat(indent)}${label.trimEnd()}`, ...below]
  }
  const lines = wrap(text, width - column)
  return lines.map((line, index) => `${' '.repeat(indent)}${index === 0 ? label : ' '.repeat(label.length)}${line}`)
}

/** Where text stands. */
export interface Block {
  readonly indent: number
  readonly width: number
}

/** Below that, text beside a label is a column of single words. */
const NARROWEST = 28
