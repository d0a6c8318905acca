import type { CorsConfig, cors } from '@crossorigin/fastify'
import fc from 'fast-check'
import Fastify, { type FastifyInstance, type FastifyServerOptions, type RouteOptions } from 'fastify'

/** The CORS plugin, or one with a defect. */
export type Plugin = typeof cors

/** A route's own policy by number, `false` for none, `undefined` for that of its scope. */
type Own = 3 | 4 | false | undefined

/** A route to add. */
interface RandomRoute {
  /** The number of its scope; the root is 0. */
  readonly scope: number
  readonly method: 'GET' | 'HEAD' | 'PUT' | readonly ['GET', 'PUT']
  readonly url: string
  readonly constraints: Readonly<Record<string, unknown>>
  readonly own: Own
  readonly prefixTrailingSlash: 'both' | 'slash' | 'no-slash'
}

/** A scope below the root. */
interface RandomScope {
  readonly prefix: string
  /** Whether it has its own policy, with the number of the scope. */
  readonly hasPolicy: boolean
}

/** How an application gets its constraint strategies. */
type Registration = 'options' | 'added'

/** A complete application to create. */
export interface RandomApplication {
  readonly scopes: readonly RandomScope[]
  readonly routes: readonly RandomRoute[]
  readonly router: Readonly<Record<'caseSensitive' | 'ignoreTrailingSlash' | 'ignoreDuplicateSlashes', boolean>>
  readonly spelling: 'routerOptions' | 'top' | 'both'
  readonly exposeHeadRoutes: boolean
  readonly registration: Registration
  readonly strategies: Strategies
  readonly rewriting: keyof typeof REWRITINGS
}

type Strategies = Readonly<{ isHostOwn: boolean; mustMatch: boolean; timing: 'synchronous' | 'early' | 'late' }>

const POLICIES: readonly CorsConfig[] = [0, 1, 2, 3, 4].map((number) => ({
  origin: '*',
  methods: '*',
  allowedHeaders: [`X-Policy-${number}`],
  exposedHeaders: [`X-Policy-${number}`],
}))

const URLS = [
  '/',
  '/p',
  '/p/',
  '/P',
  '/p/1',
  '/p/A',
  '/p/:id',
  '/p/:name',
  '/p/*',
  '/p/:id(^\\d+$)',
  '/p/:id(^[a-z]+$)',
  '/p/:id?',
  '/:one/:two',
  '/:one/1',
  '/p/:id.json',
  '/p/x-:id',
  '/p/:from-:to',
  '/p/x*',
  '/*',
  '/p/:id/q',
  '//p',
]

const constraints = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.record({ version: fc.constantFrom('1.0.0', '1.2.0', '2.0.0') }) },
  { weight: 2, arbitrary: fc.record({ host: fc.constantFrom<unknown>('a.example', 'b.example', /^a\./) }) },
  { weight: 1, arbitrary: fc.record({ tenant: fc.constantFrom('x', 'y') }) },
  { weight: 1, arbitrary: fc.record({ site: fc.constantFrom('a', 'b') }) },
  {
    weight: 1,
    arbitrary: fc.record({ version: fc.constant('1.0.0'), host: fc.constantFrom('a.example', 'b.example') }),
  },
  { weight: 1, arbitrary: fc.record({ version: fc.constant('1.0.0'), tenant: fc.constantFrom('x', 'y') }) },
  { weight: 1, arbitrary: fc.record({ site: fc.constant('a'), tenant: fc.constantFrom('x', 'y') }) },
)

const route: fc.Arbitrary<RandomRoute> = fc.record({
  scope: fc.constantFrom(0, 0, 1, 2),
  method: fc.constantFrom<RandomRoute['method']>('GET', 'PUT', 'PUT', 'HEAD', ['GET', 'PUT']),
  url: fc.constantFrom(...URLS),
  constraints,
  own: fc.constantFrom<Own>(undefined, undefined, 3, 4, false),
  prefixTrailingSlash: fc.constantFrom('both', 'both', 'slash', 'no-slash'),
})

const scope: fc.Arbitrary<RandomScope> = fc.record({
  prefix: fc.constantFrom('/p', '/P', '/:one', '/p/', '/q'),
  hasPolicy: fc.boolean(),
})

/** Small applications in which many routes overlap. */
export const randomApplication: fc.Arbitrary<RandomApplication> = fc.record({
  scopes: fc.tuple(scope, scope),
  routes: fc.array(route, { minLength: 1, maxLength: 5 }),
  router: fc.record({
    caseSensitive: fc.constantFrom(true, true, false),
    ignoreTrailingSlash: fc.constantFrom(false, false, true),
    ignoreDuplicateSlashes: fc.constantFrom(false, false, true),
  }),
  spelling: fc.constantFrom('routerOptions', 'routerOptions', 'top', 'both'),
  exposeHeadRoutes: fc.constantFrom(true, true, false),
  registration: fc.constantFrom('options', 'added'),
  strategies: fc.record({
    isHostOwn: fc.boolean(),
    mustMatch: fc.boolean(),
    timing: fc.constantFrom('synchronous', 'synchronous', 'early', 'late'),
  }),
  rewriting: fc.constantFrom('none', 'none', 'none', 'none', 'prefix', 'method', 'header'),
})

