import {
  type CorsConfig,
  createPolicy,
  type Decision,
  type OriginPredicate,
  originList,
  type RejectDecision,
  validateConfig,
} from '@crossorigin/policy'
import { expectTypeOf } from 'vitest'

/** Compiled, never run: every line that must not compile says so. */
declare const origins: string[]
declare const names: string[]

createPolicy({ origin: origins, methods: names, allowedHeaders: names, exposedHeaders: names })
createPolicy({ origin: '*' })
createPolicy({ origin: process.env['ORIGIN'] ?? 'https://a.example' })
createPolicy({ origin: /^https:\/\/a\.example$/ })
createPolicy({ origin: ['https://a.example', /^https:\/\/b\.example$/] })
createPolicy({ origin: (origin, { scheme, host, port }) => origin === `${scheme}://${host}:${port ?? 0}` })
createPolicy({ origin: async () => true, methods: '*', credentials: undefined })
createPolicy({ ...createPolicy({ origin: '*' }).config, methods: ['PUT'] })
createPolicy({
  origin: '*',
  onDecision: ({ decision, method, headers }) => [decision.kind, method?.code, headers[0]?.subject],
})

createPolicy({ origin: false })
createPolicy({ origin: originList(process.env['ORIGINS'], { ifUnset: false }) })
createPolicy({ origin: [...originList(process.env['ORIGINS']), 'http://localhost:*'] })

// @ts-expect-error: an origin is required.
createPolicy({})
// @ts-expect-error: there is no such option.
createPolicy({ origin: '*', credential: true })
// @ts-expect-error: true is not an origin.
createPolicy({ origin: true })
// @ts-expect-error: a list is required.
createPolicy({ origin: '*', methods: 'PUT' })
// @ts-expect-error: callbacks are not supported.
createPolicy({ origin: (_origin: string, callback: (error: null, allow: boolean) => void) => callback(null, true) })
// @ts-expect-error: an origin function returns a boolean.
createPolicy({ origin: () => 'https://a.example' })
// @ts-expect-error: an origin function cannot be part of a list.
createPolicy({ origin: ['https://a.example', () => true] })
// @ts-expect-error: only two statuses are allowed.
createPolicy({ origin: '*', preflightStatus: 202 })
// @ts-expect-error: seconds must be a number.
createPolicy({ origin: '*', maxAge: '600' })

// @ts-expect-error: there is no such option, under the name that other packages have for it.
createPolicy({ origin: '*', optionsSuccessStatus: 204 })
// @ts-expect-error: there is no such option.
createPolicy({ origin: '*', preflightContinue: true })
// @ts-expect-error: a name must be a string.
createPolicy({ origin: '*', methods: [1] })
// @ts-expect-error: a list is required.
createPolicy({ origin: '*', allowedHeaders: 'X-A, X-B' })
// @ts-expect-error: a list is required.
createPolicy({ origin: '*', exposedHeaders: 'ETag' })
// @ts-expect-error: it must be a boolean.
createPolicy({ origin: 'https://a.example', credentials: 'true' })
// @ts-expect-error: there are only two values.
createPolicy({ origin: 'https://a.example', onDenied: 'warn' })
// @ts-expect-error: it must be a function.
createPolicy({ origin: '*', onDecision: 'log' })
// @ts-expect-error: an event has no such property.
createPolicy({ origin: '*', onDecision: ({ verdict }) => verdict })
// @ts-expect-error: it can be undefined.
createPolicy({ origin: process.env['ORIGIN'] })
// @ts-expect-error: a policy is read-only.
createPolicy({ origin: '*' }).config.maxAge = 1
// @ts-expect-error: a decision can be a promise.
createPolicy({ origin: '*' }).decide({ method: 'GET' }).allowed
// @ts-expect-error: a request must have a method.
createPolicy({ origin: '*' }).decide({ origin: 'https://a.example' })

declare const settled: Decision
if (settled.kind === 'preflight') expectTypeOf(settled.status).toEqualTypeOf<200 | 204 | 403>()
if (settled.kind === 'reject') expectTypeOf(settled).toEqualTypeOf<RejectDecision>()
// @ts-expect-error: the decision about an actual request has no status.
settled.status
expectTypeOf(validateConfig).parameter(0).toBeUnknown()
expectTypeOf(originList('https://a.example')).toExtend<CorsConfig['origin']>()

export const config: CorsConfig = { origin: 'https://a.example', credentials: true }
export const predicate: OriginPredicate = (origin) => Promise.resolve(origin.endsWith('.example'))
export const decision: Decision | PromiseLike<Decision> = createPolicy(config).decide({ method: 'GET' })
