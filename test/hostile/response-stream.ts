import { createRawResponse, type RawResponse } from '../support/raw-client.ts'

/** The responses received on one connection, parsed strictly. */
export interface ResponseStream {
  readonly responses: readonly RawResponse[]
  /** The first protocol error; `undefined` if there is none. */
  readonly problem: string | undefined
}

const STATUS_LINE = /^HTTP\/1\.1 [1-5]\d\d [\x20-\x7e]*$/
const FIELD_LINE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+: [\t\x20-\x7e\x80-\xff]*$/

/** How a stream may differ from a complete one, in which every response has the body that it announces. */
export interface Tolerance {
  readonly mayBeCut: boolean
  /** Whether a response may be to a HEAD. */
  readonly mayLackBody: boolean
}

/** Reads responses until the last byte; each byte must belong to one. */
export function readResponses(received: string, { mayBeCut, mayLackBody }: Tolerance): ResponseStream {
  const responses: RawResponse[] = []
  const stop = (problem: string | undefined): ResponseStream => ({ responses, problem })
  let rest = received
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n')
    if (end === -1) return stop(mayBeCut ? undefined : 'a response without an end of its header')
    const [statusLine = '', ...fields] = rest.slice(0, end).split('\r\n')
    if (!STATUS_LINE.test(statusLine)) return stop(`no status line: ${JSON.stringify(statusLine)}`)
    const broken = fields.find((field) => !FIELD_LINE.test(field))
    if (broken !== undefined) return stop(`no header line: ${JSON.stringify(broken)}`)
    const lines = fields.map((field) => {
      const colon = field.indexOf(':')
      return [field.slice(0, colon), field.slice(colon + 2)] as const
    })
    rest = rest.slice(end + 4)
    const head = createRawResponse(Number(statusLine.slice(9, 12)), lines, '')
    const isBare = mayLackBody && (rest === '' || rest.startsWith('HTTP/1.1 '))
    const length = isBare ? 0 : measureBody(head, rest)
    if (length === undefined) return stop(mayBeCut ? undefined : 'a body that does not end as its header says')
    responses.push(createRawResponse(head.status, lines, rest.slice(0, length)))
    rest = rest.slice(length)
  }
  return stop(undefined)
}

/** Returns how many characters the body has; `undefined` if it is incomplete. */
function measureBody({ status, all }: RawResponse, rest: string): number | undefined {
  if (status < 200 || status === 204 || status === 304) return 0
  if (all('transfer-encoding').length > 0) return measureChunks(rest)
  const [length] = all('content-length')
  if (length === undefined) return rest.length
  return Number(length) <= rest.length ? Number(length) : undefined
}

function measureChunks(rest: string): number | undefined {
  let index = 0
  while (index < rest.length) {
    const size = /^([0-9a-f]{1,8})\r\n/.exec(rest.slice(index, index + 12))
    if (size?.[1] === undefined) return undefined
    const next = index + size[0].length + Number.parseInt(size[1], 16)
    if (rest.slice(next, next + 2) !== '\r\n') return undefined
    index = next + 2
    if (size[1] === '0') return index
  }
  return undefined
}
