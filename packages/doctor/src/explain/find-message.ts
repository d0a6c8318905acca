import type { Message } from '../messages/message.ts'
import { MESSAGES } from '../messages/messages.ts'
import type { PastedText } from './pasted-text.ts'

/** A message or a name that was recognized. */
export interface Found {
  readonly message: Message
  readonly name: string | undefined
}

/** Messages by the lower case of their names. */
export const MESSAGES_BY_NAME: ReadonlyMap<string, Message> = new Map(
  MESSAGES.flatMap((message) => (message.names ?? []).map((name) => [name.toLowerCase(), message] as const)),
)

/** Names as they are written, by their lower case. */
export const NAMES: ReadonlyMap<string, string> = new Map(
  MESSAGES.flatMap((message) => (message.names ?? []).map((name) => [name.toLowerCase(), name] as const)),
)

/** Finds the message or the name that a text is; `undefined` where it is none. */
export function findMessage({ text, lower }: PastedText): Found | undefined {
  const whole = findName(text)
  if (whole !== undefined) {
    return whole
  }
  const words = new Set(text.split(/[^\w-]/))
  const namesInText = new Set([...words].filter(isDistinctName).map((word) => NAMES.get(normalizeName(word))))
  // One word alone is a name, or a misspelled one; those of network errors are known by their beginnings.
  const isSentence = text.includes(' ') || text.includes('_')
  for (const message of MESSAGES) {
    const name = message.names?.find((candidate) => namesInText.has(candidate))
    if (name !== undefined || (isSentence && hasKeywords(message, lower))) {
      return { message, name: name ?? message.names?.[0] }
    }
  }
  return undefined
}

function findName(text: string): Found | undefined {
  const key = normalizeName(text.startsWith('net::') ? text.slice(5) : text)
  const message = MESSAGES_BY_NAME.get(key)
  return message === undefined ? undefined : { message, name: NAMES.get(key) }
}

/** Chromium's sources put a `k` before the names, and Firefox's a number behind them. */
export function normalizeName(word: string): string {
  const bare = /^CORS[A-Za-z]+[0-9]$/.test(word) ? word.slice(0, -1) : word
  const name = bare.toLowerCase()
  return /^k[A-Z]/.test(bare) && NAMES.has(name.slice(1)) ? name.slice(1) : name
}

/** Words such as `csp` are names only when they stand alone. */
function isDistinctName(word: string): boolean {
  return word.length >= 10 && /[A-Z-]/.test(word) && NAMES.has(normalizeName(word))
}

function hasKeywords({ keywords }: Message, lower: string): boolean {
  return keywords.every((one) =>
    typeof one === 'string' ? lower.includes(one) : one.some((word) => lower.includes(word)),
  )
}
