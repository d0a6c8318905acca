import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { cors as expressCors } from '@crossorigin/express'
import { cors as fastifyCors } from '@crossorigin/fastify'
import { cors as fetchCors } from '@crossorigin/fetch'
import { cors as honoCors } from '@crossorigin/fetch/hono'
import { cors as koaCors } from '@crossorigin/koa'
import { type AdapterOptions, type CorsPolicy, createPolicy, cors as nodeCors } from '@crossorigin/node'
import type { CorsConfig } from '@crossorigin/policy'
import express from 'express'
import express4 from 'express4'
import Fastify, { type FastifyReply } from 'fastify'
import { type Context, Hono } from 'hono'
import Koa from 'koa'
import { onTestFinished } from 'vitest'
import type { Express } from '../support/express-application.ts'
import { serveFetch } from '../support/fetch-server.ts'
import { listen } from '../support/listen.ts'
import type { SelectedRequest } from '../support/scenario.ts'
import { createPages, type Page, type PageAnswer, POLICY_NAMES, readUrl } from './page.ts'
import { TRUSTED } from './visit.ts'

type SelectorOptions = Pick<AdapterOptions<unknown, unknown>, 'vary'>
type Source = CorsConfig | ((request: SelectedRequest) => CorsPolicy | undefined)

const SHARED: CorsConfig = {
  origin: ['https://a.example', 'https://*.b.example'],
  credentials: true,
  exposedHeaders: ['ETag'],
}
const ONE = createPolicy({ ...SHARED, origin: 'https://a.example' })
const TWO = createPolicy({ ...SHARED, origin: 'https://x.b.example' })

function select(name: unknown): CorsPolicy | undefined {
  return name === 'one' ? ONE : name === 'two' ? TWO : undefined
}

/** The CORS layer in front of the pages, for each policy. */
const SOURCES: Readonly<Record<Page['policy'], readonly [source: Source, options: SelectorOptions]>> = {
  list: [SHARED, {}],
  reject: [{ ...SHARED, onDenied: 'reject' }, {}],
  predicate: [
    { ...SHARED, debug: true, origin: async (origin) => (TRUSTED as readonly string[]).includes(origin) },
    {},
  ],
  any: [{ origin: '*', exposedHeaders: ['ETag'] }, {}],
  'by-header': [({ headers }) => select(headers['x-tenant']), { vary: ['X-Tenant'] }],
  'by-host': [({ headers }) => select(String(headers['host']).split('.')[0]), { vary: ['Host'] }],
}

/** Starts the pages behind CORS on a free port for the duration of the test, and returns the port. */
export type StartApplication = () => Promise<number>

/** One application for each adapter. */
export const APPLICATIONS: readonly (readonly [name: string, start: StartApplication])[] = [
  ['node:http', startNode],
  ['Express 4', () => startExpress(express4)],
  ['Express 5', () => startExpress(express)],
  ['Fastify', startFastify],
  ['a fetch handler', startFetch],
  ['Hono', startHono],
  ['Koa', startKoa],
]

async function startNode(): Promise<number> {
  const answer = createPages()
  const listeners = new Map(
    POLICY_NAMES.map((name) => {
      const [source, options] = SOURCES[name]
      const withCors = nodeCors(source, options)
      return [name, withCors((req, res) => writePlainly(answer(req.url as string, req.headers), meansOf(req), res))]
    }),
  )
  return await listen(createServer((req, res) => listeners.get(readUrl(req.url as string).policy)?.(req, res)))
}

async function startExpress(createApplication: Express): Promise<number> {
  const answer = createPages()
  const app = createApplication()
  for (const name of POLICY_NAMES) {
    const [source, options] = SOURCES[name]
    app.use(`/${name}`, expressCors<IncomingMessage, ServerResponse>(source, options))
  }
  app.use((req, res) => {
    const page = answer(req.url, req.headers)
    if (meansOf(req) !== 'framework') {
      writePlainly(page, meansOf(req), res)
      return
    }
    res.status(page.status).set(page.headers)
    if (page.vary.length > 0) res.set('Vary', [...page.vary])
    res.send(page.body)
  })
  return await listen(createServer(app))
}

async function startFastify(): Promise<number> {
  const answer = createPages()
  const app = Fastify({ forceCloseConnections: true })
  for (const name of POLICY_NAMES) {
    const [source, options] = SOURCES[name]
    await app.register(
      async (scope) => {
        await scope.register(
          fastifyCors,
          typeof source === 'function' ? { policy: source, vary: options.vary } : source,
        )
        scope.all('/*', (request, reply) => {
          const page = answer(request.url, request.headers)
          if (meansOf(request) === 'framework') writeByReply(page, reply)
          else writePlainly(page, meansOf(request), reply.hijack().raw)
        })
      },
      { prefix: `/${name}` },
    )
  }
  await app.ready()
  onTestFinished(() => app.close())
  return await listen(app.server)
}

