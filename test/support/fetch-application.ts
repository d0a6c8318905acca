import { cors, type FetchRequest } from '@crossorigin/fetch'
import { cors as honoCors } from '@crossorigin/fetch/hono'
import { type Context, Hono } from 'hono'
import { FETCH_ROUTES } from './fetch-routes.ts'
import type { CorsLayer, SelectedRequest, Setup } from './scenario.ts'

/** A handler that takes a `Request`. */
export type FetchHandler = (request: Request) => Response | Promise<Response>

/** Puts `cors()` of `@crossorigin/fetch` around the routes of the scenario table. Only authentication can come before it. */
export function createFetchHandler(setup: Setup, onReached: () => void): FetchHandler {
  const routes: FetchHandler = async (request) => {
    onReached()
    try {
      const route = FETCH_ROUTES[new URL(request.url).pathname]
      return route === undefined ? new Response(null, { status: 404 }) : await route(request)
    } catch {
      return new Response(null, { status: 500 })
    }
  }
  const handler = setup.layers.reduceRight(addLayer, routes)
  return setup.hasEarlyAuthentication ? () => new Response(null, { status: 401 }) : handler
}

/** Wrapping one in the other directly throws; applications have a handler in between. */
function addLayer(handler: FetchHandler, { source, vary, mode }: CorsLayer): FetchHandler {
  const adapted = typeof source === 'function' ? (request: FetchRequest) => source(adaptRequest(request)) : source
  return cors(adapted, { vary, mode })((request: Request) => handler(request))
}

/** The request properties that selectors in the table read, as on the other frameworks. */
function adaptRequest({ url, headers }: Pick<Request, 'url'> & { readonly headers: unknown }): SelectedRequest {
  return { url: new URL(url).pathname, headers: Object.fromEntries((headers as Headers).entries()) }
}

/** Mounts `cors()` of `@crossorigin/fetch/hono` before the routes. */
export function createHonoHandler(setup: Setup, onReached: () => void): FetchHandler {
  const { layers, earlyVary, earlyHeaders, hasEarlyAuthentication = false } = setup
  const app = new Hono()
  app.use((c, next) => {
    for (const value of [earlyVary ?? []].flat()) c.header('Vary', value, { append: true })
    for (const [name, value] of Object.entries(earlyHeaders ?? {})) c.header(name, value)
    return next()
  })
  if (hasEarlyAuthentication) app.use(async (c) => c.body(null, 401))
  for (const { source, vary, mode } of layers) {
    const adapted = typeof source === 'function' ? (c: Context) => source(adaptRequest(c.req.raw)) : source
    app.use(honoCors(adapted, { vary, mode }))
  }
  app.use((_c, next) => {
    onReached()
    return next()
  })
  const respond = earlyVary === undefined && earlyHeaders === undefined ? passOn : addEarlyHeaders
  for (const [path, route] of Object.entries(FETCH_ROUTES))
    app.all(path, async (c) => respond(c, await route(c.req.raw)))
  app.onError((_error, c) => c.body(null, 500))
  app.notFound((c) => c.body(null, 404))
  return (request) => app.fetch(request)
}

function passOn(_c: Context, response: Response): Response {
  return response
}

/** Responds like Hono, with the headers that earlier middleware has set. */
function addEarlyHeaders(c: Context, response: Response): Response {
  return c.newResponse(response.body, response)
}
