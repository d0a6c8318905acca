import { cors } from '@crossorigin/express'
import express, { type Request, type Response, Router } from 'express'
import express4, { type Request as Request4, type Response as Response4, Router as Router4 } from 'express4-types'
import { expectTypeOf } from 'vitest'

/** Compiled, never run: with the middleware before them, handlers have the types that they have without it. */
const middleware = cors({ origin: 'https://a.example' })

interface Note {
  readonly id: string
}

const app = express()
app.use(middleware)
app.use('/api', middleware)
app.use(['/a', '/b'], middleware, middleware)
app.all('/*splat', middleware)
app
  .route('/notes/:id')
  .all(middleware)
  .get((req) => expectTypeOf(req.params).toEqualTypeOf<{ id: string }>())
Router()
  .use(middleware)
  .get('/notes/:id', middleware, (req) => expectTypeOf(req.params.id).toBeString())
app.get('/notes/:id', middleware, (req, res, next) => {
  expectTypeOf(req.params).toEqualTypeOf<{ id: string }>()
  expectTypeOf(req).toExtend<Request>()
  expectTypeOf(res).toExtend<Response>()
  expectTypeOf(next).toBeFunction()
  // @ts-expect-error: the path has no such parameter.
  req.params.name
})
app.post<{ id: string }, Note, Note>('/notes/:id', middleware, (req, res) => {
  expectTypeOf(req.body).toEqualTypeOf<Note>()
  // @ts-expect-error: this is not a note.
  res.json({ id: 1 })
})
// @ts-expect-error: an origin is required.
app.use(cors({}))
// @ts-expect-error: a path is not a policy.
app.use(cors('/api'))

const app4 = express4()
app4.use(middleware)
app4.use('/api', middleware)
app4.use(['/a', '/b'], middleware, middleware)
app4.options('*', middleware)
app4
  .route('/notes/:id')
  .all(middleware)
  .get((req) => expectTypeOf(req.params).toEqualTypeOf<{ id: string }>())
Router4()
  .use(middleware)
  .get('/notes/:id', middleware, (req) => expectTypeOf(req.params.id).toBeString())
app4.get('/notes/:id', middleware, (req, res, next) => {
  expectTypeOf(req.params).toEqualTypeOf<{ id: string }>()
  expectTypeOf(req).toExtend<Request4>()
  expectTypeOf(res).toExtend<Response4>()
  expectTypeOf(next).toBeFunction()
  // @ts-expect-error: the path has no such parameter.
  req.params.name
})
app4.post<{ id: string }, Note, Note>('/notes/:id', middleware, (req, res) => {
  expectTypeOf(req.body).toEqualTypeOf<Note>()
  // @ts-expect-error: this is not a note.
  res.json({ id: 1 })
})
app4.use(cors((req: Request4) => (req.hostname === 'a.example' ? undefined : undefined)))
app4.use(cors({ origin: '*' }, { onError: (_error, _req: Request4, res: Response4) => void res.status(503).end() }))
// @ts-expect-error: an origin is required.
app4.use(cors({}))
