import type { Sighting } from '../finding.ts'
import type { Answered, ObservedHop } from '../observation.ts'
import { describeLocation, findRedirect } from './redirect-target.ts'
import { answered, hasHeader, readHeader, showHeader, showStatus } from './seen-header.ts'

/** Says that a preflight is redirected, or refused by its status, and what probably does it. */
export function lookAtPreflightStatus({ preflight, judgement }: ObservedHop): readonly Sighting[] {
  const exchange = answered(preflight)
  if (exchange === undefined || !judgement?.failures.some(({ code }) => code === 'status-not-ok')) return []
  const status = String(exchange.outcome.status)
  const redirect = findRedirect(exchange)
  if (redirect !== undefined) {
    const { location, url } = redirect
    const { because, advice } = describeLocation(exchange.request.url, url)
    return [
      {
        code: 'preflight/redirect',
        details: { status, location, because, advice },
        evidence: [showStatus(exchange), ...showHeader(exchange, 'Location')],
      },
    ]
  }
  const { because, advice, header } = describeStatus(exchange)
  const shown = header === undefined || !hasHeader(exchange.outcome, header) ? [] : showHeader(exchange, header)
  return [
    {
      code: 'preflight/status-not-ok',
      details: { status, because, advice },
      evidence: [showStatus(exchange), ...shown],
    },
    ...(asksForCertificate(exchange) ? [describeCertificate(exchange)] : []),
  ]
}

/** nginx finishes the handshake, and says so in HTTP. */
function asksForCertificate({ outcome }: Answered): boolean {
  const { status, body } = outcome
  return (
    (status === 400 || status === 403 || status === 496) && /required SSL certificate|client certificate/i.test(body)
  )
}

function describeCertificate(exchange: Answered): Sighting {
  return { code: 'preflight/needs-client-certificate', certainty: 'likely', evidence: [showStatus(exchange)] }
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
        'There is no route for OPTIONS at this path: the CORS middleware is not mounted there, or for other methods only.',
      advice: 'Mount it on the path and for all methods, before the router.',
      header: 'Allow',
    }
  }
  if (status === 429 || status >= 500) {
    return {
      because: 'The server limits requests or fails before CORS is reached.',
      advice: 'Put CORS before the limiter, leave OPTIONS out of the limit, and look at the log for the failure.',
      header: 'Retry-After',
    }
  }
  if (status >= 300 && status < 400) {
    return {
      because: 'It is the status of a redirect or of a cached response, and a preflight is neither.',
      advice: 'Leave OPTIONS out of redirects and of caching.',
    }
  }
  return {
    because: 'A proxy or a strict handler takes the OPTIONS request for a bad one.',
    advice: 'Look into the body of the response for what it did not like.',
  }
}

function describeForbidden(headers: Answered['outcome']['headers']): StatusCause {
  const isFirewall = headers.some(([name]) => /^(?:cf-mitigated|x-sucuri-|x-akamai|x-waf|x-amzn-waf)/i.test(name))
  if (isFirewall) {
    return {
      because: 'A firewall in front of the server refuses it.',
      advice: 'Allow OPTIONS with Access-Control-Request-Method in its rules.',
      header: 'Server',
    }
  }
  return {
    because:
      'Something refuses it before CORS, or the CORS policy does not allow the origin: authorization, a check for forgery, a firewall.',
    advice: 'Put CORS before it, or let OPTIONS pass; and see that the origin is allowed.',
    header: 'Server',
  }
}

/** Recognizes the answer that frameworks give to OPTIONS by themselves. */
export function lookAtApplicationAnswer({ preflight, judgement }: ObservedHop): readonly Sighting[] {
  const exchange = answered(preflight)
  if (exchange === undefined || judgement === undefined || judgement.code === null) return []
  const { status, headers } = exchange.outcome
  const allow = readHeader(exchange.outcome, 'Allow')
  const hasCors = headers.some(([name]) => name.toLowerCase().startsWith('access-control-'))
  if (status < 200 || status > 299 || allow === undefined || hasCors) return []
  return [
    {
      code: 'preflight/answered-by-application',
      details: { allow, status: String(status) },
      evidence: showHeader(exchange, 'Allow'),
    },
  ]
}
