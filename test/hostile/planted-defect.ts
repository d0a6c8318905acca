import type { IncomingMessage, ServerResponse } from 'node:http'
import { ALLOWED } from '../adapters/scenarios/list-policy.ts'
import type { Adapter } from '../support/adapter.ts'
import { type PlainListener, startPlain, type Victim } from './victim.ts'

/** A middleware with a defect of the kind that CORS middleware has had. */
export interface PlantedDefect {
  readonly name: string
  /** The start of the violation that must be reported for it. */
  readonly kind: 'echo' | 'grant' | 'vary' | 'framing' | 'hang'
  readonly listener: PlainListener
}

function answer(res: ServerResponse, headers: Readonly<Record<string, string>>): void {
  res.writeHead(200, { Vary: 'Origin', ...headers }).end('ok')
}

/** The headers requested by a client of the allowed origin; empty for others. */
function askedHeaders({ headers }: IncomingMessage): string {
  return headers.origin === ALLOWED ? (headers['access-control-request-headers'] ?? '') : ''
}

function grantHeaders(asked: string): Readonly<Record<string, string>> {
  return { 'Access-Control-Allow-Origin': ALLOWED, 'Access-Control-Allow-Headers': asked }
}

/** Defects that are easy to reach. */
export const SHALLOW_DEFECTS: readonly PlantedDefect[] = [
  {
    name: 'an echo of an unparsed value',
    kind: 'echo',
    listener: (req, res) => answer(res, req.headers.origin === ALLOWED ? grantHeaders(askedHeaders(req)) : {}),
  },
  {
    name: 'access for any value that ends with an allowed origin',
    kind: 'grant',
    listener({ headers: { origin = '' } }, res) {
      answer(res, origin.endsWith('example.com') ? { 'Access-Control-Allow-Origin': origin } : {})
    },
  },
  {
    name: 'a Vary that denied origins do not get',
    kind: 'vary',
    listener: ({ headers: { origin } }, res) => answer(res, origin === ALLOWED ? {} : { Vary: 'Cookie' }),
  },
  {
    name: 'a response that a decoded line break splits',
    kind: 'framing',
    listener({ headers, httpVersion }, res) {
      const vary = `Origin, ${headers['access-control-request-headers']}`.replaceAll('%0d%0a', '\r\n')
      // Node checks the characters of a value only over HTTP/1, where a line break ends it.
      if (httpVersion === '2.0') answer(res, { Vary: vary })
      else res.socket?.end(`HTTP/1.1 200 OK\r\nVary: ${vary}\r\nContent-Length: 0\r\n\r\n`)
    },
  },
  {
    name: 'no response to a list of invalid names',
    kind: 'hang',
    listener: (req, res) => (/[^\w, -]/.test(askedHeaders(req)) ? undefined : answer(res, {})),
  },
]

/** An echo of an unparsed value, behind conditions that random input does not meet all at once. */
export const DEEP_DEFECT: PlantedDefect = {
  name: 'an echo of an unparsed value, three conditions deep',
  kind: 'echo',
  listener: (req, res) => answer(res, echoInDepth(askedHeaders(req))),
}

function echoInDepth(asked: string): Readonly<Record<string, string>> {
  const members = asked.split(',')
  if (members.length !== 4) return {}
  if (!asked.includes('\t')) return {}
  if (!asked.includes('"')) return {}
  return grantHeaders(asked)
}

/** Starts a server with a defect. */
export function startDefective(
  { name, listener }: PlantedDefect,
  protocol: Adapter['protocol'] = 'http/1.1',
): Promise<Victim> {
  return startPlain(name, listener, protocol)
}
