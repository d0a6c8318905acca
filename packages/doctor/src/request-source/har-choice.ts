import { InputError } from '../input-error.ts'
import { parseUrl } from '../request/parse-url.ts'
import type { HarEntry } from './har-entry.ts'
import type { SourceContext } from './request-source.ts'

/** Which entry of an archive is meant, and what was typed beside it. */
export interface HarContext extends SourceContext {
  /** From 1; the first cross-origin one that failed where it is absent. */
  readonly entry?: number | undefined
}

/** An entry, and why it was taken. */
export interface HarChoice {
  readonly entry: HarEntry
  readonly note: string
}

/**
 * Takes the entry that was asked for; else the first cross-origin one that failed, then one without CORS headers, then one with
 * an error, then any. A preflight is taken where nothing else is left.
 *
 * @throws `InputError` where there is no such entry, and where none is cross-origin.
 */
export function chooseEntry(entries: readonly HarEntry[], context: HarContext): HarChoice {
  if (context.entry !== undefined) return takeEntry(entries, context.entry)
  const crossOrigin = entries.filter((entry) => isCrossOrigin(entry, context))
  const tests: readonly (readonly [(entry: HarEntry) => boolean, string])[] = [
    [(entry) => hasFailed(entry) && !isPreflight(entry), 'the first cross-origin request that failed'],
    [hasFailed, 'the first preflight that failed'],
    [
      (entry) => entry.allowOrigin === undefined,
      'the first cross-origin request that was answered without CORS headers',
    ],
    [(entry) => entry.status >= 400, 'the first cross-origin request that was answered with an error'],
    [(entry) => !isPreflight(entry), 'the first cross-origin request'],
    [() => true, 'the first preflight'],
  ]
  for (const [test, why] of tests) {
    const entry = crossOrigin.find(test)
    if (entry !== undefined) {
      return { entry, note: `Entry ${entry.number} of ${entries.length} is examined: ${why}.` }
    }
  }
  throw new InputError(
    'har/none-cross-origin',
    `The archive was read; none of its ${entries.length} entries is a cross-origin request.`,
    'Write --entry with the number of the one that is meant, and --origin with the page',
  )
}

function takeEntry(entries: readonly HarEntry[], number: number): HarChoice {
  const entry = entries[number - 1]
  if (entry !== undefined) return { entry, note: `Entry ${number} of ${entries.length} is examined.` }
  throw new InputError(
    'har/entry-missing',
    `The archive was read; it has no entry ${number}.`,
    entries.length === 1 ? 'Write --entry 1' : `Write a number from 1 to ${entries.length}`,
  )
}

function isCrossOrigin({ url, headers, page }: HarEntry, context: HarContext): boolean {
  const readValue = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
  if (parseUrl(url) === undefined || readValue('sec-fetch-mode') === 'navigate') return false
  const { origin, protocol } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') return false
  const from =
    context.origin ?? readValue('origin') ?? originOf(readValue('referer')) ?? originOf(context.page) ?? originOf(page)
  return from !== undefined && from !== origin
}

function originOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : parseUrl(address)?.origin
}

function hasFailed({ status, error }: HarEntry): boolean {
  return status === 0 || error !== undefined
}

function isPreflight({ method, headers }: HarEntry): boolean {
  return method === 'OPTIONS' && headers.some(([name]) => name.toLowerCase() === 'access-control-request-method')
}
