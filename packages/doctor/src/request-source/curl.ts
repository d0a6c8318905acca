import { InputError } from '../input-error.ts'
import { parseUrl } from '../request/parse-url.ts'
import type { CommandWords } from './command-words.ts'
import { type CurlArgument, readCurlArguments } from './curl-arguments.ts'
import { collectCurlData, encodeCurlQuery } from './curl-data.ts'
import { readFirstAddress } from './curl-glob.ts'
import { readCurlHeader } from './curl-header.ts'
import { splitPosixWords } from './posix-words.ts'
import { finishRequest, type RequestSource, type SourceContext } from './request-source.ts'
import { checkLength } from './source-length.ts'
import { isForCommandPrompt, splitWindowsWords } from './windows-words.ts'

/**
 * Reads a curl command, as it is written by hand and as browsers copy it for POSIX shells and for the command prompt of
 * Windows. Nothing is run, and no file is read.
 *
 * @throws `InputError` where it is no such command, and where it needs a file, another command or the name of an origin.
 * @example
 * ```ts
 * readCurl("curl https://api.example.com/users/7 -X PUT -H 'origin: https://app.example.com'").input.method // 'PUT'
 * ```
 */
export function readCurl(text: string, context: SourceContext = {}): RequestSource {
  checkLength(text, 'curl/too-long')
  const { words, endedBy } = cutIntoWords(text.trim())
  const start = words.findIndex((word) => isCurl(word.text))
  if (start === -1 || start > MOST_WORDS_BEFORE) throw notCurl(text)
  const everything = readCurlArguments(words.slice(start + 1))
  const next = everything.findIndex(({ meaning }) => meaning === 'next')
  const read = next === -1 ? everything : everything.slice(0, next)
  const notes: string[] = []
  if (endedBy !== undefined)
    notes.push(`What follows ${JSON.stringify(endedBy)} was left out: it is no part of the request.`)
  if (next !== -1) notes.push('The command makes several requests. The first is examined.')
  noteVariables(read, notes)
  const { data, contentType, isJson } = collectCurlData(read)
  const readHeader = (meaning: CurlArgument['meaning']) =>
    read.findLast((argument) => argument.meaning === meaning)?.value
  const hasHeader = (name: string) =>
    read.some(({ meaning, value }) => meaning === 'header' && value.text.toLowerCase().startsWith(`${name}:`))
  const has = (meaning: CurlArgument['meaning']) => read.some((argument) => argument.meaning === meaning)
  refuseFiles(read)
  if (has('detour')) notes.push('Proxies, sockets and client certificates were left out: the request is sent directly.')
  const isQuery = has('get')
  const headers = readCurlHeader(read, [
    ...(contentType === undefined || (isQuery && !isJson) ? [] : [['content-type', contentType] as const]),
    ...(isJson ? [['accept', 'application/json'] as const] : []),
  ])
  if (has('user') && headers.some(([name, value]) => name === 'authorization' && value.startsWith('Basic ')))
    notes.push('Name and password are examined as a header Authorization that script sets.')
  const hasBody = data !== undefined || has('form')
  return finishRequest(
    {
      url: readUrl(read, isQuery ? data : undefined, notes),
      method: readHeader('method')?.text ?? (has('head') ? 'HEAD' : hasBody && !isQuery ? 'POST' : undefined),
      headers,
      body: isQuery ? undefined : data,
      // A header of the same name goes before these.
      cookie: hasHeader('cookie') ? undefined : readCookie(read),
      referrer: hasHeader('referer') ? undefined : readHeader('referer')?.text.split(';')[0],
      insecure: has('insecure') ? true : undefined,
      resolve: readResolve(read),
      notes,
    },
    context,
  )
}

/** `sudo`, `time`, a prompt: not more. */
const MOST_WORDS_BEFORE = 3

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
      'This is no curl command but a call of fetch().',
      'Write --fetch in place of --curl',
    )
  }
  return new InputError(
    'curl/not-curl',
    'This is not a curl command.',
    "In the Network panel choose \"Copy as cURL (bash)\" and paste that, in single quotes with each ' in it written as '\\''",
  )
}

function noteVariables(read: readonly CurlArgument[], notes: string[]): void {
  const variables = new Set(read.filter(({ meaning }) => meaning !== 'ignored').flatMap(({ value }) => value.variables))
  if (variables.size > 0) {
    notes.push(`Variables of the shell were left as they stand: ${[...variables].join(', ')}.`)
  }
}

function refuseFiles(read: readonly CurlArgument[]): void {
  const file = read.find(({ meaning }) => meaning === 'file')
  if (file === undefined) return
  throw new InputError(
    'curl/file',
    `The command reads a file with ${file.name}, and no file is read here.`,
    "Leave it out, and write the method with -X, the type with -H 'content-type: ...' and the body with --data",
  )
}

function readUrl(read: readonly CurlArgument[], query: string | undefined, notes: string[]): string {
  const addresses = read.filter(({ meaning }) => meaning === 'url')
  const [first] = addresses
  if (first === undefined) {
    throw new InputError(
      'curl/url-missing',
      'The command was read to its end, and has no address in it.',
      'Add the address',
    )
  }
  if (addresses.length > 1) notes.push('The command has several addresses. The first is examined.')
  const { text, variables } = first.value
  if (variables.length > 0) {
    throw new InputError(
      'curl/url-variable',
      `The address has a variable in it whose value is not known here: ${variables.join(', ')}.`,
      'Write the value in its place',
    )
  }
  // curl takes an address without a scheme for one of http.
  const hasScheme = text.includes('://')
  if (!hasScheme) notes.push('The address has no scheme; curl takes it for http://.')
  const isLiteral = read.some(({ meaning }) => meaning === 'globoff')
  const { url, hasOthers } = isLiteral ? { url: text, hasOthers: false } : readFirstAddress(text)
  if (hasOthers) notes.push('The address is a pattern that stands for several. The first is examined.')
  const more = [query, ...read.filter(({ meaning }) => meaning === 'url-query').map(encodeCurlQuery)]
  return appendQuery(hasScheme ? url : `http://${url}`, more.filter((part) => part !== undefined).join('&'))
}

function appendQuery(url: string, query: string): string {
  if (query === '' || parseUrl(url) === undefined) return url
  const extended = new URL(url)
  extended.search = extended.search === '' ? query : `${extended.search}&${query}`
  return extended.href
}

function readCookie(read: readonly CurlArgument[]): string | undefined {
  const texts = read
    .filter(({ meaning, value }) => meaning === 'cookie' && value.text !== '')
    .map(({ value }) => value.text)
  if (texts.length === 0) return undefined
  if (texts.every((text) => text.includes('='))) return texts.join('; ')
  throw new InputError(
    'curl/file',
    'The command reads its cookies from a file (-b without an equals sign), and no file is read here.',
    "Write -b 'name=value' in its place",
  )
}

function readResolve(read: readonly CurlArgument[]): Readonly<Record<string, string>> | undefined {
  const pairs = read
    .filter(({ meaning }) => meaning === 'resolve')
    .map(({ value }) => /^\+?([^:]+):\d+:([^,]+)/.exec(value.text))
    .filter((match) => match !== null)
    .map(([, host, address]) => [host ?? '', (address ?? '').replaceAll(/[[\]]/g, '')] as const)
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs)
}
