import { isLoopbackHost } from '@crossorigin/grammar'
import type { Certainty, Evidence } from '../finding.ts'
import type { FailureKind } from '../network/exchange.ts'
import type { Observation, ObservedHop } from '../observation.ts'
import { answered, showFailure } from './evidence.ts'
import { atHops, type Checks, type Detection, error, type FindingEntry, type Findings, note } from './finding-entry.ts'

const NOT_CORS = 'There was no response, so this is not a CORS problem, although Firefox reports it as one.'
const INTERSTITIAL =
  'When you visit the page, the browser shows a warning that you can bypass; a fetch just fails. This is not a CORS problem.'

/** Why no response came. */
export const networkFailureFindings = {
  'lookalike/dns': failure('dns', {
    title: 'The host name does not exist here',
    explanation: `DNS has no address for {host}. ${NOT_CORS}`,
    fix: 'Correct the name or create it. Names of an internal network only exist inside it.',
  }),
  'lookalike/refused': failure('refused', {
    title: 'Nothing listens on this port',
    explanation: `{host} is reachable but refused the connection. ${NOT_CORS}`,
    fix:
      'Start the server, and check its port and the address that it listens on: a server bound to ::1 does not ' +
      'accept connections to 127.0.0.1.',
  }),
  'lookalike/unreachable': failure('unreachable', {
    title: 'The host is unreachable',
    explanation: `There is no network route to {host}. ${NOT_CORS}`,
    fix: 'Check the network, the VPN and the firewall.',
  }),
  'lookalike/reset': failure('reset', {
    title: 'The connection was cut',
    explanation: `The other side, or something in between, cut the connection before the response was complete. ${NOT_CORS}`,
    fix: "Look for a crash in the server's log, and for a firewall or proxy that cuts connections.",
  }),
  'lookalike/timeout': failure('timeout', {
    title: 'There was no response in time',
    explanation: `{host} did not respond in time. ${NOT_CORS}`,
    fix:
      'Check whether the handler ends the response on every path, and whether a firewall drops packets. --timeout ' +
      'waits longer.',
  }),
  'lookalike/empty': failure('empty', {
    title: 'The server closed the connection without a response',
    explanation: `The connection was closed before any data was received. ${NOT_CORS}`,
    fix: "Look for a crash in the server's log, and for a proxy that lost its upstream.",
  }),
  'lookalike/not-http': failure('not-http', {
    title: 'The response is not HTTP',
    explanation: `What the server sent is not an HTTP response. ${NOT_CORS}`,
    fix: 'Check what listens on this port.',
  }),
  'lookalike/malformed': failure('malformed', {
    certainty: 'possible',
    title: 'The response breaks the rules of HTTP',
    explanation:
      'The data begins like a response, but its headers cannot be read to the end. Browsers are more tolerant than ' +
      'this parser and may accept it, so there is no verdict. Proxies and other clients may reject it too.',
    fix:
      'Fix what the server writes: a line that does not end with CR LF, a control byte or space in the wrong place, ' +
      'two lengths, an interim response that nobody asked for, or an end before the empty line.',
    spec: 'https://www.rfc-editor.org/rfc/rfc9112#section-2.2',
  }),
  'lookalike/too-large': failure('too-large', {
    title: 'The response headers are too large',
    explanation: `The server sends more headers than can be read. ${NOT_CORS}`,
    fix: 'Check what fills the headers: a growing cookie, or a policy that is repeated.',
  }),
  'lookalike/tls-expired': failure('tls-expired', {
    title: 'The certificate has expired or is not valid yet',
    explanation: `Today is not within the dates of the certificate. ${INTERSTITIAL}`,
    fix: 'Renew the certificate, and reload the server so that it uses the new one.',
  }),
  'lookalike/tls-self-signed': failure('tls-self-signed', {
    title: 'The certificate is self-signed',
    explanation: `The certificate is not signed by an authority. ${INTERSTITIAL}`,
    fix:
      'Use a certificate that browsers trust (for development, one of a local authority), or open {url} in a tab and ' +
      'trust it there.',
  }),
  'lookalike/tls-wrong-host': failure('tls-wrong-host', {
    title: 'The certificate is for another host',
    explanation: `The certificate does not name {host}. ${INTERSTITIAL}`,
    fix: 'Issue a certificate that names the host, or use the name that it has.',
  }),
  'lookalike/tls-untrusted': failure('tls-untrusted', {
    title: 'The certificate chain does not lead to a trusted authority',
    explanation: `The authority is unknown, or the server does not send the intermediate certificates. ${INTERSTITIAL}`,
    fix: 'Send the whole chain (fullchain.pem). Your own authority must be installed in every browser.',
  }),
  'lookalike/tls-client-certificate': failure('tls-client-certificate', {
    title: 'The server asks for a client certificate',
    explanation:
      'The server ends the handshake if the visitor has no certificate. Preflights carry none, so a preflighted ' +
      'request cannot pass, whatever the visitor has.',
    fix:
      'Make the client certificate optional in the handshake, exempt OPTIONS, or serve the page and the API from one ' +
      'origin.',
  }),
  'lookalike/tls-protocol': failure('tls-protocol', {
    title: 'The TLS connection failed',
    explanation: `Server and client have no TLS version in common, or the port does not speak TLS. ${NOT_CORS}`,
    fix: 'Enable TLS 1.2 or 1.3 on the server, and check whether this is the encrypted port.',
  }),
  'lookalike/http-on-https-port': failure('http-on-https-port', {
    title: 'https was requested from a port that speaks http',
    explanation: 'The port speaks plain HTTP, so the TLS handshake failed. This is not a CORS problem.',
    fix:
      'Use http:// for this port, or add a certificate to it. An https page needs the latter, unless the host is ' +
      'localhost.',
  }),
} satisfies Findings

