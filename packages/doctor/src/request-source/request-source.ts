import { isForbiddenRequestHeaderName } from '@crossorigin/grammar'
import { nameTyped } from '../check/address-mistake.ts'
import type { DiagnosisInput } from '../diagnosis.ts'
import { InputError } from '../input-error.ts'
import type { HeaderLine } from '../network/exchange.ts'
import { parseUrl } from '../request/parse-url.ts'

/** A request that was read from a pasted text, as a page would make it. */
export interface RequestSource {
  readonly input: DiagnosisInput
  /** The value of its `Cookie` line. This is a secret. */
  readonly cookie?: string | undefined
  /** Whether invalid certificates are accepted (`curl --insecure`). */
  readonly insecure?: boolean | undefined
  /** Addresses to use instead of DNS, by host name (`curl --resolve`). */
  readonly resolve?: Readonly<Record<string, string>> | undefined
  /** Sentences about what was understood and what was left out. They may quote the pasted text, so they are not safe to print. */
  readonly notes: readonly string[]
}

/** The page that makes the request. Takes precedence over what the pasted text says. */
export interface SourceContext {
  /** The origin of the page. If it is absent, the pasted text must name one. */
  readonly origin?: string | undefined
  /** The address of the page. */
  readonly page?: string | undefined
}

/** What was read from a pasted text, with all of its headers. */
export interface PastedRequest
  extends Omit<RequestSource, 'input'>,
    Omit<DiagnosisInput, 'origin' | 'page' | 'headers' | 'uploadListener'> {
  readonly headers: readonly HeaderLine[]
  /** The address of the page that it was copied from. */
  readonly referrer?: string | undefined
}

/**
 * Makes a request of a page out of what was pasted: without the headers that browsers write themselves, from the origin that
 * they tell.
 *
 * @throws `InputError` if no origin is known.
 */
export function finishRequest(pasted: PastedRequest, context: SourceContext): RequestSource {
  const asked = findRequestedByPreflight(pasted.method, pasted.headers)
  const split = splitHeaders(asked?.headers ?? pasted.headers)
  const { own, read } = split
  const cookie = pasted.cookie ?? read.cookie
  const { origin, source } = findOrigin(context, read.origin, pasted.referrer ?? read.referrer)
  const notes = [
    ...pasted.notes,
    ...(asked === undefined ? [] : [`This is a preflight. The request that it is for is tested: ${asked.method}.`]),
    ...describeHeaders(split, cookie !== undefined && pasted.credentials === undefined),
    ...(source === undefined ? [] : [`The origin is taken from ${source}: ${origin}.`]),
  ]
  return {
    input: {
      url: checkUrl(pasted.url),
      origin,
      method: asked?.method ?? pasted.method,
      headers: own,
      body: asked === undefined ? pasted.body : undefined,
      credentials: pasted.credentials ?? (cookie === undefined ? undefined : 'include'),
      mode: pasted.mode ?? read.mode,
      redirect: pasted.redirect,
      api: pasted.api ?? read.api,
      streamBody: pasted.streamBody,
      page: context.page,
    },
    cookie,
    insecure: pasted.insecure,
    resolve: pasted.resolve,
    notes,
  }
}

function describeHeaders({ dropped, read }: SplitHeaders, isCookieDecisive: boolean): readonly string[] {
  return [
    ...(dropped.length > 0 ? [`Left out, because the browser writes them itself: ${dropped.join(', ')}.`] : []),
    ...(isCookieDecisive ? ['It has a cookie, so it is examined with credentials.'] : []),
    ...(read.isNavigation ? ['It was copied from a navigation. It is examined as if fetch had made it.'] : []),
  ]
}

function findOrigin(context: SourceContext, header: string | undefined, referrer: string | undefined) {
  if (context.origin !== undefined) return { origin: context.origin }
  if (header !== undefined) return { origin: header, source: 'the header Origin' }
  const ofReferrer = originOf(referrer)
  if (ofReferrer !== undefined && ofReferrer !== 'null')
    return { origin: ofReferrer, source: 'the address of the page in it' }
  const ofPage = originOf(context.page)
  if (ofPage !== undefined && ofPage !== 'null') return { origin: ofPage, source: 'the page' }
  throw new InputError(
    'source/origin-missing',
    'The request was understood, but nothing in it tells which page makes it.',
    'Add --origin https://app.example.com',
  )
}

/** Returns the origin of an address, `null` if that is opaque; `undefined` if it is not a URL. */
export function originOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : parseUrl(address)?.origin
}

/** Returns the value of the first header of a name, which is given in lower case. */
export function findValue(lines: readonly HeaderLine[], name: string): string | undefined {
  return lines.find(([other]) => other.toLowerCase() === name)?.[1]
}

function checkUrl(url: string): string {
  if (parseUrl(url) !== undefined) return url
  throw new InputError(
    'source/url-invalid',
    `The request was understood, but ${nameTyped('its address', url.slice(0, 200))} is not an absolute URL.`,
    'Write the whole URL, such as https://api.example.com/users',
  )
}

/** Browsers write these, although JavaScript could too. Copies of real requests are full of them. */
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
interface SplitHeaders {
  /** The headers that JavaScript sets. */
  readonly own: readonly HeaderLine[]
  /** Names of the others, in lower case. */
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

/** Keeps the headers that JavaScript sets, and reads the rest. */
function splitHeaders(lines: readonly HeaderLine[]): SplitHeaders {
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

/** Returns the request that a preflight asks for; `undefined` if it is not a preflight. */
function findRequestedByPreflight(
  method: string | undefined,
  lines: readonly HeaderLine[],
): { readonly method: string; readonly headers: readonly HeaderLine[] } | undefined {
  const requested = findValue(lines, 'access-control-request-method')
  if (method?.toUpperCase() !== 'OPTIONS' || requested === undefined) return undefined
  const names = (findValue(lines, 'access-control-request-headers') ?? '').split(',').map((name) => name.trim())
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

/** More than any shell takes as an argument. */
const MAX_LENGTH = 4_000_000

/**
 * Refuses what is too long to be a request that somebody copied.
 *
 * @throws `InputError`
 */
export function checkLength(text: string, code: string): void {
  if (text.length <= MAX_LENGTH) return
  throw new InputError(
    code,
    `The text has ${text.length} characters; up to ${MAX_LENGTH} are read.`,
    'Leave out the body, and keep the method, the URL and the headers',
  )
}
