import { cors, createPolicy } from '@crossorigin/koa'
import Router from '@koa/router'
import Koa, { type Context } from 'koa'
import Koa2, { type Context as Context2 } from 'koa2-types'
import { expectTypeOf } from 'vitest'

/** Compiled, never run: with the middleware before them, handlers have the types that they have without it. */
const policy = createPolicy({ origin: 'https://a.example' })
const middleware = cors({ origin: 'https://a.example', methods: ['PUT'], credentials: true })

interface State {
  readonly user: string
}

const app = new Koa<State>()
app
  .use(middleware)
  .use(cors(policy))
  .use((ctx, next) => {
    expectTypeOf(ctx.state).toEqualTypeOf<State>()
    return next()
  })
app.use(cors((ctx) => (ctx.hostname === 'a.example' && ctx.path === '/' ? policy : undefined), { vary: ['Host'] }))
app.use(cors(async (ctx: Context) => (ctx.subdomains.length === 0 ? policy : undefined)))
app.use(
  cors(policy, {
    onError: (error, { url }, res) => {
      expectTypeOf(error).toEqualTypeOf<Error>()
      expectTypeOf(url).toBeString()
      res.writeHead(503).end()
    },
  }),
)
app.use(cors(policy, { mode: 'report', onDifference: ({ request }) => expectTypeOf(request.url).toBeString() }))
app.use((ctx, next) => middleware(ctx, next))
new Router().use(middleware).get('/notes/:id', middleware, (ctx) => {
  expectTypeOf(ctx.params['id']).toExtend<string | undefined>()
})
// @ts-expect-error: an origin is required.
app.use(cors({}))
// @ts-expect-error: there is no such option.
app.use(cors({ origin: '*', credential: true }))
// @ts-expect-error: a selector returns a policy, not a configuration.
app.use(cors(() => ({ origin: '*' })))
// @ts-expect-error: there is no such option in addition to the policy.
app.use(cors(policy, { varies: ['Host'] }))

const app2 = new Koa2()
app2.use(middleware)
app2.use(cors((ctx) => (ctx.hostname === 'a.example' ? policy : undefined)))
app2.use(cors((ctx: Context2) => (ctx.subdomains.length === 0 ? policy : undefined)))
// @ts-expect-error: an origin is required.
app2.use(cors({}))
