import type { FailureKind } from '../network/exchange.ts'
import { answered, showFailure } from './evidence.ts'
import { atHops, type Checks, error, type Findings } from './finding-entry.ts'

/** Why no response came. */
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

const NOT_CORS = 'No answer came, so CORS had no part in it. Firefox all the same calls it a CORS failure.'
const INTERSTITIAL =
  'A page that is visited shows a warning that can be passed; a fetch simply fails, without saying why. CORS has no part in it.'

export const networkFailureFindings: Findings<NetworkFailureCode> = {
  'lookalike/dns': error('network', {
    title: 'The host name does not exist here',
    explanation: `The name system knows no {host}. ${NOT_CORS}`,
    fix: 'Correct the name, or make it known. Names of an internal network are known only within it.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('dns'),
  }),
  'lookalike/refused': error('network', {
    title: 'Nothing listens on this port',
    explanation: `{host} is there, and refuses the connection. ${NOT_CORS}`,
    fix: 'Start the server, and compare its port and the address that it listens on: a server bound to ::1 does not answer on 127.0.0.1.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('refused'),
  }),
  'lookalike/unreachable': error('network', {
    title: 'No way leads to the host',
    explanation: `The network knows no way to {host}. ${NOT_CORS}`,
    fix: 'Look at the network, the VPN and the firewall.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('unreachable'),
  }),
  'lookalike/reset': error('network', {
    title: 'The connection was cut',
    explanation: `The other side, or something in between, cut the connection before an answer was complete. ${NOT_CORS}`,
    fix: 'Look for a crash in the log of the server, and for a firewall or proxy that cuts connections.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('reset'),
  }),
  'lookalike/timeout': error('network', {
    title: 'No answer came in time',
    explanation: `{host} did not answer within the time that was given. ${NOT_CORS}`,
    fix: 'See whether the handler ends its answer on every path, and whether a firewall swallows packets. --timeout waits longer.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('timeout'),
  }),
  'lookalike/empty': error('network', {
    title: 'The server hung up without an answer',
    explanation: `The connection was closed, and nothing had come. ${NOT_CORS}`,
    fix: 'Look for a crash in the log of the server, and for a proxy in between that lost its upstream.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('empty'),
  }),
  'lookalike/not-http': error('network', {
    title: 'What came back is not HTTP',
    explanation: `What the server sent cannot be read as an answer. ${NOT_CORS}`,
    fix: 'See what listens on this port.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('not-http'),
  }),
  'lookalike/malformed': error('network', {
    certainty: 'possible',
    title: 'The response breaks the rules of HTTP',
    explanation:
      'What came begins like a response, and cannot be read to the end of its headers. Browsers forgive more than this parser ' +
      'does, and may take it all the same, so that there is no verdict. Proxies and other clients may refuse it too.',
    fix:
      'Mend what the server writes: a line that does not end with CR LF, a control byte or a blank in the wrong place, two ' +
      'lengths, an interim response that nobody asked for, an end before the empty line.',
    spec: 'https://www.rfc-editor.org/rfc/rfc9112#section-2.2',
    checks: failure('malformed'),
  }),
  'lookalike/too-large': error('network', {
    title: 'The headers of the answer are too large',
    explanation: `The server sends more headers than can be taken. ${NOT_CORS}`,
    fix: 'See what fills the headers: a cookie that grows, or a policy that is repeated.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('too-large'),
  }),
  'lookalike/tls-expired': error('network', {
    title: 'The certificate has expired, or is not valid yet',
    explanation: `The dates of the certificate do not cover today. ${INTERSTITIAL}`,
    fix: 'Renew the certificate, and reload the server so that it uses it.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('tls-expired'),
  }),
  'lookalike/tls-self-signed': error('network', {
    title: 'The certificate is signed by itself',
    explanation: `No authority vouches for the certificate. ${INTERSTITIAL}`,
    fix: 'Use a certificate that browsers trust, for development one of a local authority; or open {url} in a tab and trust it there.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('tls-self-signed'),
  }),
  'lookalike/tls-wrong-host': error('network', {
    title: 'The certificate is for another host',
    explanation: `The certificate does not name {host}. ${INTERSTITIAL}`,
    fix: 'Issue a certificate that names the host, or call the name that it has.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('tls-wrong-host'),
  }),
  'lookalike/tls-untrusted': error('network', {
    title: 'The chain of certificates does not lead to a trusted authority',
    explanation: `Either the authority is not known, or the server does not send the certificates in between. ${INTERSTITIAL}`,
    fix: 'Send the whole chain (fullchain.pem). An authority of your own has to be installed in every browser.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('tls-untrusted'),
  }),
  'lookalike/tls-client-certificate': error('network', {
    title: 'The server asks for a client certificate',
    explanation:
      'Without a certificate of the visitor the server ends the handshake. Preflights carry none, so a preflighted request ' +
      'cannot pass, whatever the visitor has.',
    fix: 'Make the client certificate optional at the handshake, exempt OPTIONS, or serve page and API from one origin.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('tls-client-certificate'),
  }),
  'lookalike/tls-protocol': error('network', {
    title: 'No encrypted connection came about',
    explanation: `Server and client found no common version of TLS, or what answered speaks none. ${NOT_CORS}`,
    fix: 'Let the server speak TLS 1.2 or 1.3, and see whether the port is the encrypted one.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('tls-protocol'),
  }),
  'lookalike/http-on-https-port': error('network', {
    title: 'https was asked of a port that speaks http',
    explanation: `The server answers in plain HTTP where TLS was expected. ${NOT_CORS}`,
    fix: 'Use http:// for this port, or put a certificate on it. An https page needs the latter, unless the host is localhost.',
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    checks: failure('http-on-https-port'),
  }),
}

/**
 * A URL without any response. If something was answered there, the network is fine, and it is said of the request that got
 * lost. What a browser sends first decides. What the user has chosen to overlook in a certificate, no browser does.
 */
function failure(kind: Exclude<FailureKind, 'aborted'>): Checks {
  return atHops('reachable', ({ preflight, actual, substitute }) => {
    const main = actual ?? substitute
    const other = answered(main) ?? answered(preflight)
    if (other !== undefined) {
      const { problem, issuer, validTo } = other.outcome.connection.tls ?? {}
      if (problem !== kind) return undefined
      const evidence = [{ exchange: other.number, value: `issued by ${issuer}, valid to ${validTo}` }]
      return { level: 'warning', evidence }
    }
    const lost = preflight ?? main
    const isMeant = lost?.outcome.kind === 'failure' && lost.outcome.failure === kind
    return isMeant ? { evidence: showFailure(lost) } : undefined
  })
}
