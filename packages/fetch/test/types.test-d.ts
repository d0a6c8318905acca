import { cors, createPolicy, type Difference } from '@crossorigin/fetch'
import { cors as honoCors } from '@crossorigin/fetch/hono'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { expectTypeOf } from 'vitest'

/** Compiled, never run. */
const config = { origin: 'https://a.example', credentials: true }
const policy = createPolicy(config)

/** What module workers export, as Cloudflare's own types have it. */
interface ExportedHandler<Env> {
  fetch?: (request: Request, env: Env, ctx: Waiting) => Response | Promise<Response>
}
interface Waiting {
  waitUntil(promise: Promise<unknown>): void
}
interface Env {
  readonly ORIGIN: string
}

type Result = Response | Promise<Response>

expectTypeOf(cors(config)((request: Request) => new Response(request.url))).toEqualTypeOf<
  (this: unknown, request: Request) => Result
>()
expectTypeOf(cors(policy)(async (_request: Request, env: Env) => new Response(env.ORIGIN))).toEqualTypeOf<
  (this: unknown, request: Request, env: Env) => Result
>()
expectTypeOf(cors(config)((_request: Request) => undefined as Response | undefined)).returns.toEqualTypeOf<
  Response | undefined | Promise<Response | undefined>
>()
expectTypeOf(cors(config)).toBeCallableWith((request) => request.headers.get('a'))

export const worker = {
  fetch: cors(config)(async (_request: Request, env: Env, ctx: Waiting) => {
    ctx.waitUntil(Promise.resolve())
    return new Response(env.ORIGIN)
  }),
} satisfies ExportedHandler<Env>

const selected = cors((request: Request, env: Env) => (request.url === env.ORIGIN ? policy : undefined))
export const selecting = {
  fetch: selected((_request, _env, _ctx: Waiting) => new Response('ok')),
} satisfies ExportedHandler<Env>
export const short = { fetch: selected(() => new Response('ok')) } satisfies ExportedHandler<Env>
cors(config, { onError: (error, request: Request, env: Env) => new Response(error.message + request.url + env.ORIGIN) })
cors(config, {
  mode: 'report',
  onDifference: ({ request, aspects }) => expectTypeOf(aspects.concat()).toExtend<string[]>() && request.url,
})
cors(async () => policy, { vary: ['X-Tenant'] })

// @ts-expect-error: a selector returns a policy, not a configuration.
cors(() => ({ origin: '*' }))
// @ts-expect-error: header names must be a list.
cors(policy, { vary: 'Host' })
// @ts-expect-error: there is no such option.
cors({ origin: '*', credential: true })
// @ts-expect-error: a handler is required.
cors(config)()
// @ts-expect-error: the environment differs from that of the selector.
selected((_request: Request, env: { readonly OTHER: string }) => new Response(env.OTHER))

const app = new Hono<{ Bindings: Env }>()
app.use(honoCors(config))
app.use(
  '/api/*',
  honoCors((c: Context<{ Bindings: Env }>) => (c.env.ORIGIN === 'a' ? policy : undefined)),
)
app.use(honoCors(policy, { onError: (error, c: Context) => c.text(error.message, 503) }))
app.use(
  honoCors<Context>(config, {
    mode: 'report',
    onDifference: (difference: Difference<Context>) => difference.request.req.path,
  }),
)
expectTypeOf(honoCors(config)).toExtend<MiddlewareHandler>()
// @ts-expect-error: there is no such option.
honoCors({ origin: '*', credential: true })
