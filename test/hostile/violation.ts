import type { ByteExchange } from '../support/byte-exchange.ts'
import type { RawResponse } from '../support/raw-client.ts'
import { readResponses } from './response-stream.ts'
import type { Target } from './target.ts'

/** Every header that the applications, their frameworks and the policies send; any other was smuggled in. */
const KNOWN_HEADERS: ReadonlySet<string> = new Set([
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'access-control-max-age',
  'allow',
  'connection',
  'content-length',
  'content-security-policy',
  'content-type',
  'cors-reason',
  'date',
  'etag',
  'keep-alive',
  'transfer-encoding',
  'vary',
  'x-content-type-options',
  'x-powered-by',
])

/** Statuses with which Node, Express and Fastify reject requests that they cannot parse. */
export const OUT_OF_REACH: ReadonlySet<number> = new Set([400, 408, 414, 417, 431])

/** A target without a path, as in `GET http:`: Express responds with 404 before it looks for middleware. */
const TARGET_WITHOUT_PATH = /^[^\s:]+ +(?:\?|[^/\s]*:(?:\/\/)?[^/\s]*(?:\s|$))/m

/** Returns whether a response to some bytes was given before any middleware could run. */
export function isOutOfReach({ status }: RawResponse, sent: string): boolean {
  return OUT_OF_REACH.has(status) || (status === 404 && TARGET_WITHOUT_PATH.test(sent))
}

/** Lists violations in the response to some bytes, for any bytes. */
export function findViolations(target: Target, sent: string, { received, ending }: ByteExchange): readonly string[] {
  const mayLackBody = sent.includes('HEAD')
  const { responses, problem } = readResponses(received, { mayBeCut: ending === 'cut', mayLackBody })
  const violations = responses.flatMap((response) =>
    judgeResponse(target, sent, response, isOutOfReach(response, sent)),
  )
  if (problem !== undefined) violations.push(`framing: ${problem}`)
  if (ending === 'hung') violations.push('hang: the connection was never closed')
  const answers = responses.filter((response) => response.status >= 200 && !isOutOfReach(response, sent))
  const requests = sent.split(/\r?\n\r?\n/).length - 1
  if (answers.length > requests) violations.push(`framing: ${answers.length} answers to ${requests} requests`)
  return violations
}

/** Lists violations in one response, given all that its client has sent, and whether a middleware could run. */
export function judgeResponse(
  target: Target,
  sent: string,
  response: RawResponse,
  isOutOfMiddlewareReach: boolean,
): readonly string[] {
  const { status, lines, all } = response
  const names = lines.map(([name]) => name.toLowerCase())
  const violations = names
    .filter((name) => !KNOWN_HEADERS.has(name))
    .map((name) => `framing: an unknown header ${name}`)
  if (new Set(names).size < names.length) violations.push(`framing: a header twice in ${names.join(', ')}`)
  if (status >= 200 && !isOutOfMiddlewareReach && !variesOnOrigin(all('vary')))
    violations.push(`vary: ${status} with Vary ${JSON.stringify(all('vary'))}`)
  return [...violations, ...judgeGrant(target, sent, response)]
}

function variesOnOrigin(values: readonly string[]): boolean {
  return values.some((value) => value.split(',').some((name) => ['origin', '*'].includes(name.trim().toLowerCase())))
}

function judgeGrant({ mayGrant, mayAnswer }: Target, sent: string, { lines, all }: RawResponse): string[] {
  const violations: string[] = []
  const [origin] = all('access-control-allow-origin')
  for (const [spelling, value] of lines) {
    const name = spelling.toLowerCase()
    const shown = `${name}: ${JSON.stringify(value.slice(0, 100))}`
    if (name === 'cors-reason' && !/^origin\/[a-z-]+$/.test(value)) violations.push(`echo: ${shown}`)
    if (!name.startsWith('access-control-')) continue
    if (name === 'access-control-allow-origin') {
      if (!mayGrant(value) || !sent.includes(value)) violations.push(`grant: ${shown}`)
    } else if (origin === undefined || !mayAnswer(name, value, sent)) {
      violations.push(`echo: ${shown}`)
    }
  }
  return violations
}
