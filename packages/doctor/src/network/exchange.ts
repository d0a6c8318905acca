/** A header line, name and value as they are on the wire, one character for each byte. */
export type HeaderLine = readonly [name: string, value: string]

/** Why a request was sent. */
export type Purpose =
  /** Sent by browsers. */
  | 'preflight'
  | 'actual'
  /** The actual request again, for the option `repeat`. */
  | 'repeat'
  /** A GET without credentials in place of a request that was not sent. */
  | 'substitute'
  /** The request without credentials, for the other probes to be compared with. */
  | 'control'
  | 'without-origin'
  | 'other-origin'
  | 'revalidation'
  | 'page'
  /** A probe of an audit, with the headers and the cookie that it was given. */
  | 'audit'

const PROBES: ReadonlySet<Purpose> = new Set([
  'substitute',
  'control',
  'without-origin',
  'other-origin',
  'revalidation',
  'page',
])

/**
 * Tells whether no browser would send a request of this purpose. Probes go to the same server, by GET or OPTIONS, without the
 * credentials, keys and body of the request.
 */
export function isProbe(purpose: Purpose): boolean {
  return PROBES.has(purpose)
}

/** Tells whether a status is a redirect, whether or not a browser follows it. */
export function isRedirect(status: number): boolean {
  return status >= 300 && status <= 399
}

/** A request as it was sent. `Host` and `Connection` are not among the headers. */
export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly headers: readonly HeaderLine[]
}

/** The connection that a response arrived on. */
export interface Connection {
  /** The address of the server. */
  readonly address: string
  readonly protocol: 'HTTP/1.1' | 'HTTP/2'
  /** Absent without encryption. */
  readonly tls?: TlsConnection | undefined
}

/** How a connection is encrypted. */
interface TlsConnection {
  readonly version: string
  /** Who issued the certificate. */
  readonly issuer: string
  /** When the certificate expires, as it says. */
  readonly validTo: string
  /** What is wrong with the certificate, if it was still accepted. */
  readonly problem?: FailureKind | undefined
}

/** A response as it arrived. */
export interface Answer {
  readonly kind: 'answer'
  readonly status: number
  readonly statusText: string
  /** Lines of one name are kept apart over HTTP/1.1; over HTTP/2 they arrive joined, `Set-Cookie` excepted. */
  readonly headers: readonly HeaderLine[]
  /** The beginning of the body, one character for each byte. */
  readonly body: string
  /** Whether the body was longer. */
  readonly isTruncated: boolean
  readonly milliseconds: number
  readonly connection: Connection
}

/** The kind of a failure. */
export type FailureKind =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'reset'
  | 'timeout'
  /** The connection was closed without a response. */
  | 'empty'
  /** The response is not HTTP. */
  | 'not-http'
  /** The response begins like HTTP and breaks its rules. Browsers are more forgiving than the parser here. */
  | 'malformed'
  | 'too-large'
  | 'tls-expired'
  | 'tls-self-signed'
  | 'tls-wrong-host'
  | 'tls-untrusted'
  /** The server asks the client for a certificate. */
  | 'tls-client-certificate'
  | 'tls-protocol'
  /** The server responded to a TLS handshake in plain HTTP. */
  | 'http-on-https-port'
  | 'aborted'

/** Why there is no response. */
export interface NetworkFailure {
  readonly kind: 'failure'
  readonly failure: FailureKind
  /** In the system's words. */
  readonly message: string
  /** Whether the connection had been made, including the TLS handshake of an `https:` URL. */
  readonly wasConnected: boolean
  readonly milliseconds: number
}

/** A request, with its response or failure. */
export interface Exchange {
  /** In the order of sending, from 1. */
  readonly number: number
  readonly purpose: Purpose
  readonly request: SentRequest
  readonly outcome: Answer | NetworkFailure
}
