import { InputError } from '../input-error.ts'
import type { HeaderLine } from '../network/exchange.ts'
import { parseUrl } from '../request/parse-url.ts'
import {
  findValue,
  finishRequest,
  originOf,
  type PastedRequest,
  type RequestSource,
  type SourceContext,
} from './request-source.ts'

/** The page that makes the request, and the entry of the archive. */
export interface HarContext extends SourceContext {
  /** The number of the entry, from 1. @defaultValue the first cross-origin request that failed */
  readonly entry?: number | undefined
}

/**
 * Reads a request from an HTTP archive (HAR 1.2), as developer tools save it.
 *
 * @param text - The contents of the file.
 * @throws `InputError` if the text is not such an archive, if it has no such entry, and if no origin is known.
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export function readHar(text: string, context: HarContext = {}): RequestSource {
  const entries = readEntries(parseArchive(text))
  const { entry, note } = chooseEntry(entries, context)
  return finishRequest({ ...entry, notes: [note, ...describeAnswer(entry)] }, context)
}

function describeAnswer(entry: HarEntry): readonly string[] {
  // Security: what comes with the name of an error may repeat any secret of the request.
  const name = /\b(?:net::ERR_|NS_(?:ERROR|BINDING)_)[A-Z0-9_]{1,60}\b/.exec(entry.error ?? '')?.[0]
  if (entry.error !== undefined)
    return [name === undefined ? 'The browser noted an error.' : `The browser noted: ${name}.`]
  return entry.status === 0 ? ['The browser noted no response.'] : [`The response had the status ${entry.status}.`]
}

/** Archives have about ten levels. */
const DEEPEST = 100

/** Security: the parser takes fifty bytes for each level, so that brackets alone would use up the memory. */
function isNestedTooDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') at = endOfString(text, at)
    else if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth--
    if (depth > DEEPEST) return true
  }
  return false
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text[end - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return end
  }
  return text.length
}

function parseArchive(text: string): unknown {
  if (isNestedTooDeep(text)) {
    throw new InputError(
      'har/not-json',
      `The file is nested more than ${DEEPEST} levels deep, so it is not an HTTP archive.`,
      'In the network panel, choose "Save all as HAR" and pass that file',
    )
  }
  try {
    // Some tools begin the file with a byte order mark.
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
  } catch (error) {
    // The parser quotes the file, which may have a secret in it: only the position is shown.
    const place = error instanceof Error ? / at position \d+(?: \(line \d+ column \d+\))?/.exec(error.message) : null
    throw new InputError(
      'har/not-json',
      `The file is not JSON${place === null ? '' : `: the error is${place[0]}`}.`,
      'In the network panel, choose "Save all as HAR" and pass that file',
    )
  }
}

/** A request of an archive, and what became of it. */
interface HarEntry extends Omit<PastedRequest, 'notes'> {
  /** From 1. */
  readonly number: number
  /** 0 if there was no response that the page could read. */
  readonly status: number
  readonly allowOrigin: string | undefined
  /** In the browser's words. */
  readonly error: string | undefined
}

/**
 * Reads the entries of an archive.
 *
 * @throws `InputError` if it is not an archive, and if it has no entries.
 */
function readEntries(archive: unknown): readonly HarEntry[] {
  const log = at(archive, 'log')
  const entries = at(log, 'entries')
  if (!Array.isArray(entries)) {
    throw new InputError(
      'har/no-entries',
      'The file is JSON, but not an HTTP archive: it has no log.entries.',
      'In the network panel, choose "Save all as HAR" and pass that file',
    )
  }
  if (entries.length === 0) {
    throw new InputError(
      'har/no-entries',
      'The archive has no entries.',
      'Open the network panel, reload the page, and save the archive again',
    )
  }
  const pages = readPages(at(log, 'pages'))
  return entries.map((entry: unknown, index) => readEntry(entry, index + 1, pages))
}

function readEntry(entry: unknown, number: number, pages: ReadonlyMap<string, string>): HarEntry {
  const request = at(entry, 'request')
  const response = at(entry, 'response')
  const url = textAt(request, 'url')
  if (url === undefined) {
    throw new InputError(
      'har/entry-malformed',
      `Entry ${number} of the archive has no request with a URL.`,
      'Save the archive again, or remove that entry',
    )
  }
  const headers = readLines(at(request, 'headers'))
  const cookies = readLines(at(request, 'cookies'))
  const status = at(response, 'status')
  const error = textAt(response, '_error') ?? textAt(entry, '_error') ?? textAt(response, '_blockedReason')
  return {
    number,
    url,
    method: textAt(request, 'method') ?? 'GET',
    headers,
    body: textAt(at(request, 'postData'), 'text'),
    cookie:
      findValue(headers, 'cookie') ??
      (cookies.length === 0 ? undefined : cookies.map(([name, value]) => `${name}=${value}`).join('; ')),
    api: readApi(textAt(entry, '_resourceType')),
    referrer: pages.get(textAt(entry, 'pageref') ?? ''),
    status: typeof status === 'number' ? status : 0,
    allowOrigin: findValue(readLines(at(response, 'headers')), 'access-control-allow-origin'),
    error,
  }
}

