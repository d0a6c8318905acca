import { InputError } from '../input-error.ts'
import type { HeaderLine } from '../network/exchange.ts'
import { encodeBase64 } from '../request/base64.ts'
import { parseUrl } from '../request/parse-url.ts'
import { type CommandWords, isForCommandPrompt, splitPosixWords, splitWindowsWords } from './command-words.ts'
import { type CurlArgument, readCurlArguments, readFirstAddress } from './curl-arguments.ts'
import { checkLength, finishRequest, type RequestSource, type SourceContext } from './request-source.ts'

/**
 * Reads the request of a curl command. The command may be written by hand or copied from a browser, for POSIX shells or for the
 * command prompt of Windows. Nothing is run, and no file is read.
 *
 * @throws `InputError` if the text is not a curl command, if the command needs a file or another command, and if no origin is
 * known.
 * @example
 * ```ts
 * readCurl("curl https://api.example.com/users/7 -X PUT -H 'origin: https://app.example.com'").input.method // 'PUT'
 * ```
 */
export function readCurl(text: string, context: SourceContext = {}): RequestSource {
  checkLength(text, 'curl/too-long')
  const notes: string[] = []
  const read = readArguments(text, notes)
  const data = collectData(read)
  refuseFiles(read)
  if (has(read, 'detour'))
    notes.push('Proxies, sockets and client certificates are ignored: the request is sent directly.')
  const isQuery = has(read, 'get')
  const headers = readHeaders(read, isQuery && !data.isJson ? { ...data, contentType: undefined } : data)
  if (has(read, 'user') && headers.some(([name, value]) => name === 'authorization' && value.startsWith('Basic ')))
    notes.push('Name and password are sent as an Authorization header that JavaScript sets.')
  const hasBody = data.text !== undefined || has(read, 'form')
  const hasHeader = (name: string) =>
    textsOf(read, 'header').some((written) => written.toLowerCase().startsWith(`${name}:`))
  return finishRequest(
    {
      url: readUrl(read, isQuery ? data.text : undefined, notes),
      method: lastOf(read, 'method') ?? (has(read, 'head') ? 'HEAD' : hasBody && !isQuery ? 'POST' : undefined),
      headers,
      body: isQuery ? undefined : data.text,
      // A header of the same name goes before these.
      cookie: hasHeader('cookie') ? undefined : readCookie(read),
      referrer: hasHeader('referer') ? undefined : lastOf(read, 'referer')?.split(';')[0],
      insecure: has(read, 'insecure') ? true : undefined,
      resolve: readResolve(read),
      notes,
    },
    context,
  )
}

type Arguments = readonly CurlArgument[]

function has(read: Arguments, meaning: CurlArgument['meaning']): boolean {
  return read.some((argument) => argument.meaning === meaning)
}

function textsOf(read: Arguments, meaning: CurlArgument['meaning']): readonly string[] {
  return read.filter((argument) => argument.meaning === meaning).map(({ value }) => value.text)
}

/** The last option of a kind decides. */
function lastOf(read: Arguments, meaning: CurlArgument['meaning']): string | undefined {
  return textsOf(read, meaning).at(-1)
}

/** `sudo`, `time`, a prompt: not more. */
const MOST_WORDS_BEFORE = 3

/** Reads the arguments of the first request, and notes what of the command is not among them. */
function readArguments(text: string, notes: string[]): Arguments {
  const { words, endedBy } = cutIntoWords(text.trim())
  const start = words.findIndex((word) => isCurl(word.text))
  if (start === -1 || start > MOST_WORDS_BEFORE) throw notCurl(text)
  const everything = readCurlArguments(words.slice(start + 1))
  const next = everything.findIndex(({ meaning }) => meaning === 'next')
  const read = next === -1 ? everything : everything.slice(0, next)
  if (endedBy !== undefined)
    notes.push(`What follows ${JSON.stringify(endedBy)} was left out: it is not part of the request.`)
  if (next !== -1) notes.push('The command makes several requests. The first is examined.')
  const variables = new Set(read.filter(({ meaning }) => meaning !== 'ignored').flatMap(({ value }) => value.variables))
  if (variables.size > 0) {
    notes.push(`Variables of the shell were left as they stand: ${[...variables].join(', ')}.`)
  }
  return read
}

