import { findNearest } from '../check/nearest-name.ts'
import { InputError } from '../input-error.ts'
import type { CommandWord } from './command-words.ts'

/** What an option of curl means for the request. */
type CurlMeaning =
  | 'ignored'
  | 'method'
  | 'header'
  | 'data'
  | 'data-raw'
  | 'data-urlencode'
  | 'json'
  | 'form'
  | 'url'
  | 'url-query'
  | 'user'
  | 'bearer'
  | 'cookie'
  | 'referer'
  | 'range'
  | 'head'
  | 'get'
  | 'globoff'
  | 'insecure'
  | 'resolve'
  | 'next'
  | 'file'
  | 'detour'

/** An option of curl. */
interface CurlOption {
  readonly meaning: CurlMeaning
  readonly hasValue: boolean
}

const withValue = (meaning: CurlMeaning): CurlOption => ({ meaning, hasValue: true })
const flag = (meaning: CurlMeaning): CurlOption => ({ meaning, hasValue: false })

/** Those that make a difference, by their long names. */
const MEANINGFUL: ReadonlyMap<string, CurlOption> = new Map([
  ['request', withValue('method')],
  ['header', withValue('header')],
  ['data', withValue('data')],
  ['data-ascii', withValue('data')],
  ['data-binary', withValue('data')],
  ['data-raw', withValue('data-raw')],
  ['data-urlencode', withValue('data-urlencode')],
  ['json', withValue('json')],
  ['form', withValue('form')],
  ['form-string', withValue('form')],
  ['url', withValue('url')],
  ['url-query', withValue('url-query')],
  ['user', withValue('user')],
  ['oauth2-bearer', withValue('bearer')],
  ['cookie', withValue('cookie')],
  ['referer', withValue('referer')],
  ['range', withValue('range')],
  ['head', flag('head')],
  ['get', flag('get')],
  ['globoff', flag('globoff')],
  ['insecure', flag('insecure')],
  ['resolve', withValue('resolve')],
  ['next', flag('next')],
  ['config', withValue('file')],
  ['upload-file', withValue('file')],
  ['proxy', withValue('detour')],
  ['preproxy', withValue('detour')],
  ['connect-to', withValue('detour')],
  ['unix-socket', withValue('detour')],
  ['abstract-unix-socket', withValue('detour')],
  ['cert', withValue('detour')],
])

/** Those that make none to a browser, but take a value. */
const IGNORED_WITH_VALUE =
  'alt-svc aws-sigv4 cacert capath cert-type ciphers connect-timeout continue-at cookie-jar create-file-mode crlfile curves ' +
  'delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header engine etag-compare etag-save ' +
  'expect100-timeout happy-eyeballs-timeout-ms help hsts interface keepalive-time key key-type limit-rate local-port ' +
  'login-options max-filesize max-redirs max-time netrc-file noproxy output output-dir parallel-max pass pinnedpubkey proto ' +
  'proto-default proto-redir proxy-cacert proxy-capath proxy-cert proxy-header proxy-key proxy-user proxy1.0 random-file rate ' +
  'request-target retry retry-delay retry-max-time service-name socks4 socks4a socks5 socks5-hostname speed-limit speed-time ' +
  'stderr time-cond tls-max tls13-ciphers trace trace-ascii user-agent write-out'

const IGNORED_FLAGS =
  'anyauth append basic cert-status compressed create-dirs crlf digest disable doh-insecure fail fail-early fail-with-body ' +
  'false-start haproxy-protocol http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only ' +
  'ignore-content-length include ipv4 ipv6 junk-session-cookies list-only location location-trusted manual negotiate netrc ' +
  'netrc-optional no-alpn no-buffer no-clobber no-keepalive no-npn no-progress-meter no-sessionid ntlm parallel ' +
  'parallel-immediate path-as-is post301 post302 post303 progress-bar proxy-insecure proxytunnel raw remote-header-name ' +
  'remote-name remote-name-all remote-time remove-on-error retry-all-errors retry-connrefused show-error silent ssl ' +
  'ssl-allow-beast ssl-no-revoke ssl-reqd styled-output suppress-connect-headers tcp-fastopen tcp-nodelay tlsv1 tlsv1.0 ' +
  'tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-time use-ascii verbose version xattr'

/** All options that are known, by their long names. */
const CURL_OPTIONS: ReadonlyMap<string, CurlOption> = new Map([
  ...IGNORED_WITH_VALUE.split(' ').map((name) => [name, withValue('ignored')] as const),
  ...IGNORED_FLAGS.split(' ').map((name) => [name, flag('ignored')] as const),
  ...MEANINGFUL,
])

/** Long names of the options of one letter. */
const CURL_LETTERS: ReadonlyMap<string, string> = new Map(
  (
    'A user-agent,a append,B use-ascii,b cookie,C continue-at,c cookie-jar,D dump-header,d data,E cert,e referer,F form,' +
    'f fail,G get,g globoff,H header,h help,I head,i include,J remote-header-name,j junk-session-cookies,K config,k insecure,' +
    'L location,l list-only,M manual,m max-time,N no-buffer,n netrc,O remote-name,o output,p proxytunnel,q disable,R remote-time,' +
    'r range,S show-error,s silent,T upload-file,U proxy-user,u user,V version,v verbose,w write-out,X request,x proxy,' +
    'Y speed-limit,y speed-time,Z parallel,z time-cond,0 http1.0,1 tlsv1,4 ipv4,6 ipv6,# progress-bar,: next'
  )
    .split(',')
    .map((pair) => [pair.charAt(0), pair.slice(2)]),
)

