import type { LookupFunction, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { buildConnector } from 'undici'
import type { Connection, FailureKind } from './exchange.ts'

/** How connections are made. */
export interface ConnectorOptions {
  readonly timeout: number
  readonly lookup: LookupFunction
  readonly insecure: boolean
  /** Called with every new connection. */
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
    // Security: certificates that are accepted here are checked below, where the problem can be named.
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

const KINDS: Readonly<Record<string, FailureKind>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NONAME: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_SOCKET: 'empty',
  UND_ERR_HEADERS_OVERFLOW: 'too-large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'malformed',
  HTTPParserError: 'malformed',
  HPE_HEADER_OVERFLOW: 'too-large',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-untrusted',
  CERT_UNTRUSTED: 'tls-untrusted',
  CERT_REVOKED: 'tls-untrusted',
  CERT_CHAIN_TOO_LONG: 'tls-untrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-wrong-host',
  ERR_SSL_WRONG_VERSION_NUMBER: 'http-on-https-port',
  ERR_SSL_HTTP_REQUEST: 'http-on-https-port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'http-on-https-port',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'tls-client-certificate',
  ERR_SSL_TLSV1_ALERT_CERTIFICATE_REQUIRED: 'tls-client-certificate',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'tls-protocol',
}

/** Names a failure by the code of the error that reported it. Certificates are reported by the codes of OpenSSL. */
export function nameFailure(error: unknown): FailureKind {
  const known = nameByMessage(error)
  if (known !== undefined) return known
  for (const code of codesOf(error)) {
    const kind = KINDS[code]
    if (kind !== undefined) return kind
    if (code.startsWith('HPE_')) return 'malformed'
    if (code.startsWith('ERR_SSL_') || code === 'EPROTO' || code.startsWith('ERR_TLS_')) return 'tls-protocol'
    if (code.startsWith('ERR_HTTP2_')) return 'not-http'
  }
  return 'reset'
}

/** Some errors share a code, and only their messages differ. */
function nameByMessage(error: unknown): FailureKind | undefined {
  if (!(error instanceof Error)) return undefined
  if (error.message.includes('Expected HTTP/')) return 'not-http'
  // An interim response that nobody asked for, and an upgrade to another protocol.
  return /^bad (?:response|upgrade)$/.test(error.message) ? 'malformed' : undefined
}

/** Codes of an error, of those that it gathers, and of those that caused it. A parser's error may have only its name. */
function codesOf(error: unknown): readonly string[] {
  const codes: string[] = []
  let current: unknown = error
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth++) {
    const { code, name, errors, cause } = current as Partial<Record<'code' | 'name' | 'errors' | 'cause', unknown>>
    if (typeof code === 'string') codes.push(code)
    else if (typeof name === 'string') codes.push(name)
    current = Array.isArray(errors) ? errors[0] : cause
  }
  return codes
}
