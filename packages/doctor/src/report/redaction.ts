import type { PartialDiagnosis, Step } from '../diagnosis.ts'
import type { Evidence } from '../finding.ts'
import type { HeaderLine } from '../network/exchange.ts'
import { findPasswordRanges, findSecretRanges, isSecretHeaderName, type Range } from './secret.ts'
import { findParameterRanges, secretsOfUrl } from './url-secret.ts'

/** What stands in the place of a secret. */
const REDACTED = '[redacted]'

/** Shorter ones stand in many a text by chance; where they are values of headers they are taken out all the same. */
const SHORTEST_ANYWHERE = 6

/** Performance: a server may send cookies by the thousand. As values of headers, the others are taken out all the same. */
const MOST_ANYWHERE = 500

/** Returns a diagnosis without the secrets of its headers and URLs, wherever they stand: in lines, evidence, sentences, bodies. */
export function redactDiagnosis<Whole extends PartialDiagnosis>(diagnosis: Whole): Whole {
  return redact(diagnosis, collectSecrets(diagnosis))
}

/** Does the same for a step of a diagnosis that is still being made. */
export function redactStep(step: Step, diagnosis: PartialDiagnosis): Step {
  return redact(step, collectSecrets(diagnosis))
}

/** Does the same for a request that is still to be sent. */
export function redactRequest<Request extends SentLike>(request: Request): Request {
  return redact(request, secretsOf(request.headers ?? [], [request.url]))
}

/** Does the same for what tells of a request in sentences, such as an explanation. */
export function redactTold<Told>(told: Told, urls: readonly string[] = []): Told {
  return redact(told, secretsOf([], urls))
}

interface SentLike {
  readonly url: string
  readonly headers?: readonly HeaderLine[] | undefined
}

/** Takes the secrets out of the values of headers. */
function redactLines(lines: readonly HeaderLine[]): readonly HeaderLine[] {
  return lines.map(([name, value]) => [name, cut(value, findSecretRanges(name, value)).text])
}

function collectSecrets({ request, exchanges }: PartialDiagnosis): readonly string[] {
  const lines = [
    ...(request.headers ?? []),
    ...exchanges.flatMap(({ request: sent }) => sent.headers),
    ...exchanges.flatMap(({ outcome }) => (outcome.kind === 'answer' ? outcome.headers : [])),
  ]
  const urls = [request.url, request.page ?? '', ...exchanges.map(({ request: sent }) => sent.url)]
  const named = lines.flatMap(([name, value]) => (URL_HEADERS.has(name.toLowerCase()) ? [value] : []))
  return secretsOf(lines, [...urls, ...named])
}

const URL_HEADERS: ReadonlySet<string> = new Set(['location', 'referer'])

function secretsOf(lines: readonly HeaderLine[], urls: readonly string[]): readonly string[] {
  const secrets = lines.flatMap(([name, value]) =>
    findSecretRanges(name, value).map(([start, end]) => value.slice(start, end)),
  )
  // The longest first, so that no part of one is taken for another.
  const long = [...new Set([...urls.flatMap(secretsOfUrl), ...secrets])].filter(
    ({ length }) => length >= SHORTEST_ANYWHERE,
  )
  return long.slice(0, MOST_ANYWHERE).sort((one, other) => other.length - one.length)
}

/** Goes through a structure of plain data. */
function redact<Value>(value: Value, secrets: readonly string[]): Value {
  return redactValue(value, secrets) as Value
}

function redactValue(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return cut(value, findRanges(value, secrets)).text
  if (Array.isArray(value)) return value.map((item) => redactValue(item, secrets))
  if (typeof value !== 'object' || value === null) return value
  if (isEvidence(value)) return redactEvidence(value, secrets)
  return redactFields(value, secrets)
}

function redactFields(value: object, secrets: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const isLines = key === 'headers' && Array.isArray(item)
      return [key, redactValue(isLines ? redactLines(item) : item, secrets)]
    }),
  )
}

function isEvidence(value: object): value is Evidence {
  return 'value' in value && typeof value.value === 'string'
}

function redactEvidence(evidence: Evidence, secrets: readonly string[]): object {
  const { header, value, at, length } = evidence
  const ofHeader = header !== undefined && isSecretHeaderName(header) ? findSecretRanges(header, value) : []
  const { text, move, moveEnd } = cut(value, merge([...ofHeader, ...findRanges(value, secrets)]))
  const moved = at === undefined ? {} : { at: move(at) }
  const marked = at === undefined || length === undefined ? {} : { length: moveEnd(at + length) - move(at) }
  return { ...redactFields(evidence, secrets), ...moved, ...marked, value: text }
}

function findRanges(text: string, secrets: readonly string[]): readonly Range[] {
  const found: Range[] = [...findPasswordRanges(text), ...findParameterRanges(text)]
  for (const secret of secrets) {
    for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + secret.length)) {
      found.push([at, at + secret.length])
    }
  }
  return merge(found)
}

function merge(ranges: readonly Range[]): readonly Range[] {
  const merged: Range[] = []
  for (const range of ranges.toSorted(([a], [b]) => a - b)) {
    const last = merged.at(-1)
    if (last === undefined || range[0] >= last[1]) merged.push(range)
    else merged[merged.length - 1] = [last[0], Math.max(last[1], range[1])]
  }
  return merged
}

interface Cut {
  readonly text: string
  /** Where a character has gone: one that was cut out, to the beginning of what stands in its place. */
  readonly move: (at: number) => number
  /** Where the end of a part has gone: in what was cut out, to the end of what stands in its place. */
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
