import { createServer, type RequestListener } from 'node:http'
import { cors, createPolicy } from '@crossorigin/express'
import { cors as withCors } from '@crossorigin/node'
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express'
import express4 from 'express4'
import request from 'supertest'
import { describe, expect, it, vi } from 'vitest'
import { readCorsHeaders } from '../support/cors-headers.ts'
import { createDeferred } from '../support/deferred.ts'
import type { Express } from '../support/express-application.ts'
import { listen } from '../support/listen.ts'
import { beginRaw } from '../support/raw-client.ts'
import { ALLOWED, EVIL, get, LIST_CONFIG } from './scenarios/list-policy.ts'

const VERSIONS: readonly { readonly name: string; readonly createApp: Express }[] = [
  { name: 'Express 4', createApp: express4 },
  { name: 'Express 5', createApp: express },
]

function failingOrigin(): never {
  throw new Error('the origin function failed')
}

describe.each(VERSIONS)('$name', ({ createApp }) => {
  it('responds to preflights for routes without an OPTIONS handler, and for unknown paths', async () => {
    const app = createApp()
    app.use(cors(LIST_CONFIG))
    app.put('/items/:id', (_req, res) => void res.send('put'))
    for (const path of ['/items/1', '/nowhere']) {
      const preflight = request(app).options(path).set('Origin', ALLOWED).set('Access-Control-Request-Method', 'PUT')
      await preflight
        .expect(204)
        .expect('Access-Control-Allow-Origin', ALLOWED)
        .expect('Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT')
        .expect('Access-Control-Max-Age', '600')
        .expect('Vary', 'Origin')
    }
  })

  it("leaves OPTIONS to the application, and to Express' own response", async () => {
    const app = createApp()
    app.use(cors(LIST_CONFIG))
    app.options('/own', (_req, res) => void res.set('Allow', 'GET, OPTIONS').send('own'))
    app.get('/automatic', (_req, res) => void res.send('ok'))
    await request(app).options('/own').set('Origin', ALLOWED).expect(200, 'own').expect('Allow', 'GET, OPTIONS')
    const automatic = await request(app).options('/automatic').set('Origin', ALLOWED).expect(200)
    expect(automatic.get('Allow')).toContain('GET')
    expect(automatic.get('Access-Control-Allow-Origin')).toBe(ALLOWED)
  })

  it('applies to a router, and its unknown paths, when it is mounted there', async () => {
    const app = createApp()
    const api = createApp.Router()
    api.use(cors(LIST_CONFIG))
    api.get('/known', (_req, res) => void res.send('ok'))
    app.use('/api', api)
    app.get('/outside', (_req, res) => void res.send('ok'))
    await request(app).get('/api/known').set('Origin', ALLOWED).expect('Access-Control-Allow-Origin', ALLOWED)
    await request(app)
      .get('/api/nope')
      .set('Origin', ALLOWED)
      .expect(404)
      .expect('Access-Control-Allow-Origin', ALLOWED)
    const outside = await request(app).get('/outside').set('Origin', ALLOWED)
    expect([outside.get('Access-Control-Allow-Origin'), outside.get('Vary')]).toEqual([undefined, undefined])
  })

  it('lets the policy of a nested router decide about actual requests', async () => {
    const app = createApp()
    const strict = createApp.Router()
    strict.use(cors(LIST_CONFIG))
    strict.get('/', (_req, res) => void res.send('ok'))
    app.use(cors({ origin: '*', exposedHeaders: ['X-Outer'] }))
    app.use('/strict', strict)
    app.get('/open', (_req, res) => void res.send('ok'))

    const refused = await request(app).get('/strict').set('Origin', EVIL).expect('Vary', 'Origin')
    expect(refused.get('Access-Control-Allow-Origin')).toBeUndefined()
    expect(refused.get('Access-Control-Expose-Headers')).toBeUndefined()
    await request(app).get('/strict').set('Origin', ALLOWED).expect('Access-Control-Expose-Headers', 'X-Total')
    await request(app).get('/open').set('Origin', EVIL).expect('Access-Control-Allow-Origin', '*')
  })

  it('does not remove headers that the application has set since', async () => {
    const app = createApp()
    const setOwn: RequestHandler = (_req, res, next) => {
      res.set('Access-Control-Allow-Origin', ALLOWED).set('Access-Control-Expose-Headers', 'X-Own')
      next()
    }
    const withoutCors = cors(() => undefined)
    app.get('/changed', cors(LIST_CONFIG), setOwn, withoutCors, (_req, res) => void res.send('ok'))
    app.get('/set-anew', cors(LIST_CONFIG), withoutCors, setOwn, withoutCors, (_req, res) => void res.send('ok'))
    const changed = await request(app).get('/changed').set('Origin', ALLOWED)
    expect(changed.get('Access-Control-Expose-Headers')).toBe('X-Own')
    expect(changed.get('Access-Control-Allow-Credentials')).toBeUndefined()
    const setAnew = await request(app).get('/set-anew').set('Origin', ALLOWED)
    expect(setAnew.get('Access-Control-Allow-Origin')).toBe(ALLOWED)
    expect(setAnew.get('Access-Control-Expose-Headers')).toBe('X-Own')
  })

  it('applies to a single route', async () => {
    const app = createApp()
    const withCors = cors(LIST_CONFIG)
    app
      .route('/one')
      .options(withCors)
      .get(withCors, (_req, res) => void res.send('ok'))
    await request(app).get('/one').set('Origin', ALLOWED).expect('Access-Control-Allow-Origin', ALLOWED)
    const preflight = request(app).options('/one').set('Origin', EVIL).set('Access-Control-Request-Method', 'PUT')
    await preflight.expect(403).expect('Vary', 'Origin')
  })

  it('keeps its headers on the response of an error handler', async () => {
    const app = createApp()
    app.use(cors(LIST_CONFIG))
    app.get('/', (_req, _res, next) => next(Object.assign(new Error('teapot'), { status: 418 })))
    app.use((error: Error & { status: number }, _req: Request, res: Response, _next: NextFunction) => {
      res.status(error.status).set('Vary', 'Accept').json({ error: error.message })
    })
    const response = await request(app).get('/').set('Origin', ALLOWED).expect(418)
    expect(response.get('Access-Control-Allow-Origin')).toBe(ALLOWED)
    expect(response.get('Vary')).toBe('Accept, Origin')
  })

  it('keeps its headers when a body has an unsupported charset', async () => {
    const app = createApp()
    app.use(cors(LIST_CONFIG))
    app.use(createApp.json())
    const response = await request(app)
      .post('/')
      .set('Origin', ALLOWED)
      .set('Content-Type', 'application/json; charset=x-unknown')
      .send('{}')
    expect(response.status).toBe(415)
    expect(response.get('Access-Control-Allow-Origin')).toBe(ALLOWED)
    expect(response.get('Vary')).toBe('Origin')
  })

  it('keeps Vary when the server is wrapped as well, with its own policy', async () => {
    const app = createApp()
    app.use(cors(LIST_CONFIG))
    app.get('/', (_req, res) => void res.set('Vary', 'Cookie').send('hello'))
    const wrapped = withCors({ origin: EVIL, exposedHeaders: ['X-Outer'] })(app as RequestListener)
    const response = await request(wrapped).get('/').set('Origin', EVIL).expect(200)
    expect(response.get('Access-Control-Allow-Origin')).toBeUndefined()
    expect(response.get('Access-Control-Expose-Headers')).toBeUndefined()
    expect(response.get('Vary')).toBe('Cookie, Origin')
  })

  it("merges with what Express' own helpers put into Vary", async () => {
    const app = createApp()
    app.use(cors(LIST_CONFIG))
    app.get('/redirect', (_req, res) => res.redirect('/elsewhere'))
    app.get('/vary', (_req, res) => void res.vary('Cookie').vary('origin').send('ok'))
    app.get('/format', (_req, res) => void res.format({ text: () => res.send('ok') }))
    const redirect = await request(app).get('/redirect').set('Origin', ALLOWED).expect(302)
    expect([redirect.get('Vary'), redirect.get('Access-Control-Allow-Origin')]).toEqual(['Origin, Accept', ALLOWED])
    await request(app).get('/vary').set('Origin', ALLOWED).expect('Vary', 'Origin, Cookie')
    await request(app).get('/format').set('Origin', EVIL).expect('Vary', 'Origin, Accept')
  })

  it('keeps its headers on a 304 of a conditional request', async () => {
    const app = createApp()
    app.use(cors(LIST_CONFIG))
    app.get('/', (_req, res) => void res.send('ok'))
    const first = await request(app).get('/').set('Origin', ALLOWED)
    const second = await request(app)
      .get('/')
      .set('Origin', ALLOWED)
      .set('If-None-Match', String(first.get('ETag')))
    expect(second.status).toBe(304)
    expect(second.get('Access-Control-Allow-Origin')).toBe(ALLOWED)
    expect(second.get('Vary')).toBe('Origin')
  })

  it('selects a policy by the host name', async () => {
    const tenant = createPolicy({ origin: ALLOWED })
    const app = createApp()
    app.use(cors<Request>((req) => (req.hostname === 'tenant.example' ? tenant : undefined), { vary: ['Host'] }))
    app.get('/', (_req, res) => void res.send('ok'))
    const own = await request(app).get('/').set('Host', 'tenant.example').set('Origin', ALLOWED)
    expect([own.get('Access-Control-Allow-Origin'), own.get('Vary')]).toEqual([ALLOWED, 'Origin, Host'])
    const other = await request(app).get('/').set('Host', 'other.example').set('Origin', ALLOWED)
    expect([other.get('Access-Control-Allow-Origin'), other.get('Vary')]).toEqual([undefined, 'Host'])
  })

  it('passes what an origin function throws to next, unchanged, after onError was called', async () => {
    const told: unknown[] = []
    const app = createApp()
    app.use(cors({ origin: failingOrigin }, { onError: (error) => told.push(error) }))
    app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
      res.status(503).send(String(told.includes(error)))
    })
    const response = await request(app).get('/').set('Origin', ALLOWED).expect(503, 'true')
    expect([response.get('Access-Control-Allow-Origin'), response.get('Vary')]).toEqual([undefined, 'Origin'])
  })

  it('lets onError respond, and then calls no error handler', async () => {
    const handler = vi.fn()
    const app = createApp()
    const onError = (_error: Error, _req: Request, res: Response): void => void res.status(503).send('later')
    app.use(cors<Request, Response>({ origin: async () => failingOrigin() }, { onError }))
    app.use((_error: Error, _req: Request, _res: Response, next: NextFunction) => {
      handler()
      next()
    })
    await request(app).get('/').set('Origin', ALLOWED).expect(503, 'later').expect('Vary', 'Origin')
    expect(handler).not.toHaveBeenCalled()
  })

  it('emits no warning for an origin function that fails: the error goes to the error handler', async () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const app = createApp()
    app.use(cors({ origin: failingOrigin }))
    await request(app).get('/').set('Origin', ALLOWED).expect(500)
    expect(emitWarning).not.toHaveBeenCalled()
  })

  it('changes nothing when a time limit has responded before the origin function', async () => {
    const asked = createDeferred<Response>()
    const answer = createDeferred<boolean>()
    const handler = vi.fn()
    const app = createApp()
    app.use((_req, res, next) => {
      next()
      asked.resolve(res)
    })
    app.use(cors({ origin: () => answer.promise }))
    app.use(handler)
    const begun = beginRaw(await listen(createServer(app)), get(ALLOWED))
    const res = await asked.promise
    res.status(503).send('too slow')
    answer.resolve(true)
    const response = await begun.response
    expect([response.status, response.body, readCorsHeaders(response)]).toEqual([503, 'too slow', { vary: 'Origin' }])
    expect(handler).not.toHaveBeenCalled()
  })
})

describe('Express 5', () => {
  it('keeps its headers when an asynchronous handler rejects', async () => {
    const app = express()
    app.use(cors(LIST_CONFIG))
    app.get('/', async () => {
      throw new Error('rejected by a handler')
    })
    const response = await request(app).get('/').set('Origin', ALLOWED).expect(500)
    expect([response.get('Access-Control-Allow-Origin'), response.get('Vary')]).toEqual([ALLOWED, 'Origin'])
  })
})
