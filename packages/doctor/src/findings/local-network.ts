import { isLoopbackHost } from '@crossorigin/grammar'
import type { Evidence } from '../finding.ts'
import type { Observation } from '../observation.ts'
import { type Checks, type Detection, error, type Findings, note } from './finding-entry.ts'

/** What a browser makes of a request from the public network to this machine or to the local network. */
export type LocalNetworkCode =
  | 'lookalike/local-network-insecure'
  | 'lookalike/local-network-permission'
  | 'lookalike/local-network-mismatch'

export const localNetworkFindings: Findings<LocalNetworkCode> = {
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
}

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
