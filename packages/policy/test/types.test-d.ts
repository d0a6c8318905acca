import { type CorsConfig, createPolicy, type Decision, type OriginPredicate } from '@crossorigin/policy'

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

// @ts-expect-error: an origin is required.
createPolicy({})
// @ts-expect-error: there is no such option.
createPolicy({ origin: '*', credential: true })
// @ts-expect-error: true allows nothing and everything.
createPolicy({ origin: true })
// @ts-expect-error: a list is a list.
createPolicy({ origin: '*', methods: 'PUT' })
// @ts-expect-error: callbacks are not taken.
createPolicy({ origin: (_origin: string, callback: (error: null, allow: boolean) => void) => callback(null, true) })
// @ts-expect-error: a predicate answers with a boolean.
createPolicy({ origin: () => 'https://a.example' })
// @ts-expect-error: a predicate stands alone.
createPolicy({ origin: ['https://a.example', () => true] })
// @ts-expect-error: only two statuses.
createPolicy({ origin: '*', preflightStatus: 202 })
// @ts-expect-error: seconds are a number.
createPolicy({ origin: '*', maxAge: '600' })

export const config: CorsConfig = { origin: 'https://a.example', credentials: true }
export const predicate: OriginPredicate = (origin) => Promise.resolve(origin.endsWith('.example'))
export const decision: Decision | PromiseLike<Decision> = createPolicy(config).decide({ method: 'GET' })
