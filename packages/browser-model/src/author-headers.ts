import {
  FORBIDDEN_METHODS,
  isForbiddenRequestHeaderName,
  isToken,
  METHOD_OVERRIDE_HEADER_NAMES,
} from '@crossorigin/grammar'
import type { BrowserBody, BrowserRequest } from './browser-request.ts'
import type { EngineBehavior } from './engine.ts'
import { parseMimeType, serializeMimeType, trimHttpWhitespace } from './mime-type.ts'
import { findUnsafeCause } from './safelist.ts'

/** A header line: the name as written, and the value without surrounding white space. */
export type HeaderLine = readonly [name: string, value: string]

/** The header lines that a request starts with. */
export interface AuthorHeaders {
  readonly lines: readonly HeaderLine[]
  /** Names of headers that were silently dropped, in lower case. */
  readonly dropped: ReadonlySet<string>
  /** Why the call throws before there is a request. */
  readonly failure: 'invalid-header-name' | 'invalid-header-value' | undefined
}

/** Characters that a header value cannot contain, including those that a `ByteString` cannot hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for control characters.
const INVALID_IN_VALUE = /[\0\r\n]|[^\x00-\xff]/

/** A `charset` as Chromium finds it, anywhere in the value. */
const CHARSET = /((?:^|[\t ;])charset[\t ]*=[\t "']*)[^\t "';]+/gi

const NO_CORS_NAMES: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-language', 'content-type'])

/**
 * Reads the headers that a page sets, as `Headers` and `setRequestHeader` do, and adds the type of the body.
 *
 * @param body - The body that is sent, which is not always the one that the page passes.
 * @see https://fetch.spec.whatwg.org/#concept-headers-append
 * @see https://xhr.spec.whatwg.org/#dom-xmlhttprequest-setrequestheader
 */
export function readAuthorHeaders(
  request: BrowserRequest,
  body: BrowserBody | undefined,
  behavior: EngineBehavior,
): AuthorHeaders {
  const lines: HeaderLine[] = []
  const dropped = new Set<string>()
  const joins = request.api === 'xhr' || behavior.joinsHeaderLines
  for (const [name, given] of request.headers ?? []) {
    const value = trimHttpWhitespace(given)
    if (!isToken(name)) return { lines, dropped, failure: 'invalid-header-name' }
    if (INVALID_IN_VALUE.test(value)) return { lines, dropped, failure: 'invalid-header-value' }
    if (request.api !== 'element' && isDropped(name.toLowerCase(), value, { lines, request, behavior })) {
      dropped.add(name.toLowerCase())
    } else {
      append(lines, [name, value], joins)
    }
  }
  return {
    lines: body === undefined ? lines : describeBody(lines, body, { request, behavior }),
    dropped,
    failure: undefined,
  }
}

interface DropContext {
  readonly lines: readonly HeaderLine[]
  readonly request: BrowserRequest
  readonly behavior: EngineBehavior
}

function isDropped(name: string, value: string, { lines, request, behavior }: DropContext): boolean {
  if (isForbiddenRequestHeaderName(name) || isForbiddenOverride(name, value)) return true
  if (name === 'user-agent' && behavior.dropsUserAgent) return true
  if (request.mode !== 'no-cors') return false
  const values = lines.filter(([other]) => other.toLowerCase() === name).map(([, present]) => present)
  return !NO_CORS_NAMES.has(name) || findUnsafeCause(name, [...values, value].join(', '), behavior) !== undefined
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
function append(lines: HeaderLine[], line: HeaderLine, joins: boolean): void {
  const [name, value] = line
  const index = joins ? findLine(lines, name.toLowerCase()) : -1
  const present = lines[index]
  if (present === undefined) lines.push(line)
  else lines[index] = [present[0], `${present[1]}, ${value}`]
}

function findLine(lines: readonly HeaderLine[], name: string): number {
  return lines.findIndex(([other]) => other.toLowerCase() === name)
}

/** Adds the type of the body if the page sets none. `XMLHttpRequest` corrects the `charset` of a type that the page sets. */
function describeBody(
  lines: readonly HeaderLine[],
  body: BrowserBody,
  { request, behavior }: { readonly request: BrowserRequest; readonly behavior: EngineBehavior },
): readonly HeaderLine[] {
  const index = findLine(lines, 'content-type')
  const present = lines[index]
  if (present === undefined) {
    const type = defaultContentType(body)
    return type === undefined ? lines : [...lines, ['Content-Type', type]]
  }
  const isText = body.kind === 'string' || body.kind === 'document-html' || body.kind === 'document-xml'
  return request.api === 'xhr' && isText ? lines.with(index, [present[0], withUtf8(present[1], behavior)]) : lines
}

/**
 * Text is always sent as UTF-8, even if the page names another `charset`.
 *
 * @see https://xhr.spec.whatwg.org/#dom-xmlhttprequest-send
 */
function withUtf8(type: string, behavior: EngineBehavior): string {
  if (behavior.replacesCharsetInPlace) return type.replace(CHARSET, '$1UTF-8')
  const parsed = parseMimeType(type)
  const charset = parsed?.parameters.get('charset')
  if (parsed === undefined || charset === undefined || charset.toLowerCase() === 'utf-8') return type
  // Either value can need the preflight. The one that does is kept, since the lines decide.
  if (behavior.checksReplacedContentType && findUnsafeCause('content-type', type, behavior) !== undefined) return type
  return serializeMimeType({ ...parsed, parameters: new Map([...parsed.parameters, ['charset', 'UTF-8']]) })
}

/** @see https://fetch.spec.whatwg.org/#concept-bodyinit-extract */
function defaultContentType(body: BrowserBody): string | undefined {
  switch (body.kind) {
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
