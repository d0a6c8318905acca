import { isToken, parseOrigin } from '@crossorigin/grammar'
import { parseUrl } from '../request/parse-url.ts'
import type { ConsoleFacts } from './console-facts.ts'
import { type PastedText, readQuoted, readWord, stripPunctuation } from './pasted-text.ts'

/** Takes out of a sentence what it tells of the request. */
export function readFacts(pasted: PastedText): ConsoleFacts {
  const page = readAddress(pasted, ['the page at', 'top-level site'], ['the page at '])
  const redirect = readQuoted(pasted, 'redirect from ')
  const redirectedFrom = asAddress(readQuoted(pasted, '(redirected from'))
  const origin = readOrigin(pasted)
  const value = readValue(pasted)
  const inValue = (value ?? '').split(' ').map((word) => asAddress(stripPunctuation(word)))
  const url = asAddress(redirect) ?? readUrl(pasted, [page, redirectedFrom, asAddress(origin), ...inValue])
  return {
    url,
    redirectedFrom,
    origin: origin ?? (page === undefined ? undefined : originOf(page)),
    page,
    method: readMethod(pasted),
    header: readHeader(pasted),
    value,
    status: readStatus(pasted),
    addressSpace: readAddressSpace(pasted),
    credentials: CREDENTIALS.some((words) => pasted.lower.includes(words)) ? true : undefined,
    api: readApi(pasted),
  }
}

const CREDENTIALS = [
  "credentials mode is 'include'",
  'credentials flag is',
  'credential is not supported',
  'access-control-allow-credentials',
]

const QUOTED_URL = [
  'access to ',
  'remote resource at',
  'connect to',
  'connecting to',
  'requested an insecure',
  'mixed active content',
  'mixed display content',
  'active content',
  'display content',
  'accessing target',
  'the resource at',
  'resource from',
  'failed to load',
  'cannot load',
  'script from',
]

const BARE_URL = [
  'remote resource at ',
  'cannot load ',
  'failed to load ',
  'refused to connect to ',
  'cancelled load to ',
  'insecure content from ',
  'connect-src) at ',
  'redirection to ',
  'redirection url ',
  'includes credentials: ',
]

function readUrl(pasted: PastedText, others: readonly (string | undefined)[]): string | undefined {
  const url = readAddress(pasted, QUOTED_URL, BARE_URL)
  if (url !== undefined) return url
  // Any other address, unless it is that of a page of documentation.
  for (const word of pasted.text.split(' ')) {
    const address = asAddress(stripPunctuation(word))
    if (address !== undefined && !others.includes(address) && !DOCUMENTATION.has(new URL(address).hostname)) {
      return address
    }
  }
  return undefined
}

const DOCUMENTATION: ReadonlySet<string> = new Set([
  'developer.mozilla.org',
  'www.chromestatus.com',
  'chromestatus.com',
  'blog.chromium.org',
  'wicg.github.io',
  'fetch.spec.whatwg.org',
])

function readAddress(pasted: PastedText, quoted: readonly string[], bare: readonly string[]): string | undefined {
  for (const leadIn of quoted) {
    const address = asAddress(readQuoted(pasted, leadIn))
    if (address !== undefined) return address
  }
  for (const leadIn of bare) {
    const address = asAddress(readWord(pasted, leadIn))
    if (address !== undefined) return address
  }
  return undefined
}

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'file:', 'ftp:', 'ws:', 'wss:', 'data:', 'localhost:'])

function asAddress(text: string | undefined): string | undefined {
  if (text === undefined || parseUrl(text) === undefined) {
    return undefined
  }
  const url = new URL(text)
  return SCHEMES.has(url.protocol) ? url.href : undefined
}

function originOf(address: string): string | undefined {
  const { origin } = new URL(address)
  return origin === 'null' ? undefined : origin
}

function readOrigin(pasted: PastedText): string | undefined {
  const candidates = [
    readQuoted(pasted, 'from origin'),
    readQuoted(pasted, '. origin '),
    readQuoted(pasted, 'request origin'),
    readWord(pasted, 'from origin '),
    readWord(pasted, 'request origin '),
    readWordBefore(pasted, ' is not allowed by access-control-allow-origin'),
  ]
  return candidates.find((text) => text !== undefined && (text === 'null' || parseOrigin(text) !== undefined))
}

