import { InputError } from '../input-error.ts'

/** An argument of a command, without the quotation marks around it. */
export interface CommandWord {
  readonly text: string
  /** Variables in it that only a shell could put values for, such as `$TOKEN`. */
  readonly variables: readonly string[]
}

/** A command, cut into words. */
export interface CommandWords {
  readonly words: readonly CommandWord[]
  /** What it ends with before the text does: `|`, `;`, `&`, `>` or `<`. */
  readonly endedBy?: string | undefined
}

const POSIX_OPERATORS: ReadonlySet<string> = new Set(['|', ';', '&', '>', '<', '(', ')'])

/**
 * Cuts a command into words the way a POSIX shell does, without running or replacing anything.
 *
 * @throws `InputError` if a quotation mark is never closed, and if the shell would run another command.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 */
export function splitPosixWords(command: string): CommandWords {
  return new PosixSplitter(command).split()
}

class PosixSplitter {
  readonly #command: string
  readonly #words: CommandWord[] = []
  #text = ''
  #variables: string[] = []
  #isInWord = false
  #at = 0

  constructor(command: string) {
    this.#command = command
  }

  split(): CommandWords {
    while (this.#at < this.#command.length) {
      const character = this.#command.charAt(this.#at)
      const continuation = character === '\\' ? lengthOfContinuation(this.#command, this.#at) : 0
      if (continuation > 0) {
        this.#at += continuation
      } else if (' \t\n\r'.includes(character)) {
        this.#finishWord()
        if ('\n\r'.includes(character) && this.#words.length > 0) break
        this.#at += 1
      } else if (character === '#' && !this.#isInWord) {
        const end = this.#command.indexOf('\n', this.#at)
        this.#at = end === -1 ? this.#command.length : end
      } else if (POSIX_OPERATORS.has(character)) {
        this.#finishWord()
        return { words: this.#words, endedBy: character }
      } else {
        this.#isInWord = true
        this.#readPart(character)
      }
    }
    this.#finishWord()
    return { words: this.#words }
  }

  #finishWord(): void {
    if (this.#isInWord) this.#words.push({ text: this.#text, variables: this.#variables })
    this.#text = ''
    this.#variables = []
    this.#isInWord = false
  }

  #readPart(character: string): void {
    const next = this.#command.charAt(this.#at + 1)
    if (character === "'") {
      const end = this.#command.indexOf("'", this.#at + 1)
      if (end === -1) throw unterminatedQuote("'")
      this.#add(this.#command.slice(this.#at + 1, end), end + 1)
    } else if (character === '"') {
      this.#readDoubleQuoted()
    } else if (character === '$' && next === "'") {
      const { text, end } = readDollarQuoted(this.#command, this.#at)
      this.#add(text, end)
    } else if (character === '\\') {
      this.#add(next, this.#at + 2)
    } else if (character === '$' && next === '"') {
      this.#at += 1
    } else {
      this.#readPlain(character)
    }
  }

  #readDoubleQuoted(): void {
    this.#at += 1
    while (this.#command.charAt(this.#at) !== '"') {
      if (this.#at >= this.#command.length) throw unterminatedQuote('"')
      const character = this.#command.charAt(this.#at)
      const next = this.#command.charAt(this.#at + 1)
      if (character === '\\' && '$`"\\\n'.includes(next)) this.#add(next === '\n' ? '' : next, this.#at + 2)
      else this.#readPlain(character)
    }
    this.#at += 1
  }

  /** Reads a literal character or a variable. */
  #readPlain(character: string): void {
    refuseSubstitution(this.#command, this.#at)
    const variable = character === '$' ? variableAt(this.#command, this.#at) : undefined
    if (variable !== undefined) this.#variables.push(variable)
    const text = variable ?? character
    this.#add(text, this.#at + text.length)
  }

  #add(text: string, end: number): void {
    this.#text += text
    this.#at = end
  }
}

/** Measures a backslash at the end of a line. Spaces after it are accepted: pasting often adds them. */
function lengthOfContinuation(command: string, at: number): number {
  let end = at + 1
  while (command.charAt(end) === ' ' || command.charAt(end) === '\t' || command.charAt(end) === '\r') end += 1
  return command.charAt(end) === '\n' ? end + 1 - at : 0
}

const NAME = /^[A-Za-z_]\w*/

function variableAt(command: string, at: number): string | undefined {
  const rest = command.slice(at + 1, at + 200)
  if (rest.startsWith('{')) {
    const end = rest.indexOf('}')
    return end === -1 ? undefined : `$${rest.slice(0, end + 1)}`
  }
  const name = NAME.exec(rest)?.[0]
  return name === undefined ? undefined : `$${name}`
}

function refuseSubstitution(command: string, at: number): void {
  const isSubstitution = command.charAt(at) === '`' || command.startsWith('$(', at)
  if (!isSubstitution) return
  throw new InputError(
    'curl/substitution',
    `The command runs another command, at character ${at + 1}. cors-doctor does not run it.`,
    'Replace it by its output',
  )
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['E', '\x1b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['?', '?'],
])

const HEXADECIMAL: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
])

/**
 * Reads `$'...'` from the dollar sign on. Browsers copy a body with an apostrophe, an exclamation mark or a control character
 * in it like this.
 *
 * @see https://www.gnu.org/software/bash/manual/html_node/ANSI_002dC-Quoting.html
 */
function readDollarQuoted(command: string, start: number): { readonly text: string; readonly end: number } {
  let text = ''
  let at = start + 2
  while (command.charAt(at) !== "'") {
    if (at >= command.length) throw unterminatedQuote("$'")
    if (command.charAt(at) === '\\') {
      const sequence = readEscape(command, at + 1)
      text += sequence.text
      at = sequence.end
    } else {
      text += command.charAt(at)
      at += 1
    }
  }
  return { text, end: at + 1 }
}

function readEscape(command: string, at: number): { readonly text: string; readonly end: number } {
  const letter = command.charAt(at)
  const digits = HEXADECIMAL.get(letter)
  if (digits !== undefined) {
    const hexadecimal = readDigits(command, at + 1, digits, '0123456789abcdef')
    if (hexadecimal !== '') {
      return { text: toCharacter(Number.parseInt(hexadecimal, 16)), end: at + 1 + hexadecimal.length }
    }
  }
  const octal = readDigits(command, at, 3, '01234567')
  if (octal !== '') {
    return { text: toCharacter(Number.parseInt(octal, 8) % 256), end: at + octal.length }
  }
  return { text: ESCAPES.get(letter) ?? `\\${letter}`, end: at + 1 }
}

function readDigits(command: string, from: number, most: number, digits: string): string {
  let end = from
  while (end < from + most && end < command.length && digits.includes(command.charAt(end).toLowerCase())) end += 1
  return command.slice(from, end)
}

function toCharacter(code: number): string {
  return code > 0x10ffff ? '' : String.fromCodePoint(code)
}

const WINDOWS_OPERATORS: ReadonlySet<string> = new Set(['|', '&', '>', '<'])

/** Tells whether a command is written for the command prompt of Windows, as browsers copy it: with carets. */
export function isForCommandPrompt(command: string): boolean {
  const hasQuotedCaret = /^\S*curl(?:\.exe)?\s+(?:-\S+\s+){0,9}\^"/.test(command)
  const isContinued = /[ \t]\^\r?\n/.test(command) && !/[ \t]\\\r?\n/.test(command)
  return hasQuotedCaret || (isContinued && !/^\S*curl\s+'/.test(command))
}

/**
 * Cuts a command into words the way Windows does: the command prompt takes the carets, the program the quotation marks.
 *
 * @throws `InputError` if a quotation mark is never closed.
 * @see https://learn.microsoft.com/en-us/cpp/c-language/parsing-c-command-line-arguments
 */
export function splitWindowsWords(command: string): CommandWords {
  const { line, endedBy } = takeCarets(command)
  return { words: splitArguments(line), endedBy }
}

function takeCarets(command: string): { readonly line: string; readonly endedBy?: string | undefined } {
  let line = ''
  let isQuoted = false
  let at = 0
  while (at < command.length) {
    const character = command.charAt(at)
    if (character === '^' && !isQuoted) {
      at += 1
      // A caret at the end of a line joins it to the next. The character after that is literal, even a line end.
      const isContinuation = skipLineEnd(command, at) > at
      at = skipLineEnd(command, at)
      if (isContinuation && skipLineEnd(command, at) > at) {
        line += '\n'
        at = skipLineEnd(command, at)
      } else {
        line += command.charAt(at)
        at += 1
      }
    } else if (skipLineEnd(command, at) > at) {
      if (line.trim() !== '') return { line }
      at += 1
    } else if (!isQuoted && WINDOWS_OPERATORS.has(character)) {
      return { line, endedBy: character }
    } else {
      if (character === '"') isQuoted = !isQuoted
      line += character
      at += 1
    }
  }
  return { line }
}

function skipLineEnd(command: string, at: number): number {
  if (command.startsWith('\r\n', at)) return at + 2
  return command.charAt(at) === '\n' || command.charAt(at) === '\r' ? at + 1 : at
}

function splitArguments(line: string): readonly CommandWord[] {
  const words: CommandWord[] = []
  let text = ''
  let isInWord = false
  let quotedFrom = -1
  let at = 0
  while (at < line.length) {
    const character = line.charAt(at)
    if ((character === ' ' || character === '\t') && quotedFrom === -1) {
      if (isInWord) words.push({ text, variables: [] })
      text = ''
      isInWord = false
      at += 1
      continue
    }
    isInWord = true
    if (character === '\\') {
      const backslashes = readBackslashes(line, at)
      text += backslashes.text
      at = backslashes.end
    } else if (character === '"' && quotedFrom !== -1 && line.charAt(at + 1) === '"') {
      text += '"'
      at += 2
    } else if (character === '"') {
      quotedFrom = quotedFrom === -1 ? at : -1
      at += 1
    } else {
      text += character
      at += 1
    }
  }
  if (quotedFrom !== -1) throw unterminatedQuote('"')
  if (isInWord) words.push({ text, variables: [] })
  return words
}

/** Backslashes are escaped only before a quotation mark. */
function readBackslashes(line: string, at: number): { readonly text: string; readonly end: number } {
  let end = at
  while (line.charAt(end) === '\\') end += 1
  if (line.charAt(end) !== '"') return { text: line.slice(at, end), end }
  const count = end - at
  const text = '\\'.repeat(Math.floor(count / 2))
  return count % 2 === 1 ? { text: `${text}"`, end: end + 1 } : { text, end }
}

/** A quotation mark that nothing closes. */
function unterminatedQuote(quote: string): InputError {
  return new InputError(
    'curl/unterminated-quote',
    `The command has a ${quote} that is never closed.`,
    'Copy the whole command again, or save it to a file and use --curl "$(cat command.txt)"',
  )
}
