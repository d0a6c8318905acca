import { exchangeBytes } from '../support/byte-exchange.ts'
import type { FieldLines } from '../support/field-block.ts'
import { formatGoAway, formatPreface } from '../support/http2-frame.ts'
import type { RawResponse } from '../support/raw-client.ts'
import { type Http2Outcome, readOutcome, type StreamOutcome } from './http2-outcome.ts'
import { formatStreams, streamAt } from './http2-request.ts'
import type { Target } from './target.ts'
import { findDifferences, readGrant, type Victim } from './victim.ts'
import { judgeResponse, OUT_OF_REACH } from './violation.ts'

/** How long to wait for a response, in ms: a server that has sent all of them closes the connection. */
const SILENCE = 2000

/** Sends the same requests to all over one connection each, and lists errors and differences in the responses. */
export async function attackOverHttp2(
  target: Target,
  reference: Victim,
  victims: readonly Victim[],
  requests: readonly FieldLines[],
): Promise<readonly string[]> {
  const bytes = formatConnection(requests)
  const [expected, ...outcomes] = (await Promise.all(
    [reference, ...victims].map(async ({ port }) => readOutcome((await exchangeBytes(port, bytes, SILENCE)).received)),
  )) as [Http2Outcome, ...Http2Outcome[]]
  const violations = outcomes.flatMap((outcome, index) =>
    findStreamViolations(target, requests, outcome, expected).map(
      (violation) => `${violation}, from ${victims[index]?.name}`,
    ),
  )
  const differences = requests.flatMap((fields, index) =>
    findDifferences(outcomes.map((outcome) => readStreamGrant(fields, outcome.streams.get(streamAt(index))))),
  )
  return [...violations, ...differences]
}

/** Writes requests as the streams of a connection that closes after them. */
function formatConnection(requests: readonly FieldLines[]): string {
  return formatPreface() + formatStreams(requests) + formatGoAway()
}

/** Lists violations in the responses to requests. Each response is checked against its own request. */
function findStreamViolations(
  target: Target,
  requests: readonly FieldLines[],
  { streams, problem }: Http2Outcome,
  expected: Http2Outcome,
): readonly string[] {
  const violations = problem === undefined ? [] : [`framing: ${problem}`]
  if ([...streams.keys()].some((id) => id % 2 === 0 || id > streamAt(requests.length - 1)))
    violations.push('framing: a stream that no one has opened')
  for (const [index, fields] of requests.entries()) {
    const stream = streams.get(streamAt(index))
    const due = expected.streams.get(streamAt(index))
    const found = judgeStream(target, fields, stream, due)
    violations.push(...found.map((violation) => `${violation}, to ${JSON.stringify(fields).slice(0, 1000)}`))
  }
  return violations
}

/** If a server without CORS responds on a stream, ours must too; other streams may be reset. */
function judgeStream(
  target: Target,
  fields: FieldLines,
  stream: StreamOutcome | undefined,
  due: StreamOutcome | undefined,
): readonly string[] {
  if (stream === undefined || stream.ending === 'open') return ['hang: no answer']
  if (stream.ending === 'reset' && due?.ending === 'answered') return ['hang: a reset instead of a response']
  const { responses } = stream
  const sent = fields.map(([, value]) => value).join('\n')
  const violations = responses.flatMap((response) =>
    judgeResponse(target, sent, response, isOutOfReach(response, fields)),
  )
  const answers = responses.filter(({ status }) => status >= 200).length
  return answers > 1 ? [...violations, `framing: ${answers} responses on one stream`] : violations
}

/** Node responds to a CONNECT itself when nothing in the application does, and Fastify to a method that `node:http` does not know. */
function isOutOfReach({ status, body }: RawResponse, fields: FieldLines): boolean {
  const isConnect = fields.some(([name, value]) => name === ':method' && value === 'CONNECT')
  return (
    OUT_OF_REACH.has(status) || (status === 405 && isConnect) || (status === 404 && body.includes('FST_ERR_NOT_FOUND'))
  )
}

function readStreamGrant(fields: FieldLines, stream: StreamOutcome | undefined): string | undefined {
  const response = stream?.ending === 'answered' ? stream.responses.at(-1) : undefined
  return response === undefined || isOutOfReach(response, fields) ? undefined : readGrant(response)
}
