import {
  type AdapterOptions,
  applyDecision,
  type CorsMiddleware,
  createMiddleware,
  type PolicySelector,
  type ResponseAdapter,
} from '@crossorigin/node'
import { type CorsPolicy, createPolicy } from '@crossorigin/policy'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { narrowSource } from './narrowed-preflight.ts'

type Middleware = CorsMiddleware<FastifyRequest, FastifyReply>

/** The hook that decides about the requests of a scope or a route. */
export interface ScopeHook {
  readonly apply: Middleware
  /** The same for a preflight whose URL has other policies for other methods. */
  readonly applyToSharedUrl: Middleware
  /** Whether it only reports, in addition to what decides. */
  readonly isReport: boolean
}

/**
 * Performance: Fastify keeps headers itself and passes them to `writeHead`. If any header is set on Node's response, Node sets them
 * one by one, which costs more than all the rest of CORS.
 */
const FASTIFY_ADAPTER: ResponseAdapter<FastifyReply> = {
  responseOf: (reply) => reply.raw,
  isShown: false,
  respond(reply, decision, use) {
    // Headers that earlier hooks have set on the reply are sent with it, and the hooks for sending run.
    applyDecision(reply.raw, decision, use)
    reply.code(decision.status).send()
  },
}

/** Builds the hook for a policy, or for a function that selects one. */
export function createScopeHook(
  source: CorsPolicy | PolicySelector<FastifyRequest>,
  options: AdapterOptions<FastifyRequest, FastifyReply> = {},
): ScopeHook {
  return {
    apply: createMiddleware(source, options, FASTIFY_ADAPTER),
    applyToSharedUrl: createMiddleware(narrowSource(source), options, FASTIFY_ADAPTER),
    isReport: options.mode === 'report',
  }
}

/** Chains two hooks, like one middleware after another. */
export function chainHooks(first: ScopeHook, second: ScopeHook): ScopeHook {
  return {
    apply: chain(first.apply, second.apply),
    applyToSharedUrl: chain(first.applyToSharedUrl, second.applyToSharedUrl),
    isReport: first.isReport && second.isReport,
  }
}

function chain(first: Middleware, second: Middleware): Middleware {
  return (request, reply, next) =>
    first(request, reply, (error) => (error === undefined ? second(request, reply, next) : next(error)))
}

/** The hook that allows no origin. */
export const DENY: ScopeHook = createScopeHook(createPolicy({ origin: false }))

/** The hook for requests without CORS. */
export const NO_CORS: ScopeHook = createScopeHook(() => undefined)