async function startFetch(): Promise<number> {
  const answer = createPages()
  const handlers = new Map(
    POLICY_NAMES.map((name) => {
      const [source, options] = SOURCES[name]
      const withCors = fetchCors(
        typeof source === 'function' ? (request: Request) => source(adapt(request)) : source,
        options,
      )
      return [name, withCors((request: Request) => createResponse(answer(pathOf(request), adapt(request).headers)))]
    }),
  )
  return await serve((request) => handlers.get(readUrl(pathOf(request)).policy)?.(request) as Response)
}

async function startHono(): Promise<number> {
  const answer = createPages()
  const app = new Hono()
  for (const name of POLICY_NAMES) {
    const [source, options] = SOURCES[name]
    app.use(
      `/${name}/*`,
      honoCors(typeof source === 'function' ? (c: Context) => source(adapt(c.req.raw)) : source, options),
    )
  }
  app.all('*', ({ req }) => createResponse(answer(req.path, adapt(req.raw).headers)))
  return await serve(app.fetch)
}

async function serve(handler: (request: Request) => Response | Promise<Response>): Promise<number> {
  const application = serveFetch(handler)
  onTestFinished(() => application.close())
  return await application.listen()
}

function pathOf({ url }: Request): string {
  return new URL(url).pathname
}

function adapt(request: Request): { readonly headers: IncomingHttpHeaders } {
  return { headers: Object.fromEntries(request.headers.entries()) }
}

function createResponse({ status, headers, vary, body }: PageAnswer): Response {
  const all = new Headers(headers)
  for (const value of vary) all.append('Vary', value)
  return new Response(status === 304 ? null : body, { status, headers: all })
}

async function startKoa(): Promise<number> {
  const answer = createPages()
  const app = new Koa()
  for (const name of POLICY_NAMES) {
    const withCors = koaCors(...SOURCES[name])
    app.use((ctx, next) => (readUrl(ctx.url).policy === name ? withCors(ctx, next) : next()))
  }
  app.use((ctx) => {
    const page = answer(ctx.url, ctx.headers)
    if (meansOf(ctx) !== 'framework') {
      ctx.respond = false
      writePlainly(page, meansOf(ctx), ctx.res)
      return
    }
    ctx.status = page.status
    ctx.set(page.headers)
    if (page.vary.length > 0) ctx.set('Vary', [...page.vary])
    ctx.body = page.body
  })
  return await listen(createServer(app.callback()))
}

function meansOf({ url }: { readonly url?: string | undefined }): Page['means'] {
  return readUrl(url as string).means
}

function writeByReply({ status, headers, vary, body }: PageAnswer, reply: FastifyReply): void {
  reply.code(status).headers(headers)
  if (vary.length > 0) reply.header('Vary', [...vary])
  reply.send(body)
}

/** Writes a response in one of the ways that Node offers. */
function writePlainly(answer: PageAnswer, means: Page['means'], res: ServerResponse): void {
  const { status, vary, body } = answer
  const headers = { ...answer.headers, ...(status !== 304 && { 'Content-Length': String(Buffer.byteLength(body)) }) }
  if (means === 'write-head-object') {
    res.writeHead(status, { ...headers, ...(vary.length > 0 && { Vary: [...vary] }) })
  } else if (means === 'write-head-array') {
    res.writeHead(status, [...Object.entries(headers).flat(), ...vary.flatMap((value) => ['Vary', value])])
  } else {
    res.statusCode = status
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
    if (vary.length > 0) res.setHeader('Vary', [...vary])
  }
  res.end(body)
}

const ALLOW_ORIGIN = 'Access-Control-Allow-Origin'

/** Wrong responses that a visitor can get. */
const GRANT = 'is served the response for'
const REFUSAL = 'is served a denial for an origin that is allowed'

/** Servers that echo allowed origins like `list`, each with a common error and its effects. */
export const MISTAKEN_APPLICATIONS: readonly (readonly [
  name: string,
  start: StartApplication,
  /** The affected pages. */
  vary: readonly Page['vary'][],
  mistakes: readonly string[],
])[] = [
  ['leaves Vary out', () => startMistaken(() => false), ['none'], [GRANT, REFUSAL]],
  [
    'varies only if it allows the origin',
    () => startMistaken((res) => res.hasHeader(ALLOW_ORIGIN)),
    ['none'],
    [REFUSAL],
  ],
  ['lets its pages overwrite Vary', () => startMistaken(() => true), ['language', 'lines'], [GRANT, REFUSAL]],
]

async function startMistaken(varies: (res: ServerResponse) => boolean): Promise<number> {
  const answer = createPages()
  const listener: RequestListener = (req, res) => {
    const { origin = '' } = req.headers
    if ((TRUSTED as readonly string[]).includes(origin)) {
      res.setHeader(ALLOW_ORIGIN, origin)
      res.setHeader('Access-Control-Allow-Credentials', 'true')
      if (req.method !== 'OPTIONS') res.setHeader('Access-Control-Expose-Headers', 'ETag')
    }
    if (varies(res)) res.setHeader('Vary', 'Origin')
    if (req.method !== 'OPTIONS' || origin === '')
      return writePlainly(answer(req.url as string, req.headers), 'set-header', res)
    res.writeHead(res.hasHeader(ALLOW_ORIGIN) ? 204 : 403).end()
  }
  return await listen(createServer(listener))
}