type Message = Readonly<{ method: string; url: string; headers: Readonly<Record<string, string | undefined>> }>

const REWRITINGS = {
  none: undefined,
  prefix: ({ url }: Message) => url.replace(/^\/old/, ''),
  method: ({ url, method }: Message) => (method === 'PUT' ? url.replace(/^\/old/, '/p') : url),
  header: ({ url, headers }: Message) => (headers['x-tenant'] === 'x' ? '/p/1' : url),
}

type Done = (error: null, value: unknown) => void

/** A strategy for a custom header, one for a part of `Host`, and one that replaces the router's. */
function createStrategies({ isHostOwn, mustMatch, timing }: Strategies): Record<string, unknown> {
  const hostOf = ({ headers }: Message): string => headers['host'] ?? ''
  const create = (name: string, mustMatchWhenDerived: boolean, derive: (request: Message) => unknown): object => ({
    name,
    mustMatchWhenDerived,
    storage: () => new Map(),
    validate: () => undefined,
    deriveConstraint: {
      synchronous: (request: Message) => derive(request),
      early(request: Message, _context: unknown, done: Done) {
        const value = derive(request)
        setImmediate(() => done(null, value))
      },
      late: (request: Message, _context: unknown, done: Done) => setImmediate(() => done(null, derive(request))),
    }[timing],
  })
  return {
    tenant: create('tenant', mustMatch, ({ headers }) => headers['x-tenant']),
    site: create('site', false, (request) => hostOf(request).split('.')[0]),
    ...(isHostOwn && {
      host: { ...create('host', false, hostOf), storage: createPrefixStorage },
    }),
  }
}

/** Treats every host that begins with the first character of `a.example` as `a.example`. */
function createPrefixStorage(): object {
  const bits = new Map<string, number>()
  const keyOf = (host: unknown): string => String(host).replace(/\W/g, '').charAt(0)
  return {
    get: (host: unknown) => bits.get(keyOf(host)),
    set: (host: unknown, value: number) => void bits.set(keyOf(host), value),
  }
}

function createOptions(application: RandomApplication, strategies: Record<string, unknown>): FastifyServerOptions {
  const { router, spelling, exposeHeadRoutes, registration, rewriting } = application
  const all = { ...router, ...(registration === 'options' && { constraints: strategies }) }
  const { ignoreTrailingSlash, ...others } = all
  const spelled = {
    routerOptions: { routerOptions: all },
    top: all,
    both: { ignoreTrailingSlash, routerOptions: others },
  }[spelling]
  const rewriteUrl = REWRITINGS[rewriting]
  return { ...spelled, exposeHeadRoutes, ...(rewriteUrl && { rewriteUrl }) } as FastifyServerOptions
}

/** Creates an application in which each response names its route by number, in the header `X-Route`. */
export async function createApplication(application: RandomApplication, plugin?: Plugin): Promise<FastifyInstance> {
  const strategies = createStrategies(application.strategies)
  const app = Fastify(createOptions(application, strategies))
  if (application.registration === 'added') {
    for (const strategy of Object.values(strategies)) app.addConstraintStrategy(strategy as never)
  }
  try {
    if (plugin !== undefined) await app.register(plugin, POLICIES[0] as CorsConfig)
    addRoutes(app, application, 0)
    for (const [index, { prefix, hasPolicy }] of application.scopes.entries()) {
      const number = index + 1
      await app.register(
        async (child) => {
          if (plugin !== undefined && hasPolicy) await child.register(plugin, POLICIES[number] as CorsConfig)
          addRoutes(child, application, number)
        },
        { prefix },
      )
    }
    await app.ready()
  } catch (error) {
    await app.close()
    throw error
  }
  return app
}

function addRoutes(instance: FastifyInstance, { routes }: RandomApplication, scope: number): void {
  for (const [number, { method, url, constraints, own, prefixTrailingSlash, ...route }] of routes.entries()) {
    if (route.scope !== scope) continue
    instance.route({
      method: [method].flat(),
      url,
      constraints: { ...constraints },
      prefixTrailingSlash,
      config: { ...(own !== undefined && { cors: own === false ? false : POLICIES[own] }) },
      handler: (_request, reply) => reply.header('X-Route', number).send('ok'),
    } as RouteOptions)
  }
}

/** Returns the number of the policy that a route has, or `undefined`. */
export function policyOf({ routes, scopes }: RandomApplication, number: number): number | undefined {
  const { own, scope } = routes[number] as RandomRoute
  if (own === false) return undefined
  return own ?? (scopes[scope - 1]?.hasPolicy ? scope : 0)
}
