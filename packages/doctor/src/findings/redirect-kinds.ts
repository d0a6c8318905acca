import type { Level } from '../finding.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { answered, responseOf, showHeader, wholeOf } from './evidence.ts'
import { type Checks, type Detection, error, type Findings, warning } from './finding-entry.ts'
import { lookForMixedContent } from './redirect-stops.ts'
import { classifyRedirect, findRedirect, type RedirectKind } from './redirect-target.ts'

/** What a redirect changes, of the preflight or of the request, if that is one thing only. */
export type RedirectKindCode =
  | 'redirect/upgrade-https'
  | 'redirect/trailing-slash'
  | 'redirect/canonical-host'
  | 'redirect/to-login'
  | 'redirect/downgrade'

export const redirectKindFindings: Findings<RedirectKindCode> = {
  'redirect/upgrade-https': error('redirect', {
    title: 'The redirect only changes http to https',
    explanation:
      "The URL is the same except for its scheme: '{location}'. To a browser that is another origin. A preflight " +
      'fails on it, and the redirect needs its own CORS headers.',
    fix: 'Use https in the URL that the page requests.',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: kind('upgrade-https'),
  }),
  'redirect/trailing-slash': error('redirect', {
    title: 'The redirect only adds or removes a slash',
    explanation:
      "The URL is the same except for a slash at the end of its path: '{location}'. A preflight fails on it, and the " +
      'redirect needs its own CORS headers.',
    fix: 'Use the URL that the server expects, or accept both on the server.',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: kind('trailing-slash'),
  }),
  'redirect/canonical-host': error('redirect', {
    title: 'The redirect only changes the host name',
    explanation:
      "The URL is the same except for its host: '{location}'. To a browser that is another origin. A preflight fails " +
      'on it, and the redirect needs its own CORS headers.',
    fix: 'Use the final host in the URL that the page requests.',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: kind('canonical-host'),
  }),
  'redirect/to-login': warning('redirect', {
    certainty: 'likely',
    title: 'The request is redirected to a login page',
    explanation:
      "The server redirects to '{location}', which looks like a login page. A fetch cannot log anyone in: it gets a " +
      'page without CORS headers, or HTML where it expects data.',
    fix: 'Respond with 401 and CORS headers to API requests without a login, and let the page go to the login itself.',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: kind('to-login'),
  }),
  'redirect/downgrade': warning('redirect', {
    title: 'The redirect leads from https to http',
    explanation:
      "The server redirects to '{location}', which is not encrypted. From an https page that is mixed content, and " +
      'blocked. Usually a server behind a proxy does not know that it is reached over https.',
    fix: 'Let the proxy say so (X-Forwarded-Proto), trust it on the server, and send a path instead of a whole URL.',
    lines: [{ product: 'nginx', line: 'proxy_set_header X-Forwarded-Proto $scheme;' }],
    spec: 'https://w3c.github.io/webappsec-mixed-content/#should-block-fetch',
    checks: {
      redirects: (seen) => {
        const stops = lookForMixedContent(seen)
        // Consoles name the insecure URL.
        return stops.length > 0
          ? stops.map(({ details, ...stop }) => ({
              ...stop,
              details: { ...details, url: details?.['location'] ?? '' },
            }))
          : lookForKind('downgrade', seen)
      },
    },
  }),
}

function kind(wanted: RedirectKind): Checks {
  return { redirects: (seen) => lookForKind(wanted, seen) }
}

function lookForKind(wanted: RedirectKind, { hops }: Observation): readonly Detection[] {
  return hops.flatMap((hop) => {
    const ofPreflight = describeRedirect(wanted, hop, answered(hop.preflight))
    if (ofPreflight !== undefined) return [ofPreflight]
    const ofRequest = describeRedirect(wanted, hop, responseOf(hop))
    return ofRequest === undefined ? [] : [{ ...ofRequest, level: levelOf(wanted, hop, hops) }]
  })
}

function describeRedirect(
  wanted: RedirectKind,
  hop: ObservedHop,
  exchange: Answered | undefined,
): Detection | undefined {
  const { location, url } = (exchange && findRedirect(exchange)) ?? {}
  if (exchange === undefined || location === undefined || url === undefined) return undefined
  if (!classifyRedirect(exchange.request.url, url).includes(wanted)) return undefined
  return { hop, details: { location }, evidence: showHeader(exchange, 'Location', wholeOf) }
}

/** One that leads to the same as before is a note, unless the request fails here or further on. */
function levelOf(wanted: RedirectKind, hop: ObservedHop, hops: readonly ObservedHop[]): Level | undefined {
  if (wanted === 'to-login' || wanted === 'downgrade') return undefined
  // A slash more or less leads to the same origin, and does no harm further on.
  const isBlockedLater = wanted !== 'trailing-slash' && hops.slice(hop.index + 1).some(isBlockedAt)
  return hop.failures.length > 0 || isBlockedLater ? undefined : 'note'
}

/** Tells whether a browser would stop at a hop. */
export function isBlockedAt({ failures, judgment }: ObservedHop): boolean {
  return failures.length > 0 || (judgment?.code ?? null) !== null
}
