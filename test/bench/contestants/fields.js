import helmet from 'helmet'
import { THREE_ORIGINS } from '../policy.js'
import { elysiaContestants } from './elysia.js'
import { expressApplications, expressContestants } from './express.js'
import { fastifyContestants, sendHelloLater as sendHelloLaterOnFastify } from './fastify.js'
import { fetchContestants } from './fetch.js'
import { h3Contestants } from './h3.js'
import { honoContestants } from './hono.js'
import { koaContestants } from './koa.js'
import { nodeContestants, sendHello, sendHelloLater } from './node-http.js'

/**
 * The servers that this project has adapters for, with everybody who runs on them, as whole applications.
 *
 * @type {Readonly<Record<string, () => Promise<readonly import('./contestant.js').Contestant[]>>>}
 */
export const FIELDS = {
  'node:http': async () => nodeContestants(THREE_ORIGINS),
  'Express 5': async () => expressApplications(THREE_ORIGINS),
  'Fastify 5': () => fastifyContestants(THREE_ORIGINS),
}

/**
 * Everybody who is compared request by request, by what they run on.
 *
 * @typedef {object} Comparison
 * @property {() => Promise<readonly import('./contestant.js').Contestant[]>} create
 * @property {() => Promise<readonly import('./contestant.js').Contestant[]>} [createLater] With a handler that responds once
 * other requests have arrived.
 */

/** @type {Readonly<Record<string, Comparison>>} */
export const NODE_COMPARISONS = {
  'node:http': {
    create: async () => nodeContestants(THREE_ORIGINS),
    createLater: async () => nodeContestants(THREE_ORIGINS, sendHelloLater),
  },
  'node:http after helmet': {
    create: async () => {
      const setHelmet = helmet()
      return nodeContestants(
        THREE_ORIGINS,
        sendHello,
        (listener) => (req, res) => setHelmet(req, res, () => listener(req, res)),
      )
    },
  },
  'Express 5': {
    create: async () => expressContestants(THREE_ORIGINS),
    createLater: async () => expressContestants(THREE_ORIGINS, sendHelloLater),
  },
  'Fastify 5': {
    create: () => fastifyContestants(THREE_ORIGINS),
    createLater: () => fastifyContestants(THREE_ORIGINS, sendHelloLaterOnFastify),
  },
  'Koa 3': { create: async () => koaContestants(THREE_ORIGINS) },
}

/**
 * Those whose requests and responses are those of Fetch.
 *
 * @type {Readonly<Record<string, Comparison>>}
 */
export const FETCH_COMPARISONS = {
  'fetch handler': { create: async () => fetchContestants(THREE_ORIGINS) },
  'Hono 4': { create: async () => honoContestants(THREE_ORIGINS) },
  'Elysia 1': { create: async () => elysiaContestants(THREE_ORIGINS) },
  'h3 2': { create: async () => h3Contestants(THREE_ORIGINS) },
}

/** @type {Readonly<Record<string, Comparison>>} */
export const COMPARISONS = { ...NODE_COMPARISONS, ...FETCH_COMPARISONS }
