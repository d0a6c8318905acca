import {
  isNonWildcardRequestHeaderName,
  isSafelistedMethod,
  isToken,
  parseTokenList,
  SAFELISTED_REQUEST_HEADER_NAMES,
} from '@crossorigin/grammar'
import type { NormalizedConfig } from './config.ts'
import type { CorsRequest, Decision, Reason, Verdict } from './decision.ts'

/**
 * The longest list of names that is echoed, in bytes. Echoing happens only where a wildcard meets credentials.
 */
export const MAX_ECHO_LENGTH = 4096

/** Judges the method that a preflight asks for, as the browser will from the answer. */
export function judgeMethod(config: NormalizedConfig, method: string): Verdict {
  const { methods } = config
  if (isSafelistedMethod(method)) return methodVerdict(method, true, 'needs no permission.')
  if (typeof methods === 'string') {
    const echoable = isToken(method) && (!config.credentials || method.length <= MAX_ECHO_LENGTH)
    return methodVerdict(method, echoable, echoable ? 'is allowed, as every method is.' : 'is not a method.')
  }
  if (methods.includes(method)) return methodVerdict(method, true, 'is listed.')
  const otherCase = methods.find((listed) => listed.toLowerCase() === method.toLowerCase())
  if (otherCase !== undefined) {
    return methodVerdict(method, false, `is not listed; ${otherCase} is, and browsers compare methods with their case.`)
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

/** Judges each header that a preflight asks for, as the browser will from the answer. */
export function judgeHeaders(config: NormalizedConfig, requestHeaders: string): readonly Verdict[] {
  const names = parseTokenList(requestHeaders)
  if (names === undefined) return [headerVerdict(requestHeaders, false, 'is not a list of header names.')]
  const { allowedHeaders } = config
  const hasWildcard = allowedHeaders.includes('*')
  const listed = new Set(typeof allowedHeaders === 'string' ? [] : allowedHeaders.map((name) => name.toLowerCase()))
  const isTooLong = hasWildcard && config.credentials && requestHeaders.length > MAX_ECHO_LENGTH
  return names.map((name) => {
    if (isTooLong) return headerVerdict(name, false, `is asked for in a list of more than ${MAX_ECHO_LENGTH} bytes.`)
    if (SAFELISTED_REQUEST_HEADER_NAMES.has(name.toLowerCase())) return headerVerdict(name, true, 'is always allowed.')
    if (listed.has(name.toLowerCase())) return headerVerdict(name, true, 'is listed.')
    if (!hasWildcard) return headerVerdict(name, false, 'is not listed in allowedHeaders.')
    if (isNonWildcardRequestHeaderName(name))
      return headerVerdict(name, false, 'is not covered by "*": list it beside.')
    return headerVerdict(name, true, 'is allowed, as every header but Authorization is.')
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
  'origin/predicate': 'was granted by the predicate.',
  'origin/absent': 'The request names no origin: it is not a cross-origin request of a script.',
  'origin/malformed': 'is not a serialized origin: scheme, host and port, in the spelling of browsers.',
  'origin/null': 'is what sandboxed frames, local files and redirected requests send, and is not allowed.',
  'origin/insecure': 'is not encrypted, and the policy has credentials.',
  'origin/not-listed': 'is not listed in origin.',
  'origin/predicate-refused': 'was refused by the predicate.',
}

/** Puts the verdict on the origin into words. */
export function judgeOrigin(decision: Decision, request: CorsRequest): Verdict {
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
  return ` ${site}, so it is rejected before the handler runs.`
}

/** Quotes what a client sent, in printable ASCII and bounded length. */
function quote(text: string): string {
  const shown = text.length > 200 ? `${text.slice(0, 200)}...` : text
  return JSON.stringify(shown).replace(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
