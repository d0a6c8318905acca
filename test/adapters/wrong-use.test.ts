import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { cors as expressCors } from '@crossorigin/express'
import { cors as fastifyCors } from '@crossorigin/fastify'
import { cors as koaCors } from '@crossorigin/koa'
import { cors as nodeCors } from '@crossorigin/node'
import express from 'express'
import express4 from 'express4'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { createFastify } from '../support/fastify-application.ts'
import { listen } from '../support/listen.ts'
import { sendRaw } from '../support/raw-client.ts'
import { get } from './scenarios/list-policy.ts'

function optionsError(message: string): unknown {
  return expect.objectContaining({ code: 'ERR_CORS_OPTIONS', message: expect.stringContaining(message) })
}

/** How the `cors` package selects options. */
const withCallback = (_req: unknown, callback: (error: unknown, options: unknown) => void): void => callback(null, {})

describe('an incorrect use that is reported', () => {
  it('is two versions of the Fastify plugin in one application', async () => {
    const app = createFastify()
    Object.defineProperty(app, Symbol.for('@crossorigin/fastify.application'), { value: { version: 0 } })
    await expect(Promise.resolve(app.register(fastifyCors, { origin: '*' }))).rejects.toMatchObject({
      code: 'ERR_CORS_OPTIONS',
      message: expect.stringContaining('Another version of @crossorigin/fastify is already registered'),
    })
  })

  it('is app.use(cors), without the call: every request says what to write', async () => {
    const app = express()
    app.use(expressCors as never)
    app.use(((error: Error, _req: unknown, res: ServerResponse, _next: unknown) => res.end(error.message)) as never)
    const response = await sendRaw(await listen(createServer(app)), get(undefined))
    expect(response.body).toBe(
      'cors was called with a request. Pass it a configuration first: app.use(cors({ origin: ... })).',
    )
  })

  it('is createServer(cors)', () => {
    const req = { method: 'GET', headers: {} } as IncomingMessage
    expect(() => nodeCors(req as never)).toThrow(optionsError('app.use(cors({ origin: ... }))'))
  })

  it.each([
    ['node', () => nodeCors(withCallback as never)],
    ['Express', () => expressCors(withCallback as never)],
    ['Koa', () => koaCors(withCallback as never)],
  ])('is a selector with a callback, on %s', (_name, use) => {
    expect(use).toThrow(optionsError('A CORS selector has no callback. Return the policy: cors((req) => policy).'))
  })

  it('is a selector with a callback, on Fastify', async () => {
    await expect(async () => {
      await createFastify().register(fastifyCors, { policy: withCallback as never })
    }).rejects.toThrow(optionsError('A CORS selector has no callback.'))
  })

  it('is a middleware of another adapter in Koa: the error names the right package', () => {
    const context = {}
    const next = async (): Promise<void> => {}
    expect(() => expressCors({ origin: '*' })(context as never, next as never, undefined as never)).toThrow(
      optionsError('Use @crossorigin/koa.'),
    )
    expect(() => nodeCors({ origin: '*' })(context as never)).toThrow(optionsError('For Koa, use @crossorigin/koa.'))
  })

  it.each([
    ['Express 5', (listener: never) => express().use(listener)],
    ['Express 4', (listener: never) => express4().use(listener)],
  ])('is the middleware of Koa in %s: every request says which package to use', async (_name, mount) => {
    const app = mount(koaCors({ origin: '*' }) as never)
    app.use(((error: Error, _req: unknown, res: ServerResponse, _next: unknown) => res.end(error.message)) as never)
    const response = await sendRaw(await listen(createServer(app)), get(undefined))
    expect(response.body).toMatch(/^This is middleware for Koa\. Use @crossorigin\/express in Express, /)
  })

  it('is app.use(cors), without the call, in Koa', async () => {
    const errors: Error[] = []
    const app = new Koa().on('error', (error) => errors.push(error)).use(koaCors as never)
    expect((await sendRaw(await listen(createServer(app.callback())), get(undefined))).status).toBe(500)
    expect(errors).toEqual([optionsError('app.use(cors({ origin: ... }))')])
  })
})
