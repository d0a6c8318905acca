import { createPolicy } from '@crossorigin/node'

/**
 * The one policy of all three servers.
 *
 * @param {string} pageOrigin
 */
export function createDemoPolicy(pageOrigin) {
  return createPolicy({
    origin: pageOrigin,
    methods: ['PUT'],
    allowedHeaders: ['Authorization'],
    exposedHeaders: ['X-Total-Count'],
    credentials: true,
  })
}
