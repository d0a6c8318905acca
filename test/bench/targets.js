/** What an allowed request may add at most, as a multiple of what the floor adds. */
const ALLOWED_TO_FLOOR = /** @type {Readonly<Record<string, number>>} */ ({
  'node:http': 1.15,
  'Express 5': 1.3,
  'Fastify 5': 1.2,
  'fetch handler': 'Bun' in globalThis || 'Deno' in globalThis ? 1.9 : 1.6,
})

/** The same for requests that set little: not allowed, or without `Origin`. */
const OTHERS_TO_FLOOR = 2

/** What any request may add at most, as a multiple of what it adds under `cors` or `@fastify/cors`. */
const TO_PEER = 1

/** The same for `@koa/cors`. */
const TO_KOA_PEER = 0.7

/**
 * The same for fetch handlers, by what the request is. The peer of a handler without a framework and of Hono is `hono/cors`.
 *
 * @type {Readonly<Record<string, Readonly<Record<string, number>> | undefined>>}
 */
const TO_FETCH_PEER = {
  'fetch handler': { allowed: 0.2, absent: 0.4, preflight: 0.45 },
  'Hono 4': { allowed: 'Bun' in globalThis ? 0.42 : 0.35, absent: 0.4, preflight: 0.45 },
}

/** The same for bytes. */
const BYTES_TO_PEER = 0.6

/**
 * The targets of one of this project's packages.
 *
 * @param {string} field
 * @param {string} verdict
 * @param {string} scenario
 */
export function targetsOf(field, verdict, scenario) {
  const fetchPeer = TO_FETCH_PEER[field]
  const kind = scenario.startsWith('preflight') ? 'preflight' : verdict
  const allowed = ALLOWED_TO_FLOOR[field]
  return {
    toFloor: allowed === undefined || verdict === 'allowed' ? allowed : OTHERS_TO_FLOOR,
    toPeer: fetchPeer?.[kind] ?? (field === 'Koa 3' ? TO_KOA_PEER : TO_PEER),
    bytesToPeer: BYTES_TO_PEER,
  }
}
