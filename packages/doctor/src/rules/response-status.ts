import {
  ACCESS_CONTROL_ALLOW_HEADERS,
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_ALLOW_ORIGIN,
  ACCESS_CONTROL_MAX_AGE,
} from '@crossorigin/grammar'
import type { Sighting } from '../finding.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { answered, hasHeader, readHeader, showHeader, showStatus } from './seen-header.ts'
import { originOfUrl } from './url-part.ts'

/** Says what the status of a response has to do with its CORS headers. */
export function lookAtResponseStatus(hop: ObservedHop, seen: Observation): readonly Sighting[] {
  const exchange = answered(hop.actual) ?? answered(hop.substitute)
  if (exchange === undefined || !hop.isCors) return []
  const { status } = exchange.outcome
  const details = { status: String(status) }
  if (hop.failures.length === 0) {
    const isFailure = status >= 400 && exchange === hop.actual
    return isFailure ? [{ code: 'response/cors-passes-http-fails', details, evidence: [showStatus(exchange)] }] : []
  }
  if (!hop.failures.includes('allow-origin-missing')) return status >= 400 ? [hideStatus(exchange)] : []
  if (status === 304) {
    return [{ code: 'response/missing-on-304', level: 'error', details, evidence: [showStatus(exchange)] }]
  }
  if (status < 400) return []
  return [
    ...lookForErrorPath(exchange, seen),
    ...(isParserAnswer(exchange)
      ? [{ code: 'response/rejected-before-middleware', details, evidence: [showStatus(exchange)] } as const]
      : []),
    hideStatus(exchange),
  ]
}

function hideStatus(exchange: Answered): Sighting {
  const details = { status: String(exchange.outcome.status) }
  return { code: 'response/status-hidden', details, evidence: [showStatus(exchange)] }
}

/** The header is there where all goes well. */
function lookForErrorPath(exchange: Answered, { exchanges }: Observation): readonly Sighting[] {
  const origin = originOfUrl(exchange.request.url)
  const good = exchanges
    .map(answered)
    .filter((other) => other !== undefined)
    .find(
      ({ request, outcome }) =>
        outcome.status >= 200 &&
        outcome.status <= 299 &&
        originOfUrl(request.url) === origin &&
        hasHeader(outcome, ACCESS_CONTROL_ALLOW_ORIGIN),
    )
  if (good === undefined) return []
  return [
    {
      code: 'response/missing-on-error-status',
      details: { status: String(exchange.outcome.status) },
      evidence: [showStatus(exchange), ...showHeader(good, ACCESS_CONTROL_ALLOW_ORIGIN)],
    },
  ]
}

/** A parser that gives up says no more than that, and hangs up. */
function isParserAnswer({ outcome }: Answered): boolean {
  const { status, headers } = outcome
  if (status === 414 || status === 431) return true
  const isClosed = readHeader(outcome, 'Connection')?.toLowerCase() === 'close'
  const isBare = headers.every(([name]) => ['connection', 'content-length', 'date'].includes(name.toLowerCase()))
  return status === 400 && isClosed && isBare
}

/** Says that another method of the same URL is let through. */
export function lookAtMethodDependence(hop: ObservedHop, { exchanges }: Observation): readonly Sighting[] {
  const exchange = answered(hop.actual) ?? answered(hop.substitute)
  if (exchange === undefined || !hop.failures.includes('allow-origin-missing') || exchange.outcome.status >= 300)
    return []
  const { method, url } = exchange.request
  const other = exchanges
    .map(answered)
    .filter((found) => found !== undefined)
    .find(
      ({ request, outcome }) =>
        request.url === url && request.method !== method && hasHeader(outcome, ACCESS_CONTROL_ALLOW_ORIGIN),
    )
  if (other === undefined) return []
  return [
    {
      code: 'response/method-dependent',
      details: { method, otherMethod: other.request.method, status: String(exchange.outcome.status) },
      evidence: [showStatus(exchange), ...showHeader(other, ACCESS_CONTROL_ALLOW_ORIGIN)],
    },
  ]
}

const PREFLIGHT_HEADERS = [ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_MAX_AGE] as const

/** Notes headers that belong on the answer to a preflight. */
export function lookAtPreflightHeaders(hop: ObservedHop): readonly Sighting[] {
  const exchange = answered(hop.actual) ?? answered(hop.substitute)
  if (exchange === undefined) return []
  const names = PREFLIGHT_HEADERS.filter((name) => hasHeader(exchange.outcome, name))
  if (names.length === 0) return []
  return [
    {
      code: 'response/preflight-headers-on-actual',
      details: { names: names.join(', ') },
      evidence: names.flatMap((name) => showHeader(exchange, name)),
    },
  ]
}
