import type { CatalogueEntry } from './entry.ts'

/** Where the network, or its encryption, fails. */
export type NetworkFailureCode =
  | 'lookalike/dns'
  | 'lookalike/refused'
  | 'lookalike/unreachable'
  | 'lookalike/reset'
  | 'lookalike/timeout'
  | 'lookalike/empty'
  | 'lookalike/not-http'
  | 'lookalike/malformed'
  | 'lookalike/too-large'
  | 'lookalike/tls-expired'
  | 'lookalike/tls-self-signed'
  | 'lookalike/tls-wrong-host'
  | 'lookalike/tls-untrusted'
  | 'lookalike/tls-client-certificate'
  | 'lookalike/tls-protocol'
  | 'lookalike/http-on-https-port'

const NETWORK_ERROR = 'https://fetch.spec.whatwg.org/#concept-network-error'

const NOT_CORS = 'No answer came, so CORS had no part in it. Firefox all the same calls it a CORS failure.'
const INTERSTITIAL =
  'A page that is visited shows a warning that can be passed; a fetch simply fails, without saying why. CORS has no part in it.'

function failure(entry: Pick<CatalogueEntry, 'title' | 'explanation' | 'fix'>): CatalogueEntry {
  return {
    level: 'error',
    certainty: 'certain',
    cause: 'network',
    spec: NETWORK_ERROR,
    ...entry,
  }
}

export const networkFailureEntries: Readonly<Record<NetworkFailureCode, CatalogueEntry>> = {
  'lookalike/dns': failure({
    title: 'The host name does not exist here',
    explanation: `The name system knows no {host}. ${NOT_CORS}`,
    fix: 'Correct the name, or make it known. Names of an internal network are known only within it.',
  }),
  'lookalike/refused': failure({
    title: 'Nothing listens on this port',
    explanation: `{host} is there, and refuses the connection. ${NOT_CORS}`,
    fix: 'Start the server, and compare its port and the address that it listens on: a server bound to ::1 does not answer on 127.0.0.1.',
  }),
  'lookalike/unreachable': failure({
    title: 'No way leads to the host',
    explanation: `The network knows no way to {host}. ${NOT_CORS}`,
    fix: 'Look at the network, the VPN and the firewall.',
  }),
  'lookalike/reset': failure({
    title: 'The connection was cut',
    explanation: `The other side, or something in between, cut the connection before an answer was complete. ${NOT_CORS}`,
    fix: 'Look for a crash in the log of the server, and for a firewall or proxy that cuts connections.',
  }),
  'lookalike/timeout': failure({
    title: 'No answer came in time',
    explanation: `{host} did not answer within the time that was given. ${NOT_CORS}`,
    fix: 'See whether the handler ends its answer on every path, and whether a firewall swallows packets. --timeout waits longer.',
  }),
  'lookalike/empty': failure({
    title: 'The server hung up without an answer',
    explanation: `The connection was closed, and nothing had come. ${NOT_CORS}`,
    fix: 'Look for a crash in the log of the server, and for a proxy in between that lost its upstream.',
  }),
  'lookalike/not-http': failure({
    title: 'What came back is not HTTP',
    explanation: `What the server sent cannot be read as an answer. ${NOT_CORS}`,
    fix: 'See what listens on this port.',
  }),
  'lookalike/malformed': {
    level: 'error',
    certainty: 'possible',
    cause: 'network',
    title: 'The response breaks the rules of HTTP',
    explanation:
      'What came begins like a response, and cannot be read to the end of its headers. Browsers forgive more than this parser ' +
      'does, and may take it all the same, so that there is no verdict. Proxies and other clients may refuse it too.',
    fix:
      'Mend what the server writes: a line that does not end with CR LF, a control byte or a blank in the wrong place, two ' +
      'lengths, an interim response that nobody asked for, an end before the empty line.',
    spec: 'https://www.rfc-editor.org/rfc/rfc9112#section-2.2',
  },
  'lookalike/too-large': failure({
    title: 'The headers of the answer are too large',
    explanation: `The server sends more headers than can be taken. ${NOT_CORS}`,
    fix: 'See what fills the headers: a cookie that grows, or a policy that is repeated.',
  }),
  'lookalike/tls-expired': failure({
    title: 'The certificate has expired, or is not valid yet',
    explanation: `The dates of the certificate do not cover today. ${INTERSTITIAL}`,
    fix: 'Renew the certificate, and reload the server so that it uses it.',
  }),
  'lookalike/tls-self-signed': failure({
    title: 'The certificate is signed by itself',
    explanation: `No authority vouches for the certificate. ${INTERSTITIAL}`,
    fix: 'Use a certificate that browsers trust, for development one of a local authority; or open {url} in a tab and trust it there.',
  }),
  'lookalike/tls-wrong-host': failure({
    title: 'The certificate is for another host',
    explanation: `The certificate does not name {host}. ${INTERSTITIAL}`,
    fix: 'Issue a certificate that names the host, or call the name that it has.',
  }),
  'lookalike/tls-untrusted': failure({
    title: 'The chain of certificates does not lead to a trusted authority',
    explanation: `Either the authority is not known, or the server does not send the certificates in between. ${INTERSTITIAL}`,
    fix: 'Send the whole chain (fullchain.pem). An authority of your own has to be installed in every browser.',
  }),
  'lookalike/tls-client-certificate': failure({
    title: 'The server asks for a client certificate',
    explanation:
      'Without a certificate of the visitor the server ends the handshake. Preflights carry none, so a preflighted request ' +
      'cannot pass, whatever the visitor has.',
    fix: 'Make the client certificate optional at the handshake, exempt OPTIONS, or serve page and API from one origin.',
  }),
  'lookalike/tls-protocol': failure({
    title: 'No encrypted connection came about',
    explanation: `Server and client found no common version of TLS, or what answered speaks none. ${NOT_CORS}`,
    fix: 'Let the server speak TLS 1.2 or 1.3, and see whether the port is the encrypted one.',
  }),
  'lookalike/http-on-https-port': failure({
    title: 'https was asked of a port that speaks http',
    explanation: `The server answers in plain HTTP where TLS was expected. ${NOT_CORS}`,
    fix: 'Use http:// for this port, or put a certificate on it. An https page needs the latter, unless the host is localhost.',
  }),
}
