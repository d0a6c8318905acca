import type { LookupFunction, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { buildConnector } from 'undici'
import type { Connection, FailureKind } from './exchange.ts'
import { nameFailure } from './failure-kind.ts'

/** How connections are made. */
export interface ConnectorOptions {
  readonly timeout: number
  readonly lookup: LookupFunction
  readonly insecure: boolean
  /** Is told of every connection that has come about. */
  readonly onConnection: (origin: string, connection: Connection) => void
}

/**
 * Makes what opens connections, with certificates judged here: one that is not to be trusted ends the connection before a
 * request is sent on it, unless that was asked for.
 */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  const connect = buildConnector({
    allowH2: true,
    timeout: options.timeout,
    // Security: what is accepted here is refused below, where there is more to be said of it.
    rejectUnauthorized: false,
    lookup: options.lookup,
  } as buildConnector.BuildOptions)
  return (target, callback) => {
    connect(target, (...[error, socket]) => {
      if (error !== null) return callback(error, null)
      const problem = findCertificateProblem(socket)
      if (problem !== undefined && !options.insecure) {
        socket.destroy()
        return callback(Object.assign(new Error(problem), { code: problem }), null)
      }
      options.onConnection(`${target.protocol}//${target.host}`, describe(socket, problem))
      callback(null, socket)
    })
  }
}

function findCertificateProblem(socket: Socket | TLSSocket): string | undefined {
  if (!('authorized' in socket) || socket.authorized) return undefined
  const error: unknown = socket.authorizationError
  return error instanceof Error ? String((error as NodeJS.ErrnoException).code) : String(error)
}

function describe(socket: Socket | TLSSocket, problem: string | undefined): Connection {
  const address = socket.remoteAddress ?? ''
  if (!('getPeerCertificate' in socket)) return { address, protocol: 'HTTP/1.1' }
  const { issuer, valid_to: validTo } = socket.getPeerCertificate()
  const kind: FailureKind | undefined = problem === undefined ? undefined : nameFailure({ code: problem })
  return {
    address,
    protocol: socket.alpnProtocol === 'h2' ? 'HTTP/2' : 'HTTP/1.1',
    tls: {
      version: (socket.getProtocol() ?? '').replace('TLSv', 'TLS '),
      issuer: [issuer?.O ?? issuer?.CN ?? ''].flat().join(', '),
      validTo: validTo ?? '',
      problem: kind,
    },
  }
}