/**
 * Makes an entry of a URL without any response. If there is a response to any request for it, the network is fine, and it is
 * said of the request that got lost. What a browser sends first decides.
 */
function failure(
  kind: Exclude<FailureKind, 'aborted'>,
  entry: Pick<FindingEntry, 'title' | 'explanation' | 'fix' | 'spec'> & { readonly certainty?: Certainty },
): FindingEntry {
  return error('network', {
    spec: 'https://fetch.spec.whatwg.org/#concept-network-error',
    ...entry,
    checks: atHops('reachable', (hop) => lookForFailure(hop, kind)),
  })
}

function lookForFailure({ preflight, actual, substitute }: ObservedHop, kind: FailureKind): Detection | undefined {
  const main = actual ?? substitute
  const other = answered(main) ?? answered(preflight)
  if (other === undefined) {
    const lost = preflight ?? main
    const isMeant = lost?.outcome.kind === 'failure' && lost.outcome.failure === kind
    return isMeant ? { evidence: showFailure(lost) } : undefined
  }
  // What the user has chosen to overlook in a certificate, no browser does.
  const { problem, issuer, validTo } = other.outcome.connection.tls ?? {}
  if (problem !== kind) return undefined
  const evidence = [{ exchange: other.number, value: `issued by ${issuer}, valid to ${validTo}` }]
  return { level: 'warning', evidence }
}

/** What a browser makes of a request from the public network to this machine or to the local network. */
export const localNetworkFindings = {
  'lookalike/local-network-insecure': error('look-alike', {
    title: 'A public http page cannot access this address',
    explanation:
      'The page is public and not encrypted; the target is {space}. Chromium blocks such requests before they reach ' +
      'the server. No response header changes that, not even Access-Control-Allow-Private-Network.',
    fix: 'Serve the page over https. The browser then asks the visitor for permission.',
    spec: 'https://wicg.github.io/local-network-access/',
    checks: nearTarget((pageOrigin) => !isSecure(pageOrigin)),
  }),
  'lookalike/local-network-permission': note('look-alike', {
    certainty: 'possible',
    title: 'The visitor must permit access to this address',
    explanation:
      'The page is public; the target is {space}. Chromium asks the visitor before sending such a request, and ' +
      'blocks it if the visitor declined or a frame may not ask. No response header changes that.',
    fix:
      'Explain it to the visitor before the first request. A frame needs allow="local-network; loopback-network". ' +
      'Companies can permit it by policy.',
    spec: 'https://wicg.github.io/local-network-access/',
    checks: nearTarget(isSecure),
  }),
  'lookalike/local-network-mismatch': note('look-alike', {
    certainty: 'possible',
    title: 'The address is not in the network that the call names',
    explanation:
      'The option targetAddressSpace of fetch names a kind of network, but the host is in a different one. The ' +
      'browser blocks the request.',
    fix: 'Correct the option, or omit it if the URL is https.',
    spec: 'https://wicg.github.io/local-network-access/',
  }),
} satisfies Findings

function nearTarget(isMeant: (pageOrigin: string) => boolean): Checks {
  return {
    reachable: (seen) =>
      seen.spaces.page === 'public' && isMeant(seen.request.pageOrigin) ? describe(seen, []) : undefined,
    // A page can ask to be taken for a public one, wherever it is.
    page: (seen) => {
      const directive = seen.pagePolicy?.treatedAsPublic
      const isLocal = directive !== undefined && seen.spaces.page !== 'public'
      return isLocal && isMeant(seen.request.pageOrigin) ? describe(seen, [directive]) : undefined
    },
  }
}

function describe(seen: Observation, evidence: readonly Evidence[]): Detection | undefined {
  const { classification, engines, spaces } = seen
  const isNear = spaces.target === 'loopback' || spaces.target === 'local'
  const isAsked = ['simple', 'preflight', 'noCors'].includes(classification.outcome)
  if (!isNear || !isAsked || !engines.includes('chromium')) return undefined
  const address = seen.exchanges.map(({ outcome }) => outcome).find((outcome) => outcome.kind === 'answer')
    ?.connection.address
  const target = address === undefined ? [] : [{ value: address }]
  return { details: { space: spaces.target }, evidence: [...evidence, ...target] }
}

/** @see https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy */
function isSecure(pageOrigin: string): boolean {
  return !pageOrigin.startsWith('http:') || isLoopbackHost(new URL(pageOrigin).hostname)
}
