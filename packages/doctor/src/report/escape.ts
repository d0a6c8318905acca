/**
 * Returns a text that is safe to print: whatever is not printable ASCII stands as `\xNN`.
 *
 * Security: what comes from the network may hold bytes that move a terminal's cursor or change its title. None gets through,
 * and no byte of ours is needed beyond printable ASCII.
 */
export function escapeText(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, escapeCharacter)
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const digits = code.toString(16)
  return code > 0xff ? `\\u{${digits}}` : `\\x${digits.padStart(2, '0')}`
}

/** What build services take for a command: GitHub's old form, Azure's and TeamCity's anywhere in a line. */
const COMMAND_IN_LINE = /##(?=\[|[a-z]+\[)/gi
/** GitHub's form, at the start of a line. */
const COMMAND_AT_START = /^([ \t]*):(?=:)/gm

/**
 * Breaks the commands of build services in a text that is written as it stands, after it was wrapped.
 *
 * Security: a line in the log of a build can set variables, mask and unmask values and add paths for later steps.
 *
 * @param write - Returns a character in the way of the format.
 */
export function breakLogCommands(text: string, write: (character: string) => string = escapeCharacter): string {
  return text
    .replace(COMMAND_IN_LINE, `#${write('#')}`)
    .replace(COMMAND_AT_START, (_all, before: string) => before + write(':'))
}

/** Writes a value as JSON in printable ASCII, so that no reader, terminal or build service takes a byte for anything but data. */
export function writeJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(/[^\n\x20-\x7e]/g, escapeUnit)
  return text.replace(COMMAND_IN_LINE, `#${escapeUnit('#')}`)
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** What no shell takes for more than a word; zsh replaces a word that begins with an equals sign. */
const PLAIN_WORD = /^[\w@%+:,./-][\w@%+=:,./-]*$/

/**
 * Quotes a word for a POSIX shell: in single quotes, or byte by byte in the way of bash and zsh if it is not printable or would be
 * changed by what escapes it further on.
 *
 * Security: nothing in quotes means anything to a shell, whatever a request, an archive or a server has put there.
 *
 * @example
 * ```ts
 * quoteForShell("it's") // 'it'\\''s'
 * ```
 */
export function quoteForShell(word: string): string {
  if (PLAIN_WORD.test(word)) return word
  const isPrintable = /^[\x20-\x7e]*$/.test(word) && breakLogCommands(word) === word
  if (isPrintable) return `'${word.replaceAll("'", "'\\''")}'`
  const escaped = Array.from(new TextEncoder().encode(word), (byte) => {
    const character = String.fromCharCode(byte)
    return /[\w@%+=:,./ -]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`
  })
  return `$'${escaped.join('')}'`
}

/** What would be quoted in pieces, which could come apart when a part of it is left out. */
const IN_PIECES = /['"`\\<>]|[^\x21-\x7e]/

/**
 * Quotes a word that a message advises to type; `undefined` for one that is not to be copied out of a message.
 *
 * Security: secrets are removed from a message later, when it is printed. If one contained a quotation mark, half of it would stay.
 */
export function quoteForAdvice(word: string): string | undefined {
  return IN_PIECES.test(word) ? undefined : quoteForShell(word)
}
