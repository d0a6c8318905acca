/** What was pasted, in a form in which sentences of all versions look alike. */
export interface PastedText {
  /** With straight quotes and single spaces. */
  readonly text: string
  /** The same in lower case, character for character. */
  readonly lower: string
  /** Where there is more than that. */
  readonly isTruncated: boolean
}

/** Longer than any console sentence with any address in it. */
const MAX_LENGTH = 20_000

/** The longest value that is read out of a sentence. */
const MAX_VALUE_LENGTH = 8_192

const STRAIGHT_QUOTES: ReadonlyMap<string, string> = new Map([
  ['\u2018', "'"],
  ['\u2019', "'"],
  ['\u00b4', "'"],
  ['`', "'"],
  ['\u201c', '"'],
  ['\u201d', '"'],
])

/** Puts what was pasted into one line, whatever the quotation marks of the engine and the breaks of the terminal. */
export function straighten(pasted: string): PastedText {
  let text = ''
  for (const character of pasted.slice(0, MAX_LENGTH)) {
    const straight = STRAIGHT_QUOTES.get(character) ?? character
    const isSpace = straight.trim() === ''
    if (!isSpace) {
      text += straight
    } else if (text !== '' && !text.endsWith(' ')) {
      text += ' '
    }
  }
  text = text.trimEnd()
  return { text, lower: text.replaceAll(/[A-Z]/g, toLowerCase), isTruncated: pasted.length > MAX_LENGTH }
}

// Unlike that of a whole text, the length of an ASCII letter does not change.
function toLowerCase(letter: string): string {
  return letter.toLowerCase()
}

/** Reads what is in quotation marks right after a lead-in, `a few words` later at most. */
export function readQuoted({ text, lower }: PastedText, leadIn: string, from = 0): string | undefined {
  for (let at = lower.indexOf(leadIn, from); at !== -1; at = lower.indexOf(leadIn, at + 1)) {
    const start = at + leadIn.length
    const quote = findQuote(text, start)
    if (quote !== -1) {
      const end = text.indexOf(text.charAt(quote), quote + 1)
      if (end !== -1 && end - quote <= MAX_VALUE_LENGTH) {
        return text.slice(quote + 1, end)
      }
    }
  }
  return undefined
}

const MAX_WORDS_BETWEEN = 40

function findQuote(text: string, start: number): number {
  for (let at = start; at < Math.min(text.length, start + MAX_WORDS_BETWEEN); at += 1) {
    const character = text.charAt(at)
    if (character === "'" || character === '"') {
      // What follows a letter is an apostrophe.
      if (at > 0 && /[a-z]/i.test(text.charAt(at - 1))) {
        continue
      }
      return at
    }
  }
  return -1
}

/** Reads the word right after a lead-in, without the punctuation of the sentence. */
export function readWord({ text, lower }: PastedText, leadIn: string): string | undefined {
  const at = lower.indexOf(leadIn)
  if (at === -1) {
    return undefined
  }
  const start = at + leadIn.length
  const space = text.indexOf(' ', start)
  return stripPunctuation(text.slice(start, Math.min(space === -1 ? text.length : space, start + MAX_VALUE_LENGTH)))
}

const PUNCTUATION: ReadonlySet<string> = new Set(['.', ',', ':', ';', "'", '"', ')', '(', '>', '<', ']', '!'])

/** Takes off what belongs to the sentence around a word. */
export function stripPunctuation(word: string): string {
  let start = 0
  let end = word.length
  while (
    end > start &&
    PUNCTUATION.has(word.charAt(end - 1)) &&
    !(word.charAt(end - 1) === ']' && word.includes('['))
  ) {
    end -= 1
  }
  while (start < end && PUNCTUATION.has(word.charAt(start))) {
    start += 1
  }
  return word.slice(start, end)
}
