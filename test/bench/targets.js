/** What an allowed request may add at most, as a multiple of what the floor adds. */
const ALLOWED_TO_FLOOR = /** @type {Readonly<Record<string, number>>} */ ({
  'node:http': 1.15,
  'Express 5': 1.3,
  'Fastify 5': 1.2,
  'fetch handler': 1.6,
})

/** The same for requests that set little: not allowed, or without `Origin`. */
const OTHERS_TO_FLOOR = 2

/** What any request may add at most, as a multiple of what it adds under `cors` or `@fastify/cors`. */
const TO_PEER = 1

/** The same for the peers of some servers. */
const TO_PEER_OF =
  /** @type {Readonly<Record<string, Readonly<Record<'allowed' | 'refused' | 'absent' | 'preflight', number>>>>} */ ({
    'Koa 3': { allowed: 0.7, refused: 0.7, absent: 0.7, preflight: 0.7 },
    'fetch handler': { allowed: 0.2, refused: 1, absent: 0.4, preflight: 0.45 },
    'Hono 4': { allowed: 0.35, refused: 1, absent: 0.4, preflight: 0.45 },
  })

/** The same for bytes. */
const BYTES_TO_PEER = 0.6

/**
 * The targets of one of this project's packages.
 *
 * @param {string} field
 * @param {{ scenario: string, verdict: 'allowed' | 'refused' | 'absent' }} request
 */
export function targetsOf(field, { scenario, verdict }) {
  const kind = scenario.startsWith('preflight') ? 'preflight' : verdict
  const allowed = ALLOWED_TO_FLOOR[field]
  return {
    toFloor: allowed === undefined || verdict === 'allowed' ? allowed : OTHERS_TO_FLOOR,
    toPeer: TO_PEER_OF[field]?.[kind] ?? TO_PEER,
    bytesToPeer: BYTES_TO_PEER,
  }
}
