import { type CommandWord, type CommandWords, unterminatedQuote } from './command-words.ts'

const OPERATORS: ReadonlySet<string> = new Set(['|', '&', '>', '<'])

/** Tells whether a command is written for the command prompt of Windows, as browsers copy it: with carets. */
export function isForCommandPrompt(command: string): boolean {
  const hasQuotedCaret = /^\S*curl(?:\.exe)?\s+(?:-\S+\s+){0,9}\^"/.test(command)
  const isContinued = /[ \t]\^\r?\n/.test(command) && !/[ \t]\\\r?\n/.test(command)
  return hasQuotedCaret || (isContinued && !/^\S*curl\s+'/.test(command))
}

/**
 * Cuts a command into words the way Windows does: the command prompt takes the carets, the program the quotation marks.
 *
 * @throws `InputError` where a quotation mark is never closed.
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
      // A caret before the end of a line takes that away; what comes next stands for itself, be it another.
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
    } else if (!isQuoted && OPERATORS.has(character)) {
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
      let end = at
      while (line.charAt(end) === '\\') end += 1
      const count = end - at
      const isBeforeQuote = line.charAt(end) === '"'
      text += '\\'.repeat(isBeforeQuote ? Math.floor(count / 2) : count)
      if (isBeforeQuote && count % 2 === 1) {
        text += '"'
        end += 1
      }
      at = end
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
