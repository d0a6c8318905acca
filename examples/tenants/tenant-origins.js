import { LRUCache } from 'lru-cache'

/**
 * An origin function, with functions that keep it up to date.
 *
 * @typedef {object} TenantOrigins
 * @property {import('@crossorigin/node').OriginPredicate} isTenant
 * @property {(origin: string) => void} forget Call it when an origin was added or removed.
 * @property {(isListening: boolean) => void} trust Call it with `true` when the process starts to receive changes, and with `false` when it stops.
 */

/**
 * Caches which origins belong to tenants, so that there is at most one query per origin and minute.
 *
 * @param {(origin: string) => Promise<boolean>} find Queries the database. Must reject if that takes too long.
 * @param {object} [options]
 * @param {number} [options.lifetime] Milliseconds for which a result, positive or negative, is cached.
 * @param {number} [options.retry] The same if the database fails, or if changes are not received.
 * @param {number} [options.longestStale] Milliseconds for which a tenant stays allowed while the database fails; 0 for never.
 * @param {number} [options.max] How many origins are cached. Clients can send any origin, so there must be a limit.
 * @returns {TenantOrigins}
 */
export function createTenantOrigins(
  find,
  { lifetime = 60_000, retry = 1000, longestStale = 600_000, max = 10_000 } = {},
) {
  let isListening = false
  // It only has tenants, so that strangers cannot evict them.
  const lastKnown = new LRUCache({ max, ttl: longestStale })

  // While an origin is looked up, other requests wait for the same query.
  const results = new LRUCache({
    max,
    ttl: lifetime,
    /** @param {string} origin @returns {Promise<boolean>} */
    async fetchMethod(origin, _stale, { options, signal }) {
      if (!isListening) options.ttl = retry
      try {
        const isTenant = await find(origin)
        // The result can be older than a change that has just been announced.
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
      // Changes may have been missed. Without the database, the tenants known before are the only information.
      results.clear()
      if (isTrusted) lastKnown.clear()
    },
  }
}
