import { isToken } from '@crossorigin/grammar'
import { findOriginMistake, findUrlMistake, isAddress, nameTyped } from '../check/address-mistake.ts'
import { findNearest } from '../check/nearest-name.ts'
import type { DiagnosisInput, DiagnosisOptions } from '../diagnosis.ts'
import type { HeaderLine } from '../network/exchange.ts'
import { quoteForAdvice } from '../report/escape.ts'
import { findHeaderSecrets, findUrlSecrets, type Range } from '../report/harmless.ts'
import { readCurl } from '../request-source/curl.ts'
import { readFetch } from '../request-source/fetch.ts'
import { readHar } from '../request-source/har.ts'
import type { RequestSource, SourceContext } from '../request-source/request-source.ts'
import { type InputFile, readInputFile } from './input-file.ts'
import { COMMANDS, type CommandLine, UsageError, type Values } from './option.ts'
import { readDiagnosisOptions, readNumber, readText, readWord } from './option-value.ts'

/** What to diagnose, and how. */
export interface ExaminedRequest {
  readonly input: DiagnosisInput
  readonly options: DiagnosisOptions
  /** How a pasted request was understood. Not safe to print. */
  readonly notes: readonly string[]
}

/** Combines what was typed with what was pasted. What was typed decides. */
export async function readExaminedRequest(line: CommandLine): Promise<ExaminedRequest> {
  const source = await readPastedRequest(line.values)
  const options = readDiagnosisOptions(line.values)
  const input = readTypedRequest(line, source?.input)
  if (source === undefined) return { input, options, notes: [] }
  const isUnchecked = source.insecure === true && options.insecure !== true
  return {
    input: isUnchecked ? withoutCredentials(input) : input,
    options: {
      ...options,
      cookie: isUnchecked ? undefined : (options.cookie ?? source.cookie),
      insecure: options.insecure === true || source.insecure === true,
      resolve: { ...source.resolve, ...options.resolve },
    },
    notes: isUnchecked ? [...source.notes, UNCHECKED] : source.notes,
  }
}

const UNCHECKED =
  'The pasted command has -k, so certificates are not checked. cors-doctor therefore sends no cookies and no body, and replaces ' +
  'values that may be secrets with "x". To send them anyway, add --insecure.'

/** Security: -k often stays in copied commands. An attacker on the network then receives what is sent. */
function withoutCredentials(input: DiagnosisInput): DiagnosisInput {
  const headers = input.headers?.map(([name, value]): HeaderLine => [name, mask(value, findHeaderSecrets(name, value))])
  const url = mask(input.url, findUrlSecrets(input.url))
  return { ...input, url, headers, ...(input.body === undefined ? {} : { body: '' }) }
}

function mask(text: string, secrets: readonly Range[]): string {
  return secrets.reduceRight((rest, [start, end]) => `${rest.slice(0, start)}x${rest.slice(end)}`, text)
}

/** Parsing takes up to ten times as much memory. */
const HAR_FILE: InputFile = {
  kind: 'HAR file',
  mostMegabytes: 64,
  advice: 'pass the path of a file that was saved from the network panel',
  remedy: 'save the failed request alone, without content',
}

const SOURCES = ['curl', 'fetch', 'har'] as const

async function readPastedRequest(values: Values): Promise<RequestSource | undefined> {
  const given = SOURCES.filter((name) => values.has(name))
  if (given.length > 1) throw new UsageError(`${given.map((name) => `--${name}`).join(' and ')} cannot be combined.`)
  if (values.has('entry') && !values.has('har')) throw new UsageError('--entry requires --har.')
  const [name] = given
  if (name === undefined) return undefined
  const page = readPage(values)
  const source = await readSource(name, values, { origin: readOrigin(values, page), page })
  checkOrigin(source.input.origin, 'The pasted origin')
  return source
}

async function readSource(
  name: (typeof SOURCES)[number],
  values: Values,
  context: SourceContext,
): Promise<RequestSource> {
  const text = readText(values, name) ?? ''
  if (name === 'curl') return readCurl(text, context)
  if (name === 'fetch') return readFetch(text, context)
  const entry = readNumber(values, 'entry', { least: 1, most: 1_000_000 })
  return readHar(await readInputFile(text, HAR_FILE), { ...context, entry })
}

/**
 * Reads a request from the command line.
 *
 * @param pasted - What a pasted request says about it. Options replace that, and headers are added.
 */
