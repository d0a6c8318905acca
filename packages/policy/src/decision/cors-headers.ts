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
import type { NormalizedConfig } from '../config.ts'
import type { NameList } from '../configuration/name-options.ts'
import type { CorsRequest } from './decision.ts'
import { MAX_ECHO_LENGTH } from './verdict.ts'

/** The compiled CORS headers of a policy for allowed origins, as alternating names and values. */
export interface CompiledHeaders {
  /** Returns the headers of the response to a preflight. */
  preflight(allowedOrigin: string, request: CorsRequest): readonly string[]
  /** Returns the headers of the response to an actual request. */
  actual(allowedOrigin: string): readonly string[]
  /** What the response to a preflight depends on. */
  readonly preflightVary: string
}

/**
 * Compiles the headers of a policy.
 *
 * Lists are always sent whole: the browser checks them, names what is missing in its console, and caches every entry. Only a wildcard
 * in a policy with credentials cannot be sent, because browsers then treat `*` as a name. The requested names are echoed instead.
 */
export function compileHeaders(config: NormalizedConfig): CompiledHeaders {
  const { credentials, methods, allowedHeaders } = config
  const before = credentials ? [ACCESS_CONTROL_ALLOW_CREDENTIALS, 'true'] : []
  const after = [ACCESS_CONTROL_MAX_AGE, String(config.maxAge)]
  const echoesMethod = credentials && methods === '*'
  const echoesHeaders = credentials && allowedHeaders.includes('*')
  const methodPairs = [ACCESS_CONTROL_ALLOW_METHODS, methodsFor(methods)]
  const headerPairs = [ACCESS_CONTROL_ALLOW_HEADERS, headersFor(allowedHeaders)]
  const actualTail = [...before, ...exposedFor(config.exposedHeaders)]
  return {
    preflight:
      echoesMethod || echoesHeaders ? echo : headersWithOrigin([...before, ...methodPairs, ...headerPairs, ...after]),
    actual: headersWithOrigin(actualTail),
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

/** Performance: copying an array and changing one element takes half as long as spreading it into a new one. */
function headersWithOrigin(tail: readonly string[]): (allowedOrigin: string) => string[] {
  const template = [ACCESS_CONTROL_ALLOW_ORIGIN, '', ...tail]
  return (allowedOrigin) => {
    const headers = template.slice()
    headers[1] = allowedOrigin
    return headers
  }
}

/**
 * Security: without a list, the standard allows any method if the preflight was caused by an upload listener. Also, browsers cache
 * a safelisted method only if it is listed.
 *
 * @see https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
 */
function methodsFor(methods: NameList): string {
  return methods === '*' ? '*' : [...new Set([...SAFELISTED_METHODS, ...methods])].join(', ')
}

/** The safelisted names. Long or unusual values of these headers need permission. */
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
 * Security: only a value that is valid as a whole is echoed.
 *
 * Performance: the value is split into names only if one of them must be left out. The longest value has two thousand.
 */
function echoHeaders(requestHeaders: string | undefined, withAuthorization: boolean): readonly string[] {
  if (requestHeaders === undefined || requestHeaders.length > MAX_ECHO_LENGTH || !isTokenList(requestHeaders)) return []
  const isWhole = withAuthorization || !HAS_NON_WILDCARD.test(requestHeaders)
  // Lines of one header are joined, so an empty last line leaves a space at the end, where HTTP/2 does not permit one.
  const echoed = isWhole ? requestHeaders.trim() : leaveOutNonWildcards(requestHeaders)
  return HAS_MEMBER.test(echoed) ? [ACCESS_CONTROL_ALLOW_HEADERS, echoed] : []
}

function leaveOutNonWildcards(requestHeaders: string): string {
  const asked = parseTokenList(requestHeaders) as string[]
  return asked.filter((name) => !isNonWildcardRequestHeaderName(name)).join(',')
}
