import type { DiagnosisInput } from '../diagnosis.ts'
import { InputError } from '../input-error.ts'
import type { HeaderLine } from '../network/exchange.ts'
import { parseUrl } from '../request/parse-url.ts'

/** A request of an archive, and what became of it. */
export interface HarEntry {
  /** From 1. */
  readonly number: number
  readonly url: string
  readonly method: string
  readonly headers: readonly HeaderLine[]
  readonly body: string | undefined
  readonly cookie: string | undefined
  readonly api: DiagnosisInput['api']
  /** The address of the page, where the archive tells. */
  readonly page: string | undefined
  /** 0 where there was no response that the page could read. */
  readonly status: number
  readonly allowOrigin: string | undefined
  /** In the browser's words. */
  readonly error: string | undefined
}

/**
 * Reads the entries of an archive.
 *
 * @throws `InputError` where it is none, and where it has none.
 */
export function readEntries(archive: unknown): readonly HarEntry[] {
  const log = at(archive, 'log')
  const entries = at(log, 'entries')
  if (!Array.isArray(entries)) {
    throw new InputError(
      'har/no-entries',
      'The file is JSON, but no HTTP archive: it has no log.entries.',
      'In the Network panel choose "Save all as HAR" and give that file',
    )
  }
  if (entries.length === 0) {
    throw new InputError(
      'har/no-entries',
      'The archive has no entries.',
      'Open the Network panel, load the page again, and save the archive then',
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
      `Entry ${number} of the archive has no request with an address.`,
      'Save the archive again, or take that entry out',
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
      headers.find(([name]) => name.toLowerCase() === 'cookie')?.[1] ??
      (cookies.length === 0 ? undefined : cookies.map(([name, value]) => `${name}=${value}`).join('; ')),
    api: readApi(textAt(entry, '_resourceType')),
    page: pages.get(textAt(entry, 'pageref') ?? ''),
    status: typeof status === 'number' ? status : 0,
    allowOrigin: readLines(at(response, 'headers')).find(
      ([name]) => name.toLowerCase() === 'access-control-allow-origin',
    )?.[1],
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
