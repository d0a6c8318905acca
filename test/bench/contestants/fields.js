import { THREE_ORIGINS } from '../policy.js'
import { expressApplications } from './express.js'
import { fastifyContestants } from './fastify.js'
import { nodeContestants } from './node-http.js'

/**
 * The servers that this project has adapters for, with everybody who runs on them.
 *
 * @type {Readonly<Record<string, () => Promise<readonly import('./contestant.js').Contestant[]>>>}
 */
export const FIELDS = {
  'node:http': async () => nodeContestants(THREE_ORIGINS),
  'Express 5': async () => expressApplications(THREE_ORIGINS),
  'Fastify 5': () => fastifyContestants(THREE_ORIGINS),
}