/** An argument of curl that means something, with its value. */
export interface CurlArgument {
  readonly meaning: CurlMeaning
  /** The option as it was written, without its value; empty for an address. */
  readonly name: string
  readonly value: CommandWord
}

const NOTHING: CommandWord = { text: '', variables: [] }

/**
 * Reads the arguments of curl: long options, letters by themselves or together, values attached or apart.
 *
 * @throws `InputError` for an option that is not known and for one that lacks its value.
 */
export function readCurlArguments(words: readonly CommandWord[]): readonly CurlArgument[] {
  let read: CurlArgument[] = []
  const waiting = words.values()
  const add = (name: string, { meaning, hasValue }: CurlOption, attached: CommandWord | undefined) => {
    read.push({ meaning, name, value: hasValue ? (attached ?? takeValue(waiting, name)) : NOTHING })
  }
  let isOnlyAddresses = false
  for (const word of waiting) {
    const { text, variables } = word
    if (isOnlyAddresses || !text.startsWith('-') || text === '-') {
      read.push({ meaning: 'url', name: '', value: word })
    } else if (text === '--') {
      isOnlyAddresses = true
    } else if (text.startsWith('--')) {
      const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? []
      const negated = findNegated(name.slice(2))
      if (negated !== undefined) read = read.filter(({ meaning }) => meaning !== negated.meaning)
      else add(name, findOption(name.slice(2), name), value === undefined ? undefined : { text: value, variables })
    } else {
      for (let at = 1; at < text.length; at += 1) {
        const name = `-${text.charAt(at)}`
        const option = findOption(CURL_LETTERS.get(text.charAt(at)), name)
        const rest = text.slice(at + 1)
        add(name, option, rest === '' ? undefined : { text: rest, variables })
        if (option.hasValue) break
      }
    }
  }
  return read
}

function takeValue(words: Iterator<CommandWord, unknown>, name: string): CommandWord {
  const next = words.next()
  if (next.done !== true) return next.value
  throw new InputError(
    'curl/value-missing',
    `The command ends after ${name}, which needs a value.`,
    'Copy the whole command again',
  )
}

function findOption(long: string | undefined, written: string): CurlOption {
  const option = long === undefined ? undefined : CURL_OPTIONS.get(long)
  if (option !== undefined) return option
  const nearest = long === undefined || long.length > 40 ? undefined : findNearest(long, CURL_OPTIONS.keys())
  throw new InputError(
    'curl/unknown-option',
    `The command has an unknown option: ${JSON.stringify(written.slice(0, 60))}.`,
    nearest === undefined ? 'Leave it out' : `Use --${nearest}, or leave it out`,
  )
}

/** `--no-...` switches off a flag that comes before it. */
function findNegated(long: string): CurlOption | undefined {
  const option = long.startsWith('no-') ? CURL_OPTIONS.get(long.slice(3)) : undefined
  return CURL_OPTIONS.has(long) || option?.hasValue ? undefined : option
}

/** The first URL that a pattern expands to. */
interface FirstAddress {
  readonly url: string
  /** Whether there are others. */
  readonly hasOthers: boolean
}

/** An IPv6 address, `[1-3]`, `[a-c:2]`, `[]`, `{a,b}`, an escaped character, and anything else. */
const PARTS =
  /(\[[\da-f:.]*:[\da-f:.]*(?:%[\w.-]+)?\](?=[:/?#]|$))|\[(\d+)-(\d+)(?::(\d+))?\]|\[([a-z])-([a-z])(?::(\d+))?\]|(\[\])|\{((?:\\.|[^{}[\]\\])+)\}|\\([{}[\]])|([{}[\]])|[^{}[\]\\]+|\\/gis

/**
 * Reads an address as curl does, which takes brackets and braces for patterns unless --globoff is given.
 *
 * @throws `InputError` for a pattern that curl refuses.
 */
export function readFirstAddress(pattern: string): FirstAddress {
  let url = ''
  let hasOthers = false
  for (const match of pattern.matchAll(PARTS)) {
    const [all, ipv6, from, to, step, first, last, letterStep, empty, braces, escaped, stray] = match
    if (from !== undefined && to !== undefined) {
      if (Number(from) > Number(to) || step === '0') throw notPattern()
      hasOthers ||= Number(from) < Number(to)
      url += from
    } else if (first !== undefined && last !== undefined) {
      const isOneCase = /[a-z]/.test(first) === /[a-z]/.test(last)
      if (!isOneCase || first > last || letterStep === '0') throw notPattern()
      hasOthers ||= first < last
      url += first
    } else if (braces !== undefined) {
      const [one = '', ...others] = braces.split(/(?<!\\),/)
      hasOthers ||= others.length > 0
      url += one.replaceAll(/\\(.)/gs, '$1')
    } else if (stray !== undefined) throw notPattern()
    else url += ipv6 ?? empty ?? escaped ?? all
  }
  return { url, hasOthers }
}

function notPattern(): InputError {
  return new InputError(
    'curl/glob',
    'The URL has brackets or braces, which curl takes for a pattern, but the pattern is not valid.',
    'Use --globoff, or write %5B, %5D, %7B and %7D instead',
  )
}
