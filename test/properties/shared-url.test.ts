import { createPreflightCache, type HttpResponse, simulateFetch, type WireRequest } from '@crossorigin/browser-model'
import { cors } from '@crossorigin/fastify'
import fc from 'fast-check'
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { RUNS } from '../support/property-runs.ts'
import { config, request } from './arbitraries.ts'
import { isMeant, type PlainConfig } from './meaning.ts'

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const

/** What applies to each method of one URL: its own policy, none, or that of the scope. */
type Policies = Readonly<Record<(typeof METHODS)[number], PlainConfig | false | undefined>>

async function createApplication(scope: PlainConfig, policies: Policies): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(cors, scope)
  for (const method of METHODS) {
    const own = policies[method]
    app.route({ method, url: '/', ...(own !== undefined && { config: { cors: own } }), handler: async () => 'ok' })
  }
  return app
}

async function exchange(app: FastifyInstance, { method, headers }: WireRequest): Promise<HttpResponse> {
  const { statusCode, headers: fields } = await app.inject({
    method: method as NonNullable<InjectOptions['method']>,
    url: '/',
    headers: Object.fromEntries(headers.filter(([name]) => name !== 'Content-Type')),
  })
  return { status: statusCode, headers: Object.entries(fields).map(([name, value]) => [name, String(value)] as const) }
}

const own = fc.oneof(config, fc.constant(false as const), fc.constant(undefined))
const policies = fc.record({ GET: own, POST: own, PUT: own, DELETE: own })
const asked = request
  .filter(({ method }) => (METHODS as readonly string[]).includes(method ?? ''))
  .map((made) => ({ ...made, url: 'https://api.test/' }))

// Random policies cause many warnings.
beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
})

describe('a URL whose methods have different policies in Fastify', () => {
  it('lets each method through if and only if its own policy allows it, with any cached preflights', async () => {
    await fc.assert(
      fc.asyncProperty(
        config,
        policies,
        fc.array(asked, { minLength: 2, maxLength: 6 }),
        async (scope, each, sequence) => {
          const app = await createApplication(scope, each)
          try {
            const cache = createPreflightCache({ now: () => 0 })
            for (const made of sequence) {
              const governing = each[made.method as keyof Policies] ?? scope
              const isAllowed = governing !== false && isMeant(governing, made)
              // A forced preflight passes according to the standard if no method is listed, as none is here.
              const isForced = made.uploadListener || made.body?.kind === 'stream'
              if (!isAllowed && isForced) continue
              const journey = await simulateFetch(made, (wire) => exchange(app, wire), { cache, now: () => 0 })
              expect(journey.result).toBe(isAllowed ? 'readable' : 'networkError')
            }
          } finally {
            await app.close()
          }
        },
      ),
      { numRuns: Math.ceil(RUNS / 40) },
    )
  })
})
