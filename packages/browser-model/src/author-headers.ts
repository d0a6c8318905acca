import {
  FORBIDDEN_METHODS,
  isForbiddenRequestHeaderName,
  isToken,
  METHOD_OVERRIDE_HEADER_NAMES,
} from '@crossorigin/grammar'
import type { BrowserBody, BrowserRequest } from './browser-request.ts'
import { trimHttpWhitespace } from './mime-type.ts'
import { findUnsafeCause } from './safelist.ts'

/** A header line: name as written, value without the white space around it. */
export type HeaderLine = readonly [name: string, value: string]

/** The header lines that a request sets out with. */
export interface AuthorHeaders {
  readonly lines: readonly HeaderLine[]
  /** Names of headers that were dropped without a word, in lower case. */
  readonly dropped: ReadonlySet<string>
  /** Why the call throws before there is a request. */
  readonly failure: 'invalid-header-name' | 'invalid-header-value' | undefined
}

/** What no value has, and what has no place in a `ByteString`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const INVALID_IN_VALUE = /[\0\r\n]|[^\x00-\xff]/

const NO_CORS_NAMES: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-language', 'content-type'])

/**
 * Reads the headers that script sets, as `Headers` and `setRequestHeader` take them, and adds the type of the body.
 *
 * @see https://fetch.spec.whatwg.org/#concept-headers-append
 * @see https://xhr.spec.whatwg.org/#dom-xmlhttprequest-setrequestheader
 */
export function readAuthorHeaders(request: BrowserRequest): AuthorHeaders {
  const lines: HeaderLine[] = []
  const dropped = new Set<string>()
  for (const [name, given] of request.headers ?? []) {
    const value = trimHttpWhitespace(given)
    if (!isToken(name)) return { lines, dropped, failure: 'invalid-header-name' }
    if (INVALID_IN_VALUE.test(value)) return { lines, dropped, failure: 'invalid-header-value' }
    if (request.api !== 'element' && isDropped(name.toLowerCase(), value, { lines, request })) {
      dropped.add(name.toLowerCase())
    } else {
      append(lines, [name, value], request)
    }
  }
  const type = defaultContentType(request.body)
  if (type !== undefined && !lines.some(([name]) => name.toLowerCase() === 'content-type')) {
    lines.push(['Content-Type', type])
  }
  return { lines, dropped, failure: undefined }
}

function isDropped(
  name: string,
  value: string,
  { lines, request }: { lines: readonly HeaderLine[]; request: BrowserRequest },
): boolean {
  if (isForbiddenRequestHeaderName(name) || isForbiddenOverride(name, value)) return true
  if (request.mode !== 'no-cors') return false
  const values = lines.filter(([other]) => other.toLowerCase() === name).map(([, present]) => present)
  return !NO_CORS_NAMES.has(name) || findUnsafeCause(name, [...values, value].join(', ')) !== undefined
}

/** @see https://fetch.spec.whatwg.org/#forbidden-request-header */
function isForbiddenOverride(name: string, value: string): boolean {
  if (!METHOD_OVERRIDE_HEADER_NAMES.has(name)) return false
  return splitOutsideQuotes(value).some((method) => FORBIDDEN_METHODS.has(method.trim().toUpperCase()))
}

/** @see https://fetch.spec.whatwg.org/#header-value-get-decode-and-split */
function splitOutsideQuotes(value: string): readonly string[] {
  return Array.from(value.matchAll(/(?:"(?:\\.|[^"\\])*"?|[^",])+/g), ([member]) => member)
}

/** `fetch` keeps lines of one name apart; `XMLHttpRequest` joins them. */
function append(lines: HeaderLine[], line: HeaderLine, { api }: BrowserRequest): void {
  const [name, value] = line
  const index = api === 'xhr' ? lines.findIndex(([other]) => other.toLowerCase() === name.toLowerCase()) : -1
  const present = lines[index]
  if (present === undefined) lines.push(line)
  else lines[index] = [present[0], `${present[1]}, ${value}`]
}

/** @see https://fetch.spec.whatwg.org/#concept-bodyinit-extract */
function defaultContentType(body: BrowserBody | null | undefined): string | undefined {
  switch (body?.kind) {
    case 'string':
      return 'text/plain;charset=UTF-8'
    case 'urlsearchparams':
      return 'application/x-www-form-urlencoded;charset=UTF-8'
    case 'formdata':
      return 'multipart/form-data; boundary=----boundary'
    case 'blob':
      return body.type === '' ? undefined : body.type
    case 'document-html':
      return 'text/html;charset=UTF-8'
    case 'document-xml':
      return 'application/xml;charset=UTF-8'
    default:
      return undefined
  }
}
