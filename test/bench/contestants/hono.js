import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { ALLOWED_HEADERS_LINE, MAX_AGE, METHODS_LINE } from '../policy.js'

/**
 * Hono without CORS, and with its own. Its requests and responses are those of Fetch.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 * @returns {import('./contestant.js').Contestant[]}
 */
export function honoContestants({ origins }) {
  const options = {
    origin: [...origins],
    allowMethods: METHODS_LINE.split(', '),
    allowHeaders: ALLOWED_HEADERS_LINE.split(', '),
    credentials: true,
    maxAge: MAX_AGE,
  }
  return [
    { role: 'none', name: 'none', listener: undefined, prepare: (request) => createFetch(createApp(), request) },
    {
      role: 'peer',
      name: 'hono/cors',
      listener: undefined,
      prepare: (request) => createFetch(createApp(cors(options)), request),
    },
  ]
}

/** @param {import('hono').MiddlewareHandler[]} middleware */
function createApp(...middleware) {
  const app = new Hono()
  for (const handler of middleware) app.use(handler)
  app.get('/', (context) => context.text('hello'))
  app.options('/', (context) => context.body(null, 204))
  return app
}

/**
 * @param {Hono} app
 * @param {import('../request.js').BenchRequest} request
 */
function createFetch(app, { method, headers, origins }) {
  let turn = 0
  return () => {
    const origin = origins[turn]
    turn = turn + 1 < origins.length ? turn + 1 : 0
    const fields = origin === undefined ? headers : { ...headers, origin }
    return app.fetch(new Request('http://api.example.com/', { method, headers: fields }))
  }
}