function readWordBefore({ text, lower }: PastedText, words: string): string | undefined {
  const end = lower.indexOf(words)
  return end === -1 ? undefined : stripPunctuation(text.slice(text.lastIndexOf(' ', end - 1) + 1, end))
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

function readMethod(pasted: PastedText): string | undefined {
  const words = pasted.text.split(' ')
  const refused = words.findIndex(
    (word, index) => /^'?method$/i.test(stripPunctuation(word)) && isRefused(words, index + 1),
  )
  if (refused !== -1) {
    return asToken(stripPunctuation(words[refused + 1] ?? ''))
  }
  if (pasted.lower.includes('http method is unsupported')) {
    return asToken(readQuoted(pasted, "on 'window':") ?? '')
  }
  // The line of the network log: `PUT https://api.example.com/ net::ERR_FAILED`.
  const logged = words.findIndex((word, index) => METHODS.has(word) && asAddress(words[index + 1]) !== undefined)
  return logged === -1 ? undefined : words[logged]
}

function isRefused(words: readonly string[], index: number): boolean {
  return words[index + 1]?.toLowerCase() === 'is' && words[index + 2]?.toLowerCase() === 'not'
}

function asToken(text: string): string | undefined {
  return isToken(text) ? text : undefined
}

function readHeader(pasted: PastedText): string | undefined {
  const name =
    readWord(pasted, 'request header field ') ??
    readQuoted(pasted, 'reason: header') ??
    readQuoted(pasted, 'missing token') ??
    readQuoted(pasted, 'unsafe header') ??
    readWord(pasted, 'forbidden header was denied: ')
  return name === undefined ? undefined : asToken(name)
}

const VALUES = [
  'contains multiple values',
  'contains the invalid value',
  'has a value',
  'header in the response is',
  "'access-control-allow-credentials' header is",
  'does not match',
  'invalid token',
  'had a value of',
  'redirect location',
  'following directive:',
  'security policy directive:',
]

function readValue(pasted: PastedText): string | undefined {
  for (const leadIn of VALUES) {
    const value = readQuoted(pasted, leadIn)
    if (value !== undefined) {
      return value
    }
  }
  const leadIn = 'has an invalid value: '
  const at = pasted.lower.indexOf(leadIn)
  return at === -1 ? undefined : pasted.text.slice(at + leadIn.length)
}

function readStatus(pasted: PastedText): number | undefined {
  for (const leadIn of [
    'status code: ',
    'http status code ',
    'status of ',
    'net::err_failed ',
    'status code ',
    'http error ',
  ]) {
    const status = asStatus(readWord(pasted, leadIn))
    if (status !== undefined) {
      return status
    }
  }
  const words = pasted.text.split(' ')
  const index = words.findIndex((word, at) => asStatus(word) !== undefined && words[at + 1]?.startsWith('(') === true)
  return asStatus(words[index])
}

function asStatus(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-5][0-9]{2}$/.test(text) ? Number(text) : undefined
}

const SPACES: ReadonlySet<string> = new Set(['loopback', 'local', 'private', 'public', 'unknown'])

function readAddressSpace(pasted: PastedText): string | undefined {
  for (const leadIn of ['in address space', 'more-private address space', 'to access the', 'targeting the']) {
    for (const space of [readQuoted(pasted, leadIn), readWord(pasted, `${leadIn} `)]) {
      if (space !== undefined && SPACES.has(space.toLowerCase())) {
        return space.toLowerCase()
      }
    }
  }
  return undefined
}

function readApi({ lower }: PastedText): ConsoleFacts['api'] {
  if (lower.includes('xmlhttprequest')) {
    return 'xhr'
  }
  if (lower.includes('access to fetch') || lower.includes('fetch api')) {
    return 'fetch'
  }
  const elements = [
    'access to image',
    'access to script',
    'access to font',
    'access to css',
    'image from origin',
    'font from origin',
  ]
  return elements.some((words) => lower.includes(words)) ? 'element' : undefined
}