function isCurl(word: string): boolean {
  const name = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1)
  return name === 'curl' || name === 'curl.exe'
}

function cutIntoWords(text: string): CommandWords {
  if (/^\s*(?:\$session|Invoke-(?:WebRequest|RestMethod)|iwr|irm)\b/i.test(text)) {
    throw new InputError(
      'curl/powershell',
      'This is a command for PowerShell, which is not read here.',
      'In the Network panel choose "Copy as cURL (bash)", or "Copy as fetch" and --fetch',
    )
  }
  return isForCommandPrompt(text) ? splitWindowsWords(text) : splitPosixWords(text)
}

function notCurl(text: string): InputError {
  if (/\bfetch\s*\(/.test(text.slice(0, 2_000))) {
    return new InputError(
      'curl/not-curl',
      'This is a fetch() call, not a curl command.',
      'Use --fetch instead of --curl',
    )
  }
  return new InputError(
    'curl/not-curl',
    'This is not a curl command.',
    "In the Network panel choose \"Copy as cURL (bash)\" and paste that, in single quotes with each ' in it written as '\\''",
  )
}

function refuseFiles(read: Arguments): void {
  const file = read.find(({ meaning }) => meaning === 'file')
  if (file === undefined) return
  throw new InputError(
    'curl/file',
    `The command reads a file with ${file.name}. cors-doctor reads no files.`,
    "Leave it out, and write the method with -X, the type with -H 'content-type: ...' and the body with --data",
  )
}

function readUrl(read: Arguments, query: string | undefined, notes: string[]): string {
  const addresses = read.filter(({ meaning }) => meaning === 'url')
  const [first] = addresses
  if (first === undefined) {
    throw new InputError('curl/url-missing', 'The command has no URL.', 'Add the URL')
  }
  if (addresses.length > 1) notes.push('The command has several URLs. The first one is tested.')
  const { text, variables } = first.value
  if (variables.length > 0) {
    throw new InputError(
      'curl/url-variable',
      `The URL has a variable whose value is unknown: ${variables.join(', ')}.`,
      'Replace it by its value',
    )
  }
  // curl takes an address without a scheme for one of http.
  const hasScheme = text.includes('://')
  if (!hasScheme) notes.push('The URL has no scheme; curl uses http://.')
  const { url, hasOthers } = has(read, 'globoff') ? { url: text, hasOthers: false } : readFirstAddress(text)
  if (hasOthers) notes.push('The URL is a pattern for several URLs. The first one is tested.')
  const more = [query, ...read.filter(({ meaning }) => meaning === 'url-query').map(encodeQuery)]
  return appendQuery(hasScheme ? url : `http://${url}`, more.filter((part) => part !== undefined).join('&'))
}

function appendQuery(url: string, query: string): string {
  if (query === '' || parseUrl(url) === undefined) return url
  const extended = new URL(url)
  extended.search = extended.search === '' ? query : `${extended.search}&${query}`
  return extended.href
}

function readCookie(read: Arguments): string | undefined {
  const texts = textsOf(read, 'cookie').filter((text) => text !== '')
  if (texts.length === 0) return undefined
  if (texts.every((text) => text.includes('='))) return texts.join('; ')
  throw new InputError(
    'curl/file',
    'The command reads cookies from a file (-b without an equals sign). cors-doctor reads no files.',
    "Write -b 'name=value' in its place",
  )
}

function readResolve(read: Arguments): Readonly<Record<string, string>> | undefined {
  const pairs = textsOf(read, 'resolve')
    .map((text) => /^\+?([^:]+):\d+:([^,]+)/.exec(text))
    .filter((match) => match !== null)
    .map(([, host, address]) => [host ?? '', (address ?? '').replaceAll(/[[\]]/g, '')] as const)
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs)
}

/** The body of a curl command. */
interface CurlData {
  /** Absent without a body, and for a multipart form, whose parts do not matter. */
  readonly text: string | undefined
  /** What curl gives as its type. */
  readonly contentType: string | undefined
  /** Whether a part of it is JSON: curl then asks for JSON too. */
  readonly isJson: boolean
}

/**
 * Joins the parts of the body the way curl does.
 *
 * @throws `InputError` if one of them is in a file.
 */
