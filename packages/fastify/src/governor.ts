import {
  type CorsMiddleware,
  createMiddleware,
  deferCorsHeaders,
  joinVary,
  type PolicySelector,
  readCorsRequest,
  type Transport,
} from '@crossorigin/node'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { narrowToMethod } from './narrowed-preflight.ts'

/** What decides about the requests of a scope, or of a route. */
export interface Governor {
  readonly govern: CorsMiddleware<FastifyRequest, FastifyReply>
  /** The same for a preflight whose URL has other policies for other methods. */
  readonly governSharedUrl: CorsMiddleware<FastifyRequest, FastifyReply>
}

const TRANSPORT: Transport<FastifyRequest, FastifyReply> = {
  responseOf: (reply) => reply.raw,
  decide: (policy, request) => policy.decide(readCorsRequest(request)),
  setHeaders: deferCorsHeaders,
  answer(reply, decision, vary) {
    // What earlier hooks have put on the reply goes out with it, and the hooks for sending run.
    deferCorsHeaders(reply.raw, decision.headers, joinVary(decision.vary, vary))
    reply.code(decision.status).send()
  },
}

const SHARED_URL_TRANSPORT: Transport<FastifyRequest, FastifyReply> = {
  ...TRANSPORT,
  decide(policy, request) {
    const corsRequest = readCorsRequest(request)
    const decision = policy.decide(corsRequest)
    return 'kind' in decision
      ? narrowToMethod(decision, corsRequest)
      : decision.then((settled) => narrowToMethod(settled, corsRequest))
  },
}

/** Builds a governor from what selects its policies; `vary` names the request headers that the selection reads. */
export function createGovernor(select: PolicySelector<FastifyRequest>, vary?: readonly string[]): Governor {
  return {
    govern: createMiddleware(select, { vary }, TRANSPORT),
    governSharedUrl: createMiddleware(select, { vary }, SHARED_URL_TRANSPORT),
  }
}

/** Lets one governor go first, and the other go on where it lets the request pass: as one middleware after another. */
export function chainGovernors(first: Governor, second: Governor): Governor {
  return {
    govern: chain(first.govern, second.govern),
    governSharedUrl: chain(first.governSharedUrl, second.governSharedUrl),
  }
}

function chain(first: Governor['govern'], second: Governor['govern']): Governor['govern'] {
  return (request, reply, next) =>
    first(request, reply, (error) => (error === undefined ? second(request, reply, next) : next(error)))
}

/** Governs what is to have no CORS. */
export const NO_CORS: Governor = createGovernor(() => undefined)
