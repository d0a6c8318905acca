import { LRUCache } from 'lru-cache'

/**
 * An origin function and what keeps it up to date.
 *
 * @typedef {object} TenantOrigins
 * @property {import('@crossorigin/node').OriginPredicate} isTenant
 * @property {(origin: string) => void} forget Call it when an origin was added or removed.
 * @property {(isListening: boolean) => void} trust Call it with `true` when the process begins to hear of changes, and with `false` when it no longer does.
 */

/**
 * Remembers which origins belong to tenants, so that a request costs a query once a minute at most.
 *
 * @param {(origin: string) => Promise<boolean>} find Asks the database. Must reject if that takes too long.
 * @param {object} [options]
 * @param {number} [options.lifetime] Milliseconds for which a result is used, whether it is yes or no.
 * @param {number} [options.retry] Milliseconds after which the database is asked again, if it failed or if changes are missed.
 * @param {number} [options.longestStale] Milliseconds for which a tenant stays allowed while the database fails; 0 for never.
 * @param {number} [options.max] How many origins are remembered. Clients can send any origin, so there must be a limit.
 * @returns {TenantOrigins}
 */
export function createTenantOrigins(
  find,
  { lifetime = 60_000, retry = 1000, longestStale = 600_000, max = 10_000 } = {},
) {
  let isListening = false
  // Only tenants get in here, so that no stranger can push them out.
  const lastKnown = new LRUCache({ max, ttl: longestStale })

  // While an origin is looked up, further requests wait for the same query.
  const results = new LRUCache({
    max,
    ttl: lifetime,
    /** @param {string} origin @returns {Promise<boolean>} */
    async fetchMethod(origin, _stale, { options, signal }) {
      if (!isListening) options.ttl = retry
      try {
        const isTenant = await find(origin)
        // The result may be older than the change that has just been announced.
        if (signal.aborted) return false
        if (isTenant && longestStale > 0) lastKnown.set(origin, true)
        else lastKnown.delete(origin)
        return isTenant
      } catch {
        options.ttl = retry
        return lastKnown.has(origin)
      }
    },
  })

  return {
    // If the origin changes during a lookup, the lookup is repeated once.
    isTenant: (origin) =>
      results
        .fetch(origin)
        .catch(() => results.fetch(origin))
        .then(Boolean, () => false),
    forget(origin) {
      results.delete(origin)
      lastKnown.delete(origin)
    },
    trust(isTrusted) {
      if (isListening === isTrusted) return
      isListening = isTrusted
      // Changes may have been missed. While the database is out of reach, what was known before is all there is.
      results.clear()
      if (isTrusted) lastKnown.clear()
    },
  }
}