export function readTypedRequest(line: CommandLine, pasted?: Partial<DiagnosisInput>): DiagnosisInput {
  const { values } = line
  const url = readUrl(line, pasted)
  const page = readPage(values) ?? pasted?.page
  const origin = readOrigin(values, page) ?? pasted?.origin
  if (origin === undefined) {
    throw new UsageError(
      `The origin of the page is missing. Pass it with --origin, such as --origin https://app.example.com, or the URL of the page with --page.`,
    )
  }
  const given: DiagnosisInput = {
    url,
    origin,
    page,
    method: readMethod(values) ?? (values.has('data') ? 'POST' : undefined) ?? pasted?.method,
    body: readText(values, 'data') ?? pasted?.body,
    headers: [...(pasted?.headers ?? []), ...readHeaders(values)],
    credentials: readCredentials(values) ?? pasted?.credentials,
    mode: readWord(values, 'mode', ['cors', 'no-cors', 'same-origin']) ?? pasted?.mode,
    redirect: readWord(values, 'redirect', ['follow', 'error', 'manual']) ?? pasted?.redirect,
  }
  const defined = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...pasted, ...Object.fromEntries(defined) } as DiagnosisInput
}

function readUrl({ command, operands }: CommandLine, pasted: Partial<DiagnosisInput> | undefined): string {
  const [text, second] = operands
  const url = text ?? pasted?.url
  if (url === undefined) {
    const name = command === 'audit' ? 'cors-doctor audit' : 'cors-doctor'
    throw new UsageError(`The URL is missing: ${name} https://api.example.com/ --origin https://app.example.com`)
  }
  const mistake = findUrlMistake(url)
  if (mistake !== undefined) {
    const meant = isAddress(url) ? undefined : findNearest(url, COMMANDS)
    if (meant !== undefined) throw new UsageError(`Unknown command ${JSON.stringify(url)}. Did you mean ${meant}?`)
    const problem = `${nameTyped('The URL', url)} is not absolute: ${mistake.reason}.`
    throw new UsageError(`${problem} ${suggest(url, mistake.corrected) ?? 'Pass it as https://host/path.'}`)
  }
  if (second !== undefined)
    throw new UsageError(
      'Expected one URL, got two. Quote arguments that contain spaces or &, such as the value of -H.',
    )
  return url
}

/** Returns the origin that was typed, or that of the page. */
function readOrigin(values: Values, page?: string): string | undefined {
  const origin = readText(values, 'origin')
  if (origin === undefined) return page === undefined ? undefined : new URL(page).origin
  checkOrigin(origin, 'The origin')
  return origin
}

function checkOrigin(origin: string, thing: string): void {
  const mistake = findOriginMistake(origin)
  if (mistake === undefined) return
  const { reason, corrected } = mistake
  const advice = suggest(origin, corrected, '--origin ') ?? 'Pass https://host or http://host:port.'
  throw new UsageError(`${nameTyped(thing, origin)} is not an origin that browsers send: ${reason}. ${advice}`)
}

/** Suggests a correction of what was typed, if that was an address: anything else may be a secret. */
function suggest(typed: string, corrected: string | undefined, option = ''): string | undefined {
  const advice = isAddress(typed) && corrected !== undefined ? quoteForAdvice(corrected) : undefined
  return advice === undefined ? undefined : `Did you mean ${option}${advice} ?`
}

function readPage(values: Values): string | undefined {
  const page = readText(values, 'page')
  if (page === undefined) return undefined
  const mistake = findUrlMistake(page)
  if (mistake === undefined && /^https?:/i.test(page)) return page
  const { reason = 'pages are opened over http or https', corrected } = mistake ?? {}
  const advice = suggest(page, corrected, '--page ') ?? 'Pass it as https://host/path.'
  throw new UsageError(`${nameTyped('--page', page)} is not the URL of a page: ${reason}. ${advice}`)
}

function readMethod(values: Values): string | undefined {
  const method = readText(values, 'method')
  if (method === undefined || isToken(method)) return method
  throw new UsageError('-X needs a valid method, such as PUT.')
}

function readHeaders(values: Values): readonly HeaderLine[] {
  return (values.get('header') ?? []).map((line) => {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim()
    if (colon > 0 && isToken(name)) return [name, line.slice(colon + 1).trim()]
    const reason = colon > 0 ? 'its name is not a valid header name' : 'it has no colon'
    throw new UsageError(`-H needs a header line, but ${reason}: -H 'X-Name: value'`)
  })
}

function readCredentials(values: Values): DiagnosisInput['credentials'] {
  if (readText(values, 'credentials') === '') return 'include'
  return readWord(values, 'credentials', ['include', 'same-origin', 'omit'])
}