function readApi(resourceType: string | undefined): HarEntry['api'] {
  if (resourceType === 'fetch' || resourceType === 'xhr') return resourceType
  return resourceType !== undefined && ELEMENTS.has(resourceType) ? 'element' : undefined
}

const ELEMENTS: ReadonlySet<string> = new Set(['font', 'image', 'media', 'script', 'stylesheet', 'texttrack'])

/** Chromium and Firefox write the address of a page into its title. */
function readPages(pages: unknown): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>()
  for (const page of Array.isArray(pages) ? pages : []) {
    const id = textAt(page, 'id')
    const address = [textAt(page, '_url'), textAt(page, 'title')].find(
      (text) => text !== undefined && parseUrl(text) !== undefined,
    )
    if (id !== undefined && address !== undefined) addresses.set(id, address)
  }
  return addresses
}

function readLines(list: unknown): readonly HeaderLine[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((line: unknown) => {
    const name = textAt(line, 'name')
    const value = textAt(line, 'value')
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}

function textAt(value: unknown, name: string): string | undefined {
  const text = at(value, name)
  return typeof text === 'string' ? text : undefined
}

/** An entry, and why it was taken. */
interface HarChoice {
  readonly entry: HarEntry
  readonly note: string
}

/**
 * Takes the entry that was asked for; else the first cross-origin one that failed, then one without CORS headers, then one with
 * an error, then any. A preflight is taken if nothing else is left.
 *
 * @throws `InputError` if there is no such entry, and if none is cross-origin.
 */
function chooseEntry(entries: readonly HarEntry[], context: HarContext): HarChoice {
  if (context.entry !== undefined) return takeEntry(entries, context.entry)
  const crossOrigin = entries.filter((entry) => isCrossOrigin(entry, context))
  const tests: readonly (readonly [(entry: HarEntry) => boolean, string])[] = [
    [(entry) => hasFailed(entry) && !isPreflight(entry), 'the first cross-origin request that failed'],
    [hasFailed, 'the first preflight that failed'],
    [(entry) => entry.allowOrigin === undefined, 'the first cross-origin request whose response has no CORS headers'],
    [(entry) => entry.status >= 400, 'the first cross-origin request whose response has an error status'],
    [(entry) => !isPreflight(entry), 'the first cross-origin request'],
    [() => true, 'the first preflight'],
  ]
  for (const [test, why] of tests) {
    const entry = crossOrigin.find(test)
    if (entry !== undefined) {
      return { entry, note: `Entry ${entry.number} of ${entries.length} is tested: ${why}.` }
    }
  }
  throw new InputError(
    'har/none-cross-origin',
    `None of the ${entries.length} entries of the archive is a cross-origin request.`,
    'Pass the number of the entry with --entry, and the origin of the page with --origin',
  )
}

function takeEntry(entries: readonly HarEntry[], number: number): HarChoice {
  const entry = entries[number - 1]
  if (entry !== undefined) return { entry, note: `Entry ${number} of ${entries.length} is tested.` }
  throw new InputError(
    'har/entry-missing',
    `The archive has no entry ${number}.`,
    entries.length === 1 ? 'Use --entry 1' : `Use a number from 1 to ${entries.length}`,
  )
}

function isCrossOrigin({ url, headers, referrer }: HarEntry, context: HarContext): boolean {
  const target = parseUrl(url)
  if (target === undefined || findValue(headers, 'sec-fetch-mode') === 'navigate') return false
  if (target.protocol !== 'http:' && target.protocol !== 'https:') return false
  const addresses = [findValue(headers, 'referer'), context.page, referrer]
  const from =
    context.origin ?? findValue(headers, 'origin') ?? addresses.map(originOf).find((origin) => origin !== undefined)
  return from !== undefined && from !== target.origin
}

function hasFailed({ status, error }: HarEntry): boolean {
  return status === 0 || error !== undefined
}

function isPreflight({ method, headers }: HarEntry): boolean {
  return method === 'OPTIONS' && findValue(headers, 'access-control-request-method') !== undefined
}
