import type { PartialDiagnosis } from '../diagnosis.ts'
import type { Evidence } from '../finding.ts'
import { type HeaderLine, isProbe } from '../network/exchange.ts'
import { decodeBase64, encodeBase64 } from '../request/base64.ts'
import { findHeaderSecrets, findTextSecrets, findUrlSecrets, mergeRanges, type Range } from './harmless.ts'

/** Replaces a secret. */
const REDACTED = '[redacted]'

/** Shorter ones are in many texts by chance; as values of headers and in URLs they are taken out as well. */
const SHORTEST_ANYWHERE = 6

/** Performance: a server may send headers by the thousand. In their own places, the others are taken out as well. */
const MOST_ANYWHERE = 100

/**
 * Returns a copy of a diagnosis in which everything that may be a secret is replaced by `[redacted]`: values of headers and
 * queries, user names and passwords, cookies, bodies and reason phrases. What is known to be harmless is kept. Secrets are also
 * replaced when sentences and evidence repeat them.
 *
 * @example
 * ```ts
 * const diagnosis = await diagnose({ url: 'https://api.example.com/?key=abc', origin: 'https://app.example.com' })
 * redactDiagnosis(diagnosis).request.url // 'https://api.example.com/?key=[redacted]'
 * ```
 */
export function redactDiagnosis<Whole extends PartialDiagnosis>(diagnosis: Whole): Whole {
  return redact(diagnosis, collectSecrets(diagnosis))
}

/** Redacts a part of a diagnosis, such as a step, by the secrets in what is known of the diagnosis so far. */
export function redactPart<Part>(part: Part, diagnosis: PartialDiagnosis): Part {
  return redact(part, collectSecrets(diagnosis))
}

/** Redacts a request that has not been sent yet, such as one that was read from a curl command. */
export function redactRequest<Request extends RequestLike>(request: Request): Request {
  return redact(request, collectSecrets({ request, exchanges: [] }))
}

/**
 * Redacts a text, or a structure with texts in it, such as an explanation or an error message.
 *
 * @param urls - URLs with secrets that the texts may repeat.
 */
export function redactTold<Told>(told: Told, urls: readonly string[] = []): Told {
  return redact(told, sortSpellings(spell(urls.flatMap(secretsOfUrl), urls)))
}

interface RequestLike {
  readonly url: string
  readonly headers?: readonly HeaderLine[] | undefined
  readonly method?: string | undefined
  readonly body?: string | undefined
  readonly page?: string | undefined
  readonly origin?: string | undefined
}

interface Secretive {
  readonly request: RequestLike
  readonly exchanges: PartialDiagnosis['exchanges']
}

/**
 * Collects what may be repeated elsewhere: what the user has given, and what servers have sent.
 *
 * Security: a server may send as much as it likes, to any address. Neither leaves less room for what the user has given.
 */
function collectSecrets({ request, exchanges }: Secretive): readonly string[] {
  const { url, page = '', origin = '', method = '', headers = [], body = '' } = request
  // A method is a word; anything else may be a secret.
  const typed = [origin, url, page, /^[a-z-]{1,20}$/i.test(method) ? method : '']
  const sent = exchanges.filter(({ purpose }) => !isProbe(purpose)).flatMap((exchange) => exchange.request.headers)
  const visited = exchanges.map((exchange) => exchange.request.url)
  const answered = exchanges.flatMap(({ outcome }) => (outcome.kind === 'answer' ? outcome.headers : []))
  return sortSpellings([
    // Each has room of its own: a long query takes none from a key.
    ...spell([...headers, ...sent].flatMap(secretsOfHeader), typed),
    ...spell([url, page].flatMap(secretsOfUrl), typed),
    ...spell(wordsOf(body), typed),
    ...spell([...visited.flatMap(secretsOfUrl), ...answered.flatMap(secretsOfHeader)], [...typed, ...visited]),
  ])
}

function secretsOfUrl(url: string): readonly string[] {
  return findUrlSecrets(url).flatMap(([start, end]) => partsOf(url.slice(start, end)))
}

