import '@crossorigin/policy/public-suffix-list'
import { cors } from '@crossorigin/fetch'
import { cors as honoCors } from '@crossorigin/fetch/hono'
import { Hono, type MiddlewareHandler } from 'hono'
import { SCENARIOS } from '../../adapters/scenario-table.ts'
import { LIST_CONFIG } from '../../adapters/scenarios/list-policy.ts'
import { createFetchHandler, createHonoHandler } from '../../support/fetch-application.ts'
import { ALL_ROUTES } from './trap-routes.ts'
import { upgrade, upgradeWithHono } from './web-socket.ts'

/**
 * The handler that every runtime serves, with what the runtime passes in addition to the request. The request header `X-Application` selects the application: a row of the
 * scenario table, or the routes with CORS or without it.
 */
export function handle(request: Request, server?: unknown): unknown {
  const name = request.headers.get('x-application') ?? ''
  if (new URL(request.url).pathname === '/reached') return new Response(String(reached.get(name) ?? 0))
  const application = applications.get(name) ?? createApplication(name)
  applications.set(name, application)
  return application(request, server)
}

type Handler = (request: Request, server?: unknown) => unknown

const applications = new Map<string, Handler>()
const reached = new Map<string, number>()

const routes: Handler = (request, server) => {
  if (new URL(request.url).pathname === '/socket') return upgrade(request, server)
  const route = ALL_ROUTES[new URL(request.url).pathname]
  return route === undefined ? new Response('no route', { status: 404 }) : route(request)
}

function createApplication(name: string): Handler {
  if (name === 'plain') return readHeaders(routes)
  if (name === 'plain hono') return createHono(new Hono().use(readContext))
  if (name.startsWith('claims ')) return createClaims(name.slice('claims '.length))
  if (name === 'cors') return cors(LIST_CONFIG)((request: Request, server?: unknown) => routes(request, server))
  if (name === 'cors hono') return createHono(new Hono().use(honoCors(LIST_CONFIG)))
  const [framework = ''] = name.split(' ')
  const scenario = SCENARIOS.find(({ title }) => name === `${framework} ${title}`)
  if (scenario === undefined) throw new Error(`Unknown application ${name}`)
  const create = framework === 'hono' ? createHonoHandler : createFetchHandler
  return create(scenario.setup, () => {
    reached.set(name, (reached.get(name) ?? 0) + 1)
  })
}

function createHono(app: Hono): Handler {
  app.get('/socket', upgradeWithHono)
  app.all('*', (c) => routes(c.req.raw) as Response)
  // Hono's environment is what a runtime passes in addition to the request.
  return (request, server) => app.fetch(request, server as object)
}

/**
 * The effect of a middleware that changes nothing.
 *
 * Compatibility: `@hono/node-server` adds a `Content-Type` to responses whose headers were read, and Bun does if it has
 * to copy them afterwards. Hono treats a handler without a response differently if there is a middleware.
 */
function readHeaders(handler: Handler): Handler {
  const read = <Value>(value: Value): Value => {
    if (value instanceof Response) value.headers.get('vary')
    return value
  }
  return (request, server) => {
    const response = handler(request, server)
    return response instanceof Promise ? response.then(read) : read(response)
  }
}

const readContext: MiddlewareHandler = async (c, next) => {
  await next()
  c.res.headers.get('vary')
}

/** Puts a policy, given as JSON, before what the test responds with. */
function createClaims(config: string): Handler {
  return cors(JSON.parse(config))(({ url, method, headers }: Request) => {
    const { pathname, search } = new URL(url)
    const init = { method, headers: { 'x-claim': headers.get('x-claim') as string }, redirect: 'manual' } as const
    return fetch(`http://127.0.0.1:${headers.get('x-upstream')}${pathname}${search}`, init)
  })
}
