import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { ALLOWED } from '../adapters/scenarios/list-policy.ts'
import { listenOnLoopback } from '../support/node-application.ts'
import type { Victim } from './victim.ts'

/** A middleware with a defect of the kind that CORS middleware has had. */
export interface PlantedDefect {
  readonly name: string
  /** How the violation begins that it has to be found by. */
  readonly kind: 'echo' | 'grant' | 'vary' | 'framing' | 'hang'
  readonly listener: (req: IncomingMessage, res: ServerResponse) => unknown
}

function answer(res: ServerResponse, headers: Readonly<Record<string, string>>): void {
  res.writeHead(200, { Vary: 'Origin', ...headers }).end('ok')
}

/** What a client of the allowed origin asks for; nothing for others. */
function askedHeaders({ headers }: IncomingMessage): string {
  return headers.origin === ALLOWED ? (headers['access-control-request-headers'] ?? '') : ''
}

/** Defects that lie on the surface. */
export const SHALLOW_DEFECTS: readonly PlantedDefect[] = [
  {
    name: 'an echo of what was not parsed',
    kind: 'echo',
    listener: (req, res) =>
      answer(res, { 'Access-Control-Allow-Origin': ALLOWED, 'Access-Control-Allow-Headers': askedHeaders(req) }),
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
    listener({ headers }, { socket }) {
      const asked = String(headers['access-control-request-headers']).replaceAll('%0d%0a', '\r\n')
      socket?.end(`HTTP/1.1 200 OK\r\nVary: Origin, ${asked}\r\nContent-Length: 0\r\n\r\n`)
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
  return { 'Access-Control-Allow-Origin': ALLOWED, 'Access-Control-Allow-Headers': asked }
}

/** Starts a server with a defect. */
export async function startDefective({ name, listener }: PlantedDefect): Promise<Victim> {
  const server = createServer(listener)
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { name, port: await listenOnLoopback(server), close }
}