function secretsOfHeader([name, value]: HeaderLine): readonly string[] {
  return findHeaderSecrets(name, value).flatMap(([start, end]) => {
    const secret = value.slice(start, end).trim()
    const isBasic = /^[\w+/]{4,}={0,2}$/.test(secret) && /^\s*basic\s/i.test(value)
    return [...partsOf(secret), ...(isBasic ? partsOf(decodeBase64(secret)) : [])]
  })
}

/** A secret may be repeated in part: a cookie without its name, a password without the user. */
function partsOf(secret: string): readonly string[] {
  const colon = secret.indexOf(':')
  const ofUser = colon === -1 ? [] : [secret.slice(0, colon), secret.slice(colon + 1)]
  return [secret, ...ofUser, ...wordsOf(secret)]
}

function wordsOf(text: string): readonly string[] {
  return text.slice(0, 64 * 1024).match(/[^\s"'{}[\],:;&=<>()]+/g) ?? []
}

/** What the doctor itself writes. A server that sends it as the value of a header must not make reports unreadable. */
const OWN_WORDS =
  'CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT TRACE HTTP/1.0 HTTP/1.1 HTTP/2 @crossorigin @fastify/cors cors nginx ' +
  'app.use(cors({ await app.register(cors, { allowedHeaders exposedHeaders credentials Access-Control-Allow-Origin ' +
  'Access-Control-Allow-Credentials Access-Control-Allow-Methods Access-Control-Allow-Headers Access-Control-Max-Age ' +
  'Access-Control-Expose-Headers Access-Control-Request-Method Access-Control-Request-Headers Content-Type Authorization'

/** Adds the ways in which secrets are spelled. What is known from the addresses, and plain words, are in many texts by chance. */
function spell(secrets: readonly string[], addresses: readonly string[]): readonly string[] {
  const shown = addresses.map((address) => cut(address, findUrlSecrets(address)).text)
  const known = [OWN_WORDS, ...shown].join(' ').toLowerCase()
  const chosen = [...new Set(secrets.flatMap((secret) => [secret, decode(secret)]))].filter(
    (secret) => isTelling(secret) && !known.includes(secret.toLowerCase()),
  )
  const spellings = chosen.slice(0, MOST_ANYWHERE).flatMap((secret) => {
    const encoded = encode(secret)
    return [
      secret,
      ...[encoded, encode(encoded), new URLSearchParams([['', secret]]).toString().slice(1)],
      ...[JSON.stringify(secret).slice(1, -1), encodeHex(secret)],
      ...[0, 1, 2].flatMap((before) => spellBase64(secret, before)),
    ]
  })
  return spellings.map((text) => text.toLowerCase()).filter((text) => !known.includes(text))
}

/** In base64, a text is spelled in three ways, by how many bytes come before it. Its ends depend on what is next to it. */
function spellBase64(text: string, before: number): readonly string[] {
  const bytes = new TextEncoder().encode(text).length
  const digits = encodeBase64('\0'.repeat(before) + text)
  const own = digits.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes) * 8) / 6))
  return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
}

/** The longest first, so that no part of one is taken for another. */
function sortSpellings(spellings: readonly string[]): readonly string[] {
  return [...new Set(spellings)].sort((one, other) => other.length - one.length)
}

/** Words of a language, such as `no-cache` and `application/json`; an encoded secret is rarely one. */
const PLAIN_WORDS = /^[A-Z]?[a-z]{1,19}(?:[ /-][A-Z]?[a-z]{1,19})*$/