function collectData(read: Arguments): CurlData {
  const isJson = has(read, 'json')
  let text: string | undefined
  for (const argument of read) {
    const part = readPart(argument)
    // JSON is appended directly; other parts are fields of a form.
    if (part !== undefined) text = text === undefined ? part : text + (argument.meaning === 'json' ? '' : '&') + part
  }
  if (text === undefined) {
    return { text, contentType: has(read, 'form') ? 'multipart/form-data; boundary=form' : undefined, isJson }
  }
  return { text, contentType: isJson ? 'application/json' : 'application/x-www-form-urlencoded', isJson }
}

function readPart({ meaning, name, value: { text } }: CurlArgument): string | undefined {
  if (meaning === 'data-raw') return text
  if (meaning === 'data' || meaning === 'json') {
    if (text.startsWith('@')) throw inFile(name)
    return text
  }
  return meaning === 'data-urlencode' ? encode(name, text) : undefined
}

function encode(option: string, text: string): string {
  const equals = text.indexOf('=')
  const at = text.indexOf('@')
  if (at !== -1 && (equals === -1 || at < equals)) throw inFile(option)
  const prefix = equals > 0 ? text.slice(0, equals + 1) : ''
  return prefix + percentEncode(text.slice(equals + 1))
}

/** curl leaves what RFC 3986 calls unreserved, and writes a blank as a plus sign. */
function percentEncode(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte)
    if (character === ' ') return '+'
    return /[\w.~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  })
  return bytes.join('')
}

/** Encodes a part of a query as a part of the body is encoded, unless it begins with a plus sign. */
function encodeQuery({ name, value: { text } }: CurlArgument): string {
  return text.startsWith('+') ? text.slice(1) : encode(name, text)
}

function inFile(option: string): InputError {
  return new InputError(
    'curl/file',
    `The body is in a file (${option} @file). cors-doctor reads no files.`,
    `Write the text itself after ${option}; any text of the same type works`,
  )
}

/**
 * Reads the headers. Those that curl sends by itself go behind others of the same name.
 *
 * @throws `InputError` if they are in a file.
 */
function readHeaders(read: Arguments, { contentType, isJson }: CurlData): readonly HeaderLine[] {
  const written = read.flatMap((argument) => toLine(argument) ?? [])
  const names = new Set(textsOf(read, 'header').map(nameOf))
  const defaults: readonly HeaderLine[] = [
    ...linesOfOptions(read),
    ...(contentType === undefined ? [] : [['content-type', contentType] as const]),
    ...(isJson ? [['accept', 'application/json'] as const] : []),
  ]
  return [...written, ...defaults.filter(([name]) => !names.has(name))]
}

function nameOf(text: string): string {
  return (/^[^:;]*/.exec(text)?.[0] ?? '').trim().toLowerCase()
}

/** A token is preferred to a name and a password. */
function linesOfOptions(read: Arguments): readonly HeaderLine[] {
  const [user, bearer, range] = [lastOf(read, 'user'), lastOf(read, 'bearer'), lastOf(read, 'range')]
  const pair = user === undefined || user.includes(':') ? user : `${user}:`
  const basic = pair === undefined ? undefined : `Basic ${encodeBase64(pair)}`
  const authorization = bearer === undefined ? basic : `Bearer ${bearer}`
  return [
    ...(authorization === undefined ? [] : [['authorization', authorization] as const]),
    ...(range === undefined ? [] : [['range', `bytes=${range}`] as const]),
  ]
}

function toLine({ meaning, value: { text } }: CurlArgument): readonly HeaderLine[] | undefined {
  if (meaning !== 'header') return undefined
  if (text.startsWith('@')) {
    throw new InputError(
      'curl/file',
      'The headers are in a file (-H @file). cors-doctor reads no files.',
      "Write each of them as -H 'name: value'",
    )
  }
  const colon = text.indexOf(':')
  if (colon > 0) {
    const value = text.slice(colon + 1).trim()
    // A name without a value takes a header of curl's own away.
    return value === '' ? undefined : [[text.slice(0, colon).trim(), value]]
  }
  return text.trimEnd().endsWith(';') ? [[text.trimEnd().slice(0, -1), '']] : undefined
}
