import type { Suspect } from './message.ts'

/** What no message can say more of: that there is no response. */
export const NO_RESPONSE = 'That this is not a CORS problem: there was no response.'

/** Behind a host without an address. */
export const DNS: readonly Suspect[] = [{ code: 'lookalike/dns', because: 'the host name does not exist, or not here' }]

/** Behind a connection that is refused. */
export const REFUSED: readonly Suspect[] = [
  { code: 'lookalike/refused', because: 'nothing listens at this address and port' },
]

/** Behind a response that never comes. */
export const TIMEOUT: readonly Suspect[] = [
  { code: 'lookalike/timeout', because: 'the server did not respond in time' },
  { code: 'preflight/timeout', because: 'only OPTIONS may get no response' },
]

/** Behind a connection that is cut. */
export const RESET: readonly Suspect[] = [
  { code: 'lookalike/reset', because: 'the connection was cut' },
  { code: 'preflight/unreachable', because: 'only OPTIONS may be cut' },
]

/** Behind a certificate that is not trusted. */
export const TLS_UNTRUSTED: readonly Suspect[] = [
  { code: 'lookalike/tls-untrusted', because: 'the browser does not know who issued the certificate' },
  { code: 'lookalike/tls-self-signed', because: 'the certificate may be signed by itself' },
]

/** Behind a handshake that fails. */
export const TLS_PROTOCOL: readonly Suspect[] = [
  { code: 'lookalike/tls-protocol', because: 'browser and server did not agree on an encryption' },
  { code: 'lookalike/http-on-https-port', because: 'the server may speak plain http at this port' },
]

/** Behind a request that the page has given up. */
export const ABORTED: readonly Suspect[] = [{ code: 'lookalike/aborted', because: 'the page cancelled the request' }]

/** Behind a failed connection of which an engine says nothing more. */
export const NETWORK_FAILURES: readonly Suspect[] = [
  { code: 'lookalike/refused', because: 'nothing listens at this address, or a firewall rejects the connection' },
  { code: 'lookalike/dns', because: 'the name may not exist' },
  { code: 'lookalike/tls-untrusted', because: 'the certificate may not be trusted: open the address in a tab to see' },
  { code: 'lookalike/reset', because: 'the connection may have been cut' },
  { code: 'lookalike/timeout', because: 'the server may not have responded in time' },
  { code: 'preflight/unreachable', because: 'a firewall or a server may drop OPTIONS' },
  { code: 'lookalike/mixed-content', because: 'an https page may request http' },
  { code: 'lookalike/blocker', because: 'an extension or a protection against tracking may have blocked it' },
]

/** Behind what JavaScript gets: the same for every cause. */
export const ANYTHING: readonly Suspect[] = [
  { code: 'response/allow-origin-missing', because: 'CORS is the most common cause if the server works otherwise' },
  { code: 'preflight/status-not-ok', because: 'OPTIONS may have been rejected' },
  ...NETWORK_FAILURES,
  { code: 'lookalike/csp-connect-src', because: "the page's own policy may not allow the address" },
  { code: 'lookalike/aborted', because: 'the page may have cancelled the request' },
]

/** What a message for every cause hides. */
export const CONSOLE_KNOWS =
  'The cause, on purpose: a page must not learn it. The console has a line above this one that says more; paste that one.'