function isTelling(secret: string): boolean {
  return secret.length >= SHORTEST_ANYWHERE && !PLAIN_WORDS.test(secret)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function encode(text: string): string {
  // Half a character has no encoding.
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'))
}

function encodeHex(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Goes through a structure of plain data. */
function redact<Value>(value: Value, secrets: readonly string[]): Value {
  return redactValue(value, { key: '', secrets }) as Value
}

interface Place {
  readonly key: string
  readonly secrets: readonly string[]
}

/** Texts that come from nobody else, and have fragments. */
const OWN_KEYS: ReadonlySet<string> = new Set(['code', 'spec'])
const WHOLE_KEYS: ReadonlySet<string> = new Set(['body', 'cookie'])
const URL_KEYS: ReadonlySet<string> = new Set(['page', 'redirectedFrom', 'url'])

function redactValue(value: unknown, { key, secrets }: Place): unknown {
  if (typeof value === 'string') return redactText(value, { key, secrets })
  if (key === 'headers' && Array.isArray(value)) return redactLines(value, secrets)
  if (Array.isArray(value)) return value.map((item) => redactValue(item, { key, secrets }))
  if (typeof value !== 'object' || value === null) return value
  if (isEvidence(value)) return redactEvidence(value, secrets)
  return redactFields(value, secrets)
}

function redactText(text: string, { key, secrets }: Place): string {
  if (text === '' || OWN_KEYS.has(key)) return text
  if (WHOLE_KEYS.has(key)) return REDACTED
  const ranges = findRanges(text, secrets, URL_KEYS.has(key) ? findUrlSecrets(text) : findTextSecrets(text))
  return cut(text, key === 'line' ? mergeRanges(ranges.map((range) => keepEscape(text, range))) : ranges).text
}

/**
 * Ends a range after the character that a backslash at its end escapes.
 *
 * Security: in a line of a configuration, a quotation mark without its backslash would end what is quoted.
 */
function keepEscape(text: string, [start, end]: Range): Range {
  const backslashes = /\\*$/.exec(text.slice(start, end))?.[0].length ?? 0
  return [start, end + (backslashes % 2)]
}

function redactFields(value: object, secrets: readonly string[]): object {
  const fields = Object.entries(value).map(([key, item]) => [key, redactValue(item, { key, secrets })])
  const redacted = Object.fromEntries(fields)
  const { status, statusText } = value as { readonly status?: unknown; readonly statusText?: unknown }
  if (typeof status === 'number' && typeof statusText === 'string')
    return { ...redacted, statusText: redactPhrase(status, statusText) }
  return redacted
}

/** A reason phrase is anything that a server likes; that of the standard is kept. */
function redactPhrase(status: number, phrase: string): string {
  return phrase === '' || phrase.toLowerCase() === REASON_PHRASES.get(status) ? phrase : REDACTED
}

/** The phrases that `node:http` and most servers send, in lower case. */
const REASON_PHRASES: ReadonlyMap<number, string> = new Map(
  (
    '100 continue,101 switching protocols,102 processing,103 early hints,200 ok,201 created,202 accepted,' +
    '203 non-authoritative information,204 no content,205 reset content,206 partial content,207 multi-status,' +
    '208 already reported,226 im used,300 multiple choices,301 moved permanently,302 found,303 see other,' +
    '304 not modified,305 use proxy,307 temporary redirect,308 permanent redirect,400 bad request,401 unauthorized,' +
    '402 payment required,403 forbidden,404 not found,405 method not allowed,406 not acceptable,' +
    '407 proxy authentication required,408 request timeout,409 conflict,410 gone,411 length required,' +
    '412 precondition failed,413 payload too large,414 uri too long,415 unsupported media type,' +
    "416 range not satisfiable,417 expectation failed,418 i'm a teapot,421 misdirected request," +
    '422 unprocessable entity,423 locked,424 failed dependency,425 too early,426 upgrade required,' +
    '428 precondition required,429 too many requests,431 request header fields too large,' +
    '451 unavailable for legal reasons,500 internal server error,501 not implemented,502 bad gateway,' +
    '503 service unavailable,504 gateway timeout,505 http version not supported,506 variant also negotiates,' +
    '507 insufficient storage,508 loop detected,509 bandwidth limit exceeded,510 not extended,' +
    '511 network authentication required'
  )
    .split(',')
    .map((entry) => [Number(entry.slice(0, 3)), entry.slice(4)]),
)

function redactLines(lines: readonly HeaderLine[], secrets: readonly string[]): readonly HeaderLine[] {
  return lines.map(([name, value]) => [
    name,
    cut(value, findRanges(value, secrets, findHeaderSecrets(name, value))).text,
  ])
}

function isEvidence(value: object): value is Evidence {
  return 'value' in value && typeof value.value === 'string'
}

function redactEvidence(evidence: Evidence, secrets: readonly string[]): object {
  const { header, value, at, length } = evidence
  const own =
    header === undefined ? [...findTextSecrets(value), ...findPhrase(evidence)] : findHeaderSecrets(header, value)
  const { text, move, moveEnd } = cut(value, findRanges(value, secrets, own))
  const moved = at === undefined ? {} : { at: move(at) }
  const marked = at === undefined || length === undefined ? {} : { length: moveEnd(at + length) - move(at) }
  return { ...redactFields(evidence, secrets), ...moved, ...marked, value: text }
}

/** A status line is the evidence when a header is missing. */
function findPhrase({ exchange, value }: Evidence): readonly Range[] {
  const [, status = '', phrase = ''] = /^(\d{3}) (.*)$/s.exec(value) ?? []
  const isKept = exchange === undefined || phrase === '' || redactPhrase(Number(status), phrase) === phrase
  return isKept ? [] : [[status.length + 1, value.length]]
}

/** Adds the places of secrets to ranges, in upper or lower case, also with characters that are escaped. */
function findRanges(text: string, secrets: readonly string[], own: readonly Range[]): readonly Range[] {
  const found: Range[] = [...own, ...findSpelled(text, secrets)]
  if (secrets.length > 0 && ESCAPE.test(text)) {
    const { decoded, places } = decodeEscapes(text)
    for (const [start, end] of findSpelled(decoded, secrets))
      found.push([places[start] ?? 0, places[end] ?? text.length])
  }
  return mergeRanges(found)
}

function findSpelled(text: string, secrets: readonly string[]): readonly Range[] {
  const found: Range[] = []
  const lower = text.toLowerCase()
  // Rarely, a letter has another length in lower case.
  const searched = lower.length === text.length ? lower : text
  for (const secret of secrets) {
    for (let at = searched.indexOf(secret); at !== -1; at = searched.indexOf(secret, at + secret.length)) {
      found.push([at, at + secret.length])
    }
  }
  return found
}

/** How URLs, JSON and programs escape a character. */
const ESCAPE = /%[0-9a-f]{2}|\\u00[0-9a-f]{2}|\\x[0-9a-f]{2}/i

/** Replaces escapes by their characters, and keeps where each of them was. */
function decodeEscapes(text: string): { readonly decoded: string; readonly places: readonly number[] } {
  const places: number[] = []
  let decoded = ''
  let from = 0
  const keep = (to: number): void => {
    for (let at = from; at < to; at++) places.push(at)
    decoded += text.slice(from, to)
    from = to
  }
  for (const { 0: escaped, index } of text.matchAll(new RegExp(ESCAPE, 'gi'))) {
    keep(index)
    places.push(index)
    decoded += String.fromCharCode(Number.parseInt(escaped.slice(-2), 16))
    from = index + escaped.length
  }
  keep(text.length)
  return { decoded, places }
}

interface Cut {
  readonly text: string
  /** Maps the position of a character. A redacted one maps to the beginning of its replacement. */
  readonly move: (at: number) => number
  /** Maps the end of a part. An end within a redacted part maps to the end of its replacement. */
  readonly moveEnd: (end: number) => number
}

/** Cuts ranges out of a text. */
function cut(text: string, ranges: readonly Range[]): Cut {
  let result = ''
  let end = 0
  for (const [from, to] of ranges) {
    result += text.slice(end, from) + REDACTED
    end = to
  }
  const move = (at: number): number => {
    let shift = 0
    for (const [from, to] of ranges) {
      if (at < from) break
      if (at < to) return from + shift
      shift += REDACTED.length - (to - from)
    }
    return at + shift
  }
  const isInside = (at: number) => ranges.some(([from, to]) => at > from && at < to)
  const moveEnd = (at: number): number => (isInside(at) ? move(at) + REDACTED.length : move(at))
  return { text: result + text.slice(end), move, moveEnd }
}
