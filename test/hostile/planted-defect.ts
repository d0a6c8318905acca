import type { IncomingMessage, ServerResponse } from 'node:http'
import { ALLOWED } from '../adapters/scenarios/list-policy.ts'
import type { Adapter } from '../support/adapter.ts'
import { type PlainListener, startPlain, type Victim } from './victim.ts'

/** A middleware with a defect of the kind that CORS middleware has had. */
export interface PlantedDefect {
  readonly name: string
  /** How the violation begins that it has to be found by. */
  readonly kind: 'echo' | 'grant' | 'vary' | 'framing' | 'hang'
  readonly listener: PlainListener
}

function answer(res: ServerResponse, headers: Readonly<Record<string, string>>): void {
  res.writeHead(200, { Vary: 'Origin', ...headers }).end('ok')
}

/** What a client of the allowed origin asks for; nothing for others. */
function askedHeaders({ headers }: IncomingMessage): string {
  return headers.origin === ALLOWED ? (headers['access-control-request-headers'] ?? '') : ''
}

function grantHeaders(asked: string): Readonly<Record<string, string>> {
  return { 'Access-Control-Allow-Origin': ALLOWED, 'Access-Control-Allow-Headers': asked }
}

/** Defects that lie on the surface. */
export const SHALLOW_DEFECTS: readonly PlantedDefect[] = [
  {
    name: 'an echo of what was not parsed',
    kind: 'echo',
    listener: (req, res) => answer(res, req.headers.origin === ALLOWED ? grantHeaders(askedHeaders(req)) : {}),
  },
  {
    name: 'a grant to whatever ends like an allowed origin',
    kind: 'grant',
    listener({ headers: { origin = '' } }, res) {
      answer(res, origin.endsWith('example.com') ? { 'Access-Control-Allow-Origin': origin } : {})
    },
  },
  {
    name: 'a Vary that refused origins do not get',
    kind: 'vary',
    listener: ({ headers: { origin } }, res) => answer(res, origin === ALLOWED ? {} : { Vary: 'Cookie' }),
  },
  {
    name: 'a response that a decoded line break splits',
    kind: 'framing',
    listener({ headers, httpVersion }, res) {
      const vary = `Origin, ${headers['access-control-request-headers']}`.replaceAll('%0d%0a', '\r\n')
      // Node looks at the characters of a value only where HTTP/1 ends it with a line break.
      if (httpVersion === '2.0') answer(res, { Vary: vary })
      else res.socket?.end(`HTTP/1.1 200 OK\r\nVary: ${vary}\r\nContent-Length: 0\r\n\r\n`)
    },
  },
  {
    name: 'no answer to a list of what are no names',
    kind: 'hang',
    listener: (req, res) => (/[^\w, -]/.test(askedHeaders(req)) ? undefined : answer(res, {})),
  },
]

/** An echo of what was not parsed, behind conditions that chance does not meet all at once. */
export const DEEP_DEFECT: PlantedDefect = {
  name: 'an echo of what was not parsed, three conditions deep',
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
