import { unterminatedQuote } from './command-words.ts'

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
export function readDollarQuoted(command: string, start: number): { readonly text: string; readonly end: number } {
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
