import { isToken } from '@crossorigin/grammar'
import { findNearest } from '../check/nearest-name.ts'
import { findOriginMistake } from '../check/origin-mistake.ts'
import { findUrlMistake, isAddress, nameTyped } from '../check/url-mistake.ts'
import type { DiagnosisInput } from '../diagnosis.ts'
import type { HeaderLine } from '../network/exchange.ts'
import { quoteForAdvice } from '../report/escape.ts'
import type { Arguments } from './arguments.ts'
import { COMMANDS } from './option.ts'
import { readText, readWord, type Values } from './option-value.ts'
import { UsageError } from './usage-error.ts'

/**
 * Reads the request that is to be examined. What was pasted is the ground, options go on top of it.
 *
 * @param pasted - What a pasted command or call, or an archive, has to say.
 */
export function readRequestArguments(
  { operands, values }: Arguments,
  pasted?: Partial<DiagnosisInput>,
): DiagnosisInput {
  const url = readUrl(operands, pasted)
  const page = readPage(values) ?? pasted?.page
  const origin = readOrigin(values, page) ?? pasted?.origin
  if (origin === undefined) {
    throw new UsageError(
      `The origin of the page is missing; type cors-doctor ${quoteForAdvice(url) ?? 'URL'} --origin https://app.example.com, or --page with its address.`,
    )
  }
  const body = readText(values, 'data') ?? pasted?.body
  const method = readMethod(values) ?? (values.has('data') ? 'POST' : undefined) ?? pasted?.method
  const given: DiagnosisInput = {
    url,
    origin,
    page,
    method,
    body,
    headers: [...(pasted?.headers ?? []), ...readHeaders(values)],
    credentials: readCredentials(values) ?? pasted?.credentials,
    mode: readWord(values, 'mode', ['cors', 'no-cors', 'same-origin']) ?? pasted?.mode,
    redirect: readWord(values, 'redirect', ['follow', 'error', 'manual']) ?? pasted?.redirect,
  }
  const defined = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...pasted, ...Object.fromEntries(defined) } as DiagnosisInput
}

function readUrl(operands: readonly string[], pasted: Partial<DiagnosisInput> | undefined): string {
  const [text, second] = operands
  const url = text ?? pasted?.url
  if (url === undefined) {
    throw new UsageError(
      'The URL is missing; type cors-doctor https://api.example.com/ --origin https://app.example.com.',
    )
  }
  const mistake = findUrlMistake(url)
  if (mistake !== undefined) {
    const corrected = isAddress(url) ? mistake.corrected : findNearest(url, COMMANDS)
    const advice = (corrected === undefined ? undefined : quoteForAdvice(corrected)) ?? 'it as https://host/path'
    throw new UsageError(`${nameTyped('The URL', url)} is not absolute: ${mistake.reason}; type ${advice}.`)
  }
  if (second !== undefined) {
    throw new UsageError(
      'There is a second URL; type one, and put what has spaces or & in it in quotes, such as the value of -H.',
    )
  }
  return url
}

/** Returns the origin that was typed, or that of the page. */
export function readOrigin(values: Values, page?: string): string | undefined {
  const origin = readText(values, 'origin')
  if (origin === undefined) return page === undefined ? undefined : new URL(page).origin
  const mistake = findOriginMistake(origin)
  if (mistake === undefined) return origin
  const { reason, corrected } = mistake
  const isShown = isAddress(origin) && corrected !== undefined
  const advice = (isShown ? quoteForAdvice(corrected) : undefined) ?? 'https://host or http://host:port'
  throw new UsageError(
    `No browser sends ${nameTyped('this', origin)} as an origin: ${reason}; type --origin ${advice}.`,
  )
}

/** Returns the address of the page. */
export function readPage(values: Values): string | undefined {
  const page = readText(values, 'page')
  if (page === undefined) return undefined
  const mistake = findUrlMistake(page)
  if (mistake === undefined && /^https?:/i.test(page)) return page
  const { reason = 'pages are opened by http or https', corrected = 'https://host/path' } = mistake ?? {}
  const advice = (isAddress(page) ? quoteForAdvice(corrected) : undefined) ?? 'https://host/path'
  throw new UsageError(`${nameTyped('--page', page)} is not the address of a page: ${reason}; type --page ${advice}.`)
}

function readMethod(values: Values): string | undefined {
  const method = readText(values, 'method')
  if (method === undefined || isToken(method)) return method
  throw new UsageError(`-X is not a method; type a word such as -X PUT.`)
}

function readHeaders(values: Values): readonly HeaderLine[] {
  return (values.get('header') ?? []).map((line) => {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim()
    if (colon > 0 && isToken(name)) return [name, line.slice(colon + 1).trim()]
    const reason = colon > 0 ? 'its name is not the name of a header' : 'it has no colon'
    throw new UsageError(`-H is not a header line: ${reason}; type -H 'X-Name: value'.`)
  })
}

function readCredentials(values: Values): DiagnosisInput['credentials'] {
  if (values.get('credentials')?.at(-1) === '') return 'include'
  return readWord(values, 'credentials', ['include', 'same-origin', 'omit'])
}
