import '@crossorigin/policy/public-suffix-list'
import { cors } from '@crossorigin/fetch'
import { cors as honoCors } from '@crossorigin/fetch/hono'
import { Hono } from 'hono'
import { SCENARIOS } from '../../adapters/scenario-table.ts'
import { LIST_CONFIG } from '../../adapters/scenarios/list-policy.ts'
import { createFetchHandler, createHonoHandler } from '../../support/fetch-application.ts'
import { ALL_ROUTES, type TrapRoute } from './trap-routes.ts'

/**
 * The handler that every runtime serves. The header `X-Application` of a request says which application responds: a row of the
 * scenario table, or the routes with CORS or without it.
 */
export function handle(request: Request): unknown {
  const name = request.headers.get('x-application') ?? ''
  if (new URL(request.url).pathname === '/reached') return new Response(String(reached.get(name) ?? 0))
  const application = applications.get(name) ?? createApplication(name)
  applications.set(name, application)
  return application(request)
}

type Handler = (request: Request) => unknown

const applications = new Map<string, Handler>()
const reached = new Map<string, number>()

const routes: TrapRoute = (request) => {
  const route = ALL_ROUTES[new URL(request.url).pathname]
  return route === undefined ? new Response('no route', { status: 404 }) : route(request)
}

function createApplication(name: string): Handler {
  if (name === 'plain') return readHeaders(routes)
  if (name === 'plain hono') return readHeaders(createHono(new Hono()))
  if (name === 'cors') return cors(LIST_CONFIG)((request: Request) => routes(request))
  if (name === 'cors hono') return createHono(new Hono().use(honoCors(LIST_CONFIG)))
  const [framework, id] = name.split(' ')
  const scenario = SCENARIOS.find((each) => each.id === id)
  if (scenario === undefined) throw new Error(`There is no application ${name}`)
  const create = framework === 'hono' ? createHonoHandler : createFetchHandler
  return create(scenario.setup, () => {
    reached.set(name, (reached.get(name) ?? 0) + 1)
  })
}

function createHono(app: Hono): Handler {
  app.all('*', (c) => routes(c.req.raw) as Response)
  return (request) => app.fetch(request)
}

/**
 * Compatibility: `@hono/node-server` adds a `Content-Type` to responses whose headers somebody has read, and workerd makes a
 * response to `HEAD` of them in another way.
 */
function readHeaders(handler: Handler): Handler {
  const read = <Value>(value: Value): Value => {
    if (value instanceof Response) value.headers.get('vary')
    return value
  }
  return (request) => {
    const response = handler(request)
    return response instanceof Promise ? response.then(read) : read(response)
  }
}
