import { hasHeader, readHeader } from '../header-lines.ts'
import type { Answered, ObservedHop } from '../observation.ts'
import { answered, showHeader, showStatus } from './evidence.ts'
import { atHops, type Detection, error, type Findings } from './finding-entry.ts'
import { ANSWER_PREFLIGHT_LINES } from './fix-line.ts'
import { describeLocation, findRedirect } from './redirect-target.ts'

/** Why the status of a preflight is not right. */
export type PreflightStatusCode = 'preflight/redirect' | 'preflight/status-not-ok' | 'preflight/answered-by-application'

export const preflightStatusFindings: Findings<PreflightStatusCode> = {
  'preflight/redirect': error('redirect', {
    title: 'The preflight is redirected',
    explanation:
      'Browsers do not follow redirects of preflights: the preflight fails, whatever headers the response has. The ' +
      "server redirects to '{location}'. {because}",
    fix: 'Request the final URL, or respond to OPTIONS before the redirect. {advice}',
    lines: ANSWER_PREFLIGHT_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0',
    checks: atHops('preflight', lookForRedirect),
    stage: 'redirect',
  }),
  'preflight/status-not-ok': error('status', {
    title: 'The preflight response has an error status',
    explanation:
      'A preflight passes only with a status from 200 to 299. This one is {status}. {because} If the header is ' +
      "missing too, Chrome does not mention the status, only the missing 'Access-Control-Allow-Origin'.",
    fix: 'Respond to OPTIONS with 204 before anything that can reject it. {advice}',
    lines: ANSWER_PREFLIGHT_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0',
    checks: atHops('preflight', lookForStatus),
    stage: 'status',
  }),
  'preflight/answered-by-application': error('status', {
    certainty: 'likely',
    title: 'The framework responded to OPTIONS by itself',
    explanation:
      "If nothing else does, frameworks respond to OPTIONS with the methods of the route in 'Allow', which means " +
      "nothing to CORS. Here it is '{allow}', and there are no CORS headers, so the CORS middleware did not run.",
    fix: 'Register the CORS middleware before the router, on the path and for all methods, not on single routes.',
    lines: ANSWER_PREFLIGHT_LINES.filter(({ product }) => product !== 'nginx'),
    spec: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0',
    checks: atHops('preflight', lookForApplication),
  }),
}

/** Returns a response to a preflight that fails by its status. */
function refusedBy({ preflight, judgment }: ObservedHop): Answered | undefined {
  return judgment?.failures.some(({ code }) => code === 'status-not-ok') === true ? answered(preflight) : undefined
}

function lookForRedirect(hop: ObservedHop): Detection | undefined {
  const exchange = refusedBy(hop)
  const redirect = exchange === undefined ? undefined : findRedirect(exchange)
  if (exchange === undefined || redirect === undefined) return undefined
  const { location, url } = redirect
  return {
    details: { status: String(exchange.outcome.status), location, ...describeLocation(exchange.request.url, url) },
    evidence: [showStatus(exchange), ...showHeader(exchange, 'Location')],
  }
}

function lookForStatus(hop: ObservedHop): Detection | undefined {
  const exchange = refusedBy(hop)
  if (exchange === undefined || findRedirect(exchange) !== undefined) return undefined
  const { because, advice, header } = describeStatus(exchange)
  const shown = header === undefined || !hasHeader(exchange.outcome, header) ? [] : showHeader(exchange, header)
  return {
    details: { status: String(exchange.outcome.status), because, advice },
    evidence: [showStatus(exchange), ...shown],
  }
}

/** Recognizes the response that frameworks send to OPTIONS by themselves. */
function lookForApplication({ preflight, judgment }: ObservedHop): Detection | undefined {
  const exchange = answered(preflight)
  if (exchange === undefined || judgment === undefined || judgment.code === null) return undefined
  const { status, headers } = exchange.outcome
  const allow = readHeader(exchange.outcome, 'Allow')
  const hasCors = headers.some(([name]) => name.toLowerCase().startsWith('access-control-'))
  if (status < 200 || status > 299 || allow === undefined || hasCors) return undefined
  return { details: { allow, status: String(status) }, evidence: showHeader(exchange, 'Allow') }
}

interface StatusCause {
  readonly because: string
  readonly advice: string
  /** The header that tells more. */
  readonly header?: string
}

function describeStatus({ outcome }: Answered): StatusCause {
  const { status } = outcome
  if (status === 401 || status === 407) {
    return {
      because: 'Authentication runs before CORS, and a preflight never carries credentials.',
      advice: 'Put CORS before authentication, or let OPTIONS pass without it.',
      header: status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate',
    }
  }
  if (status === 403) return describeForbidden(outcome.headers)
  if ([404, 405, 501].includes(status)) {
    return {
      because:
        'There is no route for OPTIONS at this path: the CORS middleware is not registered there, or only for other methods.',
      advice: 'Register it on the path and for all methods, before the router.',
      header: 'Allow',
    }
  }
  if (status === 429 || status >= 500) {
    return {
      because: 'The server limits requests or fails before CORS is reached.',
      advice: 'Put CORS before the limiter, exempt OPTIONS from the limit, and check the log for the failure.',
      header: 'Retry-After',
    }
  }
  if (status >= 300 && status < 400) {
    return {
      because: 'It is the status of a redirect or of a cached response, and a preflight response is neither.',
      advice: 'Exempt OPTIONS from redirects and caching.',
    }
  }
  return {
    because: 'A proxy or a strict handler considers the OPTIONS request invalid.',
    advice: 'Check the body of the response for the reason.',
  }
}

function describeForbidden(headers: Answered['outcome']['headers']): StatusCause {
  const isFirewall = headers.some(([name]) => /^(?:cf-mitigated|x-sucuri-|x-akamai|x-waf|x-amzn-waf)/i.test(name))
  if (isFirewall) {
    return {
      because: 'A firewall in front of the server rejects it.',
      advice: 'Allow OPTIONS with Access-Control-Request-Method in its rules.',
      header: 'Server',
    }
  }
  return {
    because:
      'Something rejects it before CORS (authorization, CSRF protection, a firewall), or the CORS policy does not allow the origin.',
    advice: 'Put CORS before it or let OPTIONS pass, and make sure that the origin is allowed.',
    header: 'Server',
  }
}
