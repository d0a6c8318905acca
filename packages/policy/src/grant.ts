import {
  ACCESS_CONTROL_ALLOW_CREDENTIALS,
  ACCESS_CONTROL_ALLOW_HEADERS,
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_ALLOW_ORIGIN,
  ACCESS_CONTROL_EXPOSE_HEADERS,
  ACCESS_CONTROL_MAX_AGE,
  ACCESS_CONTROL_REQUEST_HEADERS,
  ACCESS_CONTROL_REQUEST_METHOD,
  isNonWildcardRequestHeaderName,
  isToken,
  isTokenList,
  ORIGIN,
  parseTokenList,
  SAFELISTED_METHODS,
  SAFELISTED_REQUEST_HEADER_NAMES,
} from '@crossorigin/grammar'
import type { NormalizedConfig } from './config.ts'
import type { CorsRequest } from './decision.ts'
import type { NameList } from './name-list.ts'
import { MAX_ECHO_LENGTH } from './verdict.ts'

/** The headers that a policy grants to an origin, compiled. */
export interface Grant {
  /** Headers of an accepted preflight's answer, names and values in turn. */
  preflight(allowedOrigin: string, request: CorsRequest): readonly string[]
  /** Headers of an actual request's response, names and values in turn. */
  actual(allowedOrigin: string): readonly string[]
  /** What an accepted preflight's answer depends on. */
  readonly preflightVary: string
}

/**
 * Compiles what a policy grants.
 *
 * The lists go out whole, whatever was asked: the browser judges, names the culprit, and its cache learns every entry.
 * Only a wildcard in a policy with credentials cannot go out, because browsers then take `*` for a name; what was asked
 * is echoed instead.
 */
export function compileGrant(config: NormalizedConfig): Grant {
  const { credentials, methods, allowedHeaders } = config
  const before = credentials ? [ACCESS_CONTROL_ALLOW_CREDENTIALS, 'true'] : []
  const after = [ACCESS_CONTROL_MAX_AGE, String(config.maxAge)]
  const echoesMethod = credentials && methods === '*'
  const echoesHeaders = credentials && allowedHeaders.includes('*')
  const methodPairs = [ACCESS_CONTROL_ALLOW_METHODS, methodsFor(methods)]
  const headerPairs = [ACCESS_CONTROL_ALLOW_HEADERS, headersFor(allowedHeaders)]
  const actualTail = [...before, ...exposedFor(config.exposedHeaders)]
  return {
    preflight: echoesMethod || echoesHeaders ? echo : list([...before, ...methodPairs, ...headerPairs, ...after]),
    actual: list(actualTail),
    preflightVary: [
      ORIGIN,
      ...(echoesMethod ? [ACCESS_CONTROL_REQUEST_METHOD] : []),
      ...(echoesHeaders ? [ACCESS_CONTROL_REQUEST_HEADERS] : []),
    ].join(', '),
  }

  function echo(allowedOrigin: string, { requestMethod, requestHeaders }: CorsRequest): readonly string[] {
    const headers = [ACCESS_CONTROL_ALLOW_ORIGIN, allowedOrigin, ...before]
    headers.push(...(echoesMethod ? echoMethod(requestMethod as string) : methodPairs))
    headers.push(...(echoesHeaders ? echoHeaders(requestHeaders, allowedHeaders.length > 1) : headerPairs))
    headers.push(...after)
    return headers
  }
}

/** Performance: copying an array and changing one member costs half of spreading a list into a new one. */
function list(tail: readonly string[]): (allowedOrigin: string) => string[] {
  const template = [ACCESS_CONTROL_ALLOW_ORIGIN, '', ...tail]
  return (allowedOrigin) => {
    const headers = template.slice()
    headers[1] = allowedOrigin
    return headers
  }
}

/**
 * Security: without a list, the standard lets any method pass whose preflight was forced by a listener for the progress of an
 * upload. And browsers remember a safelisted method only if it is listed.
 *
 * @see https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
 */
function methodsFor(methods: NameList): string {
  return methods === '*' ? '*' : [...new Set([...SAFELISTED_METHODS, ...methods])].join(', ')
}

/** The safelisted names as they are usually spelled: a long or unusual value of one of them needs permission. */
const SAFELISTED_NAMES = ['Accept', 'Accept-Language', 'Content-Language', 'Content-Type', 'Range']

function headersFor(allowedHeaders: NameList): string {
  if (allowedHeaders.includes('*'))
    return typeof allowedHeaders === 'string' ? allowedHeaders : allowedHeaders.join(', ')
  const others = (allowedHeaders as readonly string[]).filter(
    (name) => !SAFELISTED_REQUEST_HEADER_NAMES.has(name.toLowerCase()),
  )
  return [...SAFELISTED_NAMES, ...others].join(', ')
}

function exposedFor(exposedHeaders: NameList): readonly string[] {
  if (exposedHeaders.length === 0) return []
  return [
    ACCESS_CONTROL_EXPOSE_HEADERS,
    typeof exposedHeaders === 'string' ? exposedHeaders : exposedHeaders.join(', '),
  ]
}

function echoMethod(requestMethod: string): readonly string[] {
  const isEchoable = requestMethod.length <= MAX_ECHO_LENGTH && isToken(requestMethod)
  return isEchoable ? [ACCESS_CONTROL_ALLOW_METHODS, requestMethod] : []
}

const HAS_MEMBER: RegExp = /[^\t ,]/
const HAS_NON_WILDCARD: RegExp = /(?:^|[\t ,])authorization(?:[\t ,]|$)/i

/**
 * Security: nothing is echoed that was not parsed to its last byte.
 *
 * Performance: names are cut out only where one of them has to be left out. The longest value has two thousand of them.
 */
function echoHeaders(requestHeaders: string | undefined, withAuthorization: boolean): readonly string[] {
  if (requestHeaders === undefined || requestHeaders.length > MAX_ECHO_LENGTH || !isTokenList(requestHeaders)) return []
  const isWhole = withAuthorization || !HAS_NON_WILDCARD.test(requestHeaders)
  const echoed = isWhole ? requestHeaders : leaveOutNonWildcards(requestHeaders)
  return HAS_MEMBER.test(echoed) ? [ACCESS_CONTROL_ALLOW_HEADERS, echoed] : []
}

function leaveOutNonWildcards(requestHeaders: string): string {
  const asked = parseTokenList(requestHeaders) as string[]
  return asked.filter((name) => !isNonWildcardRequestHeaderName(name)).join(',')
}
