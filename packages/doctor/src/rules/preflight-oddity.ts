import type { Sighting } from '../finding.ts'
import type { Answered, ObservedHop } from '../observation.ts'
import { answered, hasHeader, readHeader, showHeader, showStatus } from './seen-header.ts'

const PRIVATE_NETWORK = 'Access-Control-Allow-Private-Network'

/** Notes what is odd about an answer to a preflight, and does not fail it. */
export function lookAtPreflightOddities({ preflight }: ObservedHop): readonly Sighting[] {
  const exchange = answered(preflight)
  if (exchange === undefined) return []
  return [lookAtBody(exchange), lookAtLength(exchange), lookAtPrivateNetwork(exchange)].filter(
    (sighting) => sighting !== undefined,
  )
}

function lookAtBody(exchange: Answered): Sighting | undefined {
  const { status, body } = exchange.outcome
  const length = readHeader(exchange.outcome, 'Content-Length')
  const announces = (length !== undefined && length !== '0') || hasHeader(exchange.outcome, 'Transfer-Encoding')
  if (status !== 204 || !(announces || body !== '')) return undefined
  const header = length === undefined ? 'Transfer-Encoding' : 'Content-Length'
  return { code: 'preflight/204-with-body', evidence: showHeader(exchange, header) }
}

/** HTTP/2 frames a body by itself, and 204 has none. */
function lookAtLength(exchange: Answered): Sighting | undefined {
  const { status, connection } = exchange.outcome
  if (status < 200 || status > 299 || status === 204 || connection.protocol === 'HTTP/2') return undefined
  if (hasHeader(exchange.outcome, 'Content-Length') || hasHeader(exchange.outcome, 'Transfer-Encoding'))
    return undefined
  return { code: 'preflight/no-content-length', evidence: [showStatus(exchange)] }
}

function lookAtPrivateNetwork(exchange: Answered): Sighting | undefined {
  if (!hasHeader(exchange.outcome, PRIVATE_NETWORK)) return undefined
  return { code: 'preflight/private-network-header', evidence: showHeader(exchange, PRIVATE_NETWORK) }
}
