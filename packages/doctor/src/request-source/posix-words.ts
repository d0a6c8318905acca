import { InputError } from '../input-error.ts'
import { type CommandWord, type CommandWords, unterminatedQuote } from './command-words.ts'
import { readDollarQuoted } from './dollar-quoted.ts'

const OPERATORS: ReadonlySet<string> = new Set(['|', ';', '&', '>', '<', '(', ')'])

/**
 * Cuts a command into words the way a POSIX shell does, without running or replacing anything.
 *
 * @throws `InputError` where a quotation mark is never closed, and where the shell would run another command.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 */
export function splitPosixWords(command: string): CommandWords {
  const words: CommandWord[] = []
  let text = ''
  let variables: string[] = []
  let isInWord = false
  let at = 0

  const finishWord = () => {
    if (isInWord) words.push({ text, variables })
    text = ''
    variables = []
    isInWord = false
  }
  const readVariable = () => {
    const name = variableAt(command, at)
    if (name !== undefined) variables.push(name)
    text += name ?? '$'
    at += (name ?? '$').length
  }
  const readDoubleQuoted = () => {
    at += 1
    while (command.charAt(at) !== '"') {
      if (at >= command.length) throw unterminatedQuote('"')
      const character = command.charAt(at)
      refuseSubstitution(command, at)
      if (character === '$') {
        readVariable()
      } else if (character === '\\' && '$`"\\\n'.includes(command.charAt(at + 1))) {
        if (command.charAt(at + 1) !== '\n') text += command.charAt(at + 1)
        at += 2
      } else {
        text += character
        at += 1
      }
    }
    at += 1
  }

  while (at < command.length) {
    const character = command.charAt(at)
    const continuation = character === '\\' ? lengthOfContinuation(command, at) : 0
    if (continuation > 0) {
      at += continuation
    } else if (character === '\n' || character === '\r') {
      finishWord()
      if (words.length > 0) break
      at += 1
    } else if (character === ' ' || character === '\t') {
      finishWord()
      at += 1
    } else if (character === '#' && !isInWord) {
      const end = command.indexOf('\n', at)
      at = end === -1 ? command.length : end
    } else if (OPERATORS.has(character)) {
      finishWord()
      return { words, endedBy: character }
    } else {
      isInWord = true
      if (character === "'") {
        const end = command.indexOf("'", at + 1)
        if (end === -1) throw unterminatedQuote("'")
        text += command.slice(at + 1, end)
        at = end + 1
      } else if (character === '"') {
        readDoubleQuoted()
      } else if (character === '$' && command.charAt(at + 1) === "'") {
        const quoted = readDollarQuoted(command, at)
        text += quoted.text
        at = quoted.end
      } else if (character === '\\') {
        text += command.charAt(at + 1)
        at += 2
      } else if (character === '$' && command.charAt(at + 1) !== '"') {
        refuseSubstitution(command, at)
        readVariable()
      } else {
        refuseSubstitution(command, at)
        if (character !== '$') text += character
        at += 1
      }
    }
  }
  finishWord()
  return { words }
}

/** A backslash at the end of a line, also where spaces slipped in behind it. */
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
    `The command asks the shell to run another one in it, at character ${at + 1}, which is not done here.`,
    'Put what it prints in its place',
  )
}
