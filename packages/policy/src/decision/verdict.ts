import {
  isNonWildcardRequestHeaderName,
  isSafelistedMethod,
  isToken,
  parseTokenList,
  SAFELISTED_REQUEST_HEADER_NAMES,
} from '@crossorigin/grammar'
import type { NormalizedConfig } from '../config.ts'
import type { CorsRequest, Decision, Explanation, Reason, Verdict } from './decision.ts'

/**
 * The longest list of names that is echoed, in bytes. Names are only echoed if a wildcard is combined with credentials.
 */
export const MAX_ECHO_LENGTH = 4096

/** Adds the result of each check to a decision. */
export function explainDecision(decision: Decision, request: CorsRequest, config: NormalizedConfig): Explanation {
  const verdicts = [checkOrigin(decision, request)]
  if (decision.kind === 'preflight') {
    verdicts.push(checkMethod(config, request.requestMethod as string))
    verdicts.push(...checkHeaders(config, request.requestHeaders ?? ''))
  }
  return { ...decision, verdicts }
}

/** Checks the method that a preflight asks for, as the browser does with the response. */
export function checkMethod(config: NormalizedConfig, method: string): Verdict {
  const { methods } = config
  if (isSafelistedMethod(method)) return methodVerdict(method, true, 'is always allowed.')
  if (typeof methods === 'string') {
    const echoable = isToken(method) && (!config.credentials || method.length <= MAX_ECHO_LENGTH)
    return methodVerdict(method, echoable, echoable ? 'is allowed by "*".' : 'is not a valid method.')
  }
  if (methods.includes(method)) return methodVerdict(method, true, 'is listed.')
  const otherCase = methods.find((listed) => listed.toLowerCase() === method.toLowerCase())
  if (otherCase !== undefined) {
    return methodVerdict(method, false, `is not listed. ${otherCase} is, but methods are case-sensitive.`)
  }
  return methodVerdict(method, false, 'is not listed in methods.')
}

function methodVerdict(subject: string, allowed: boolean, message: string): Verdict {
  return {
    code: allowed ? 'method/allowed' : 'method/not-allowed',
    allowed,
    subject,
    message: `The method ${quote(subject)} ${message}`,
  }
}

/** Checks each header that a preflight asks for, as the browser does with the response. */
export function checkHeaders(config: NormalizedConfig, requestHeaders: string): readonly Verdict[] {
  const names = parseTokenList(requestHeaders)
  if (names === undefined) return [headerVerdict(requestHeaders, false, 'is not a valid list of header names.')]
  const { allowedHeaders } = config
  const hasWildcard = allowedHeaders.includes('*')
  const listed = new Set(typeof allowedHeaders === 'string' ? [] : allowedHeaders.map((name) => name.toLowerCase()))
  const isTooLong = hasWildcard && config.credentials && requestHeaders.length > MAX_ECHO_LENGTH
  return names.map((name) => {
    if (isTooLong) return headerVerdict(name, false, `is part of a list of more than ${MAX_ECHO_LENGTH} bytes.`)
    if (SAFELISTED_REQUEST_HEADER_NAMES.has(name.toLowerCase())) return headerVerdict(name, true, 'is always allowed.')
    if (listed.has(name.toLowerCase())) return headerVerdict(name, true, 'is listed.')
    if (!hasWildcard) return headerVerdict(name, false, 'is not listed in allowedHeaders.')
    if (isNonWildcardRequestHeaderName(name))
      return headerVerdict(name, false, 'is not covered by "*". List it explicitly: ["*", "Authorization"].')
    return headerVerdict(name, true, 'is allowed by "*".')
  })
}

function headerVerdict(subject: string, allowed: boolean, message: string): Verdict {
  return {
    code: allowed ? 'header/allowed' : 'header/not-allowed',
    allowed,
    subject,
    message: `The request header ${quote(subject)} ${message}`,
  }
}

const ORIGIN_MESSAGES: Readonly<Record<Reason, string>> = {
  'origin/any': 'Every origin is allowed.',
  'origin/listed': 'is listed.',
  'origin/pattern': 'is covered by a pattern.',
  'origin/regexp': 'is covered by a regular expression.',
  'origin/predicate': 'is allowed by the origin function.',
  'origin/absent': 'The request has no Origin header, so it is not a CORS request.',
  'origin/malformed': 'is not a valid origin. Browsers send scheme, host and port.',
  'origin/null': 'is not allowed. Sandboxed frames, local files and some redirected requests send it.',
  'origin/insecure': 'is not encrypted, and the policy allows credentials.',
  'origin/not-listed': 'is not listed in origin.',
  'origin/predicate-refused': 'is not allowed by the origin function.',
}

function checkOrigin(decision: Decision, request: CorsRequest): Verdict {
  const { reason: code, allowed } = decision
  const subject = request.origin ?? ''
  const isSentence = code === 'origin/any' || code === 'origin/absent'
  const message = isSentence ? ORIGIN_MESSAGES[code] : `The origin ${quote(subject)} ${ORIGIN_MESSAGES[code]}`
  return { code, allowed, subject, message: `${message}${describeTreatment(decision, request)}` }
}

function describeTreatment(decision: Decision, request: CorsRequest): string {
  if (decision.kind !== 'reject') return ''
  const site =
    request.fetchSite === undefined
      ? 'The request has no Sec-Fetch-Site'
      : `Sec-Fetch-Site is ${quote(request.fetchSite)}`
  return ` ${site}, so the request is rejected before the handler runs.`
}

/** Quotes what a client sent, in printable ASCII and with at most 200 characters. */
function quote(text: string): string {
  const shown = text.length > 200 ? `${text.slice(0, 200)}...` : text
  return JSON.stringify(shown).replace(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
