import type { FindingCode } from '../catalogue.ts'
import type { Sighting } from '../finding.ts'
import type { HeaderLine } from '../network/exchange.ts'
import type { Observation, Rule } from '../observation.ts'
import { showTyped } from './typed-text.ts'

/** Headers that HTTP clients, tracing and monitoring add without being asked. */
const TOOLING_NAMES: ReadonlySet<string> = new Set([
  'b3',
  'baggage',
  'cache-control',
  'newrelic',
  'pragma',
  'request-id',
  'sentry-trace',
  'traceparent',
  'tracestate',
  'x-amzn-trace-id',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-spanid',
  'x-b3-traceid',
  'x-client-info',
  'x-requested-with',
])
const TOOLING_PREFIXES: readonly string[] = ['x-datadog-', 'x-newrelic-', 'x-stainless-', 'x-sentry-']

/** Headers that Chromium sends without a preflight, and the standard does not. */
const ENGINE_DEPENDENT_NAMES: ReadonlySet<string> = new Set([
  'device-memory',
  'downlink',
  'dpr',
  'ect',
  'rtt',
  'save-data',
  'user-agent',
  'viewport-width',
  'width',
])

/** The finding for what the browser model calls the cause of a header's preflight. */
const HEADER_CODES: Readonly<Record<string, FindingCode>> = {
  'header-length': 'classify/value-too-long',
  'header-bytes': 'classify/value-bytes',
  'header-mime': 'classify/content-type',
  'header-range': 'classify/range-form',
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const UNSAFE_BYTE = /[\x00-\x08\x0a-\x1f"():<>?@[\\\]{}\x7f]/
const UNSAFE_LANGUAGE_BYTE = /[^0-9A-Za-z *,\-.;=]/

/** Rules about the reasons for a preflight. */
export const classificationRules: readonly Rule[] = [
  { step: 'preflight-needed', look: lookAtReasons },
  { step: 'preflight-needed', look: lookAtMethodCase },
  { step: 'preflight-needed', look: lookAtUnaskedRequests },
]

function lookAtReasons({ classification, request }: Observation): readonly Sighting[] {
  if (classification.outcome !== 'preflight') return []
  const named = new Map<FindingCode, string[]>()
  for (const reason of classification.reasons) {
    const [kind = '', subject = ''] = splitReason(reason)
    const code = codeFor(kind, subject)
    if (code !== undefined) named.set(code, [...(named.get(code) ?? []), subject])
  }
  return [...named].map(([code, subjects]) => describe(code, subjects, request.headers ?? [], classification.method))
}

function splitReason(reason: string): readonly string[] {
  const colon = reason.indexOf(':')
  return colon === -1 ? [reason] : [reason.slice(0, colon), reason.slice(colon + 1)]
}

function codeFor(kind: string, subject: string): FindingCode | undefined {
  switch (kind) {
    case 'method':
      return 'classify/method'
    case 'use-cors-preflight-flag':
      return subject === 'stream' ? 'classify/stream-body' : 'classify/upload-listener'
    case 'total-size':
      return 'classify/values-too-long-together'
    case 'header':
      return codeForName(subject)
    default:
      return HEADER_CODES[kind]
  }
}

function codeForName(name: string): FindingCode {
  if (name === 'authorization') return 'classify/authorization'
  if (ENGINE_DEPENDENT_NAMES.has(name)) return 'classify/engine-difference'
  const isTooling = TOOLING_NAMES.has(name) || TOOLING_PREFIXES.some((prefix) => name.startsWith(prefix))
  return isTooling ? 'classify/added-by-tooling' : 'classify/header'
}

function describe(
  code: FindingCode,
  subjects: readonly string[],
  headers: readonly HeaderLine[],
  method: string,
): Sighting {
  if (code === 'classify/method') return { code, details: { method }, evidence: showTyped(method, method) }
  const lines = headers.filter(([name]) => subjects.includes(name.toLowerCase()))
  const evidence = lines.map(([header, value]) => {
    const line = { side: 'request' as const, header, value }
    const at = code === 'classify/value-bytes' ? findUnsafeByte(header, value) : -1
    return at === -1 ? line : { ...line, at, length: 1 }
  })
  return { code, details: { names: subjects.join(', '), value: lines[0]?.[1] ?? 'Its type' }, evidence }
}

function findUnsafeByte(header: string, value: string): number {
  return value.search(header.toLowerCase().endsWith('-language') ? UNSAFE_LANGUAGE_BYTE : UNSAFE_BYTE)
}

function lookAtMethodCase({ classification }: Observation): readonly Sighting[] {
  const { method, outcome } = classification
  const upper = method.toUpperCase()
  if (outcome === 'throws' || upper === method) return []
  return [{ code: 'classify/method-case', details: { method, upper }, evidence: showTyped(method, method) }]
}

/** What only reads is no cause for a reminder. */
function lookAtUnaskedRequests({ classification }: Observation): readonly Sighting[] {
  const { method, outcome } = classification
  return outcome === 'simple' && method === 'POST' ? [{ code: 'classify/none', details: { method } }] : []
}
