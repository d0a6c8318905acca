import { isForbiddenRequestHeaderName } from '@crossorigin/grammar'
import type { DiagnosisInput } from '../diagnosis.ts'
import type { HeaderLine } from '../network/exchange.ts'

/** Written by browsers, though script could write them too. Copies of real requests are full of them. */
const BROWSERS_OWN: ReadonlySet<string> = new Set([
  'if-modified-since',
  'if-none-match',
  'priority',
  'upgrade-insecure-requests',
  'x-client-data',
])

/** What browsers add while the cache is switched off in developer tools: both of them, with these values. */
const WITHOUT_CACHE: ReadonlySet<string> = new Set(['cache-control', 'pragma'])

/** Headers that were pasted, sorted by who writes them. */
export interface SplitHeaders {
  /** Those that script sets. */
  readonly own: readonly HeaderLine[]
  /** Names of those that it does not set, in lower case. */
  readonly dropped: readonly string[]
  /** What was learned from the dropped ones. */
  readonly read: {
    readonly origin?: string | undefined
    readonly referrer?: string | undefined
    readonly cookie?: string | undefined
    readonly mode?: DiagnosisInput['mode']
    readonly api?: DiagnosisInput['api']
    readonly isNavigation: boolean
  }
}

/** Keeps what script sets, and learns from the rest. */
export function splitHeaders(lines: readonly HeaderLine[]): SplitHeaders {
  const values = new Map(lines.map(([name, value]) => [name.toLowerCase(), value]))
  const isCopy = isCopyOfBrowser(values)
  const isCacheOff = isCopy && [...WITHOUT_CACHE].every((name) => values.get(name) === 'no-cache')
  const isBrowsers = (name: string) =>
    isForbiddenRequestHeaderName(name) ||
    name.startsWith(':') ||
    name === 'user-agent' ||
    (isCopy && BROWSERS_OWN.has(name)) ||
    (isCacheOff && WITHOUT_CACHE.has(name))
  const names = lines.map(([name]) => name.toLowerCase())
  const mode = values.get('sec-fetch-mode')
  const destination = values.get('sec-fetch-dest')
  return {
    own: lines.filter(([name]) => !isBrowsers(name.toLowerCase())),
    dropped: [...new Set(names.filter(isBrowsers))],
    read: {
      origin: values.get('origin'),
      referrer: values.get('referer'),
      cookie: values.get('cookie'),
      mode: mode === 'cors' || mode === 'no-cors' || mode === 'same-origin' ? mode : undefined,
      api: destination === undefined || destination === 'empty' || mode === 'navigate' ? undefined : 'element',
      isNavigation: mode === 'navigate',
    },
  }
}

function isCopyOfBrowser(values: ReadonlyMap<string, string>): boolean {
  return (
    values.has('sec-fetch-mode') || values.has('sec-ch-ua') || values.get('user-agent')?.startsWith('Mozilla/') === true
  )
}

/** The request that a preflight asks for; `undefined` where the request is none. */
export function findRequestedByPreflight(
  method: string | undefined,
  lines: readonly HeaderLine[],
): { readonly method: string; readonly headers: readonly HeaderLine[] } | undefined {
  const readHeader = (wanted: string) => lines.find(([name]) => name.toLowerCase() === wanted)?.[1]
  const requested = readHeader('access-control-request-method')
  if (method?.toUpperCase() !== 'OPTIONS' || requested === undefined) return undefined
  const names = (readHeader('access-control-request-headers') ?? '').split(',').map((name) => name.trim())
  const kept = lines.filter(([name]) => isForbiddenRequestHeaderName(name) || name.toLowerCase() === 'user-agent')
  return {
    method: requested,
    headers: [...kept, ...names.filter((name) => name !== '').map((name) => [name, exampleOf(name)] as const)],
  }
}

/** Values do not travel in a preflight. These are ones that need one. */
function exampleOf(name: string): string {
  return name.toLowerCase() === 'content-type' ? 'application/json' : '1'
}
