import { isSafelistedMethod } from '@crossorigin/grammar'
import { quoteForShell } from '../report/escape.ts'
import type { ConsoleFacts } from './console-facts.ts'

/** The command that makes the request again. */
export interface Reproduction {
  /** Quoted for a POSIX shell. Words in capitals stand for what the sentence does not tell. */
  readonly command: string
  /** What they stand for. */
  readonly missing: readonly ('url' | 'origin' | 'method')[]
}

const EXAMPLE_VALUES: ReadonlyMap<string, string> = new Map([
  ['content-type', 'application/json'],
  ['authorization', 'Bearer token'],
  ['range', 'bytes=-1'],
])

/**
 * Writes the command that makes a request with what is known of it; a preflight is provoked if the likeliest finding is
 * about one.
 */
export function reproduce(facts: ConsoleFacts, code: string | undefined): Reproduction {
  const isPreflighted = code?.startsWith('preflight/') === true
  const missing: ('url' | 'origin' | 'method')[] = []
  const words = ['cors-doctor']
  const url = facts.redirectedFrom ?? facts.url
  if (url === undefined || !isPrintable(url)) {
    missing.push('url')
    words.push('URL')
  } else {
    words.push(url)
  }
  words.push('--origin')
  if (facts.origin === undefined) {
    missing.push('origin')
    words.push('ORIGIN')
  } else {
    words.push(facts.origin)
  }
  const hasUnsafeMethod = facts.method !== undefined && !isSafelistedMethod(facts.method)
  if (facts.method !== undefined && facts.method !== 'GET' && facts.method !== 'OPTIONS') {
    words.push('-X', facts.method)
  } else if (isPreflighted && !hasUnsafeMethod && facts.header === undefined) {
    missing.push('method')
    words.push('-X', 'METHOD')
  }
  if (facts.header !== undefined) {
    words.push('-H', `${facts.header}: ${EXAMPLE_VALUES.get(facts.header.toLowerCase()) ?? '1'}`)
  }
  if (facts.credentials === true) {
    words.push('--credentials')
  }
  if (facts.page !== undefined && isPrintable(facts.page)) {
    words.push('--page', facts.page)
  }
  return { command: words.map(quoteForShell).join(' '), missing }
}

function isPrintable(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text)
}
