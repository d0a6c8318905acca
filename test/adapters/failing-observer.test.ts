import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AdapterOptions, cors } from '@crossorigin/express'
import { cors as koaCors } from '@crossorigin/koa'
import { resetWarnings, cors as withCors } from '@crossorigin/node'
import express from 'express'
import express4 from 'express4'
import Koa from 'koa'
import { describe, expect, it, vi } from 'vitest'
import { readAnswer } from '../support/cors-headers.ts'
import { listen } from '../support/listen.ts'
import { sendRaw } from '../support/raw-client.ts'
import { UNSPEAKABLE } from '../support/thrown-values.ts'
import { ALLOWED, get, preflight } from './scenarios/list-policy.ts'

type Options = AdapterOptions<IncomingMessage, ServerResponse>
type Listener = (req: IncomingMessage, res: ServerResponse) => unknown

/** The adapters with `onError`; Fastify has an error handler instead. */
const SERVERS: readonly { readonly name: string; readonly create: (options: Options) => Listener }[] = [
  { name: 'node:http', create: (options) => withCors({ origin: failingOrigin }, options)(() => {}) },
  { name: 'Express 4', create: (options) => express4().use(cors({ origin: failingOrigin }, options)) },
  { name: 'Express 5', create: (options) => express().use(cors({ origin: failingOrigin }, options)) },
  {
    name: 'Koa 3',
    create: (options) =>
      new Koa()
        .on('error', () => {})
        .use(koaCors({ origin: failingOrigin }, options as never))
        .callback(),
  },
]

function failingOrigin(): never {
  throw new Error('the origin function failed')
}

function throwIt(thrown: unknown): never {
  throw thrown
}

const WAYS: readonly (readonly [how: string, onError: () => unknown])[] = [
  ['throws an error', () => throwIt(new Error('onError failed too'))],
  ['rejects with an error', async () => throwIt(new Error('onError failed too'))],
  // biome-ignore lint/suspicious/noThenProperty: what an observer may return is what is tested.
  ['returns a thenable that throws', () => ({ then: () => throwIt(new Error('then')) })],
  ['returns an object that cannot be read', () => new Proxy({}, { get: () => throwIt(new Error('get')) })],
  ...UNSPEAKABLE.flatMap(
    ([what, make]) =>
      [
        [`throws ${what}`, () => throwIt(make())],
        [`rejects with ${what}`, async () => throwIt(make())],
      ] as const,
  ),
]

describe.each(SERVERS)('$name', ({ create }) => {
  it.each(WAYS)('responds with 500 when onError %s, which becomes one warning', async (_how, onError) => {
    resetWarnings()
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const port = await listen(createServer(create({ onError })))
    for (const request of [get(ALLOWED), preflight(ALLOWED)]) {
      expect(readAnswer(await sendRaw(port, request))).toEqual([500, { vary: 'Origin' }])
    }
    const warned = { type: 'CorsWarning', code: 'CORS_ON_ERROR_THREW' }
    expect(emitWarning.mock.calls).toEqual([[expect.stringMatching(/^onError threw: /), warned]])
  })

  it('responds with 500 when onError never settles', async () => {
    const port = await listen(createServer(create({ onError: () => new Promise(() => {}) })))
    expect(readAnswer(await sendRaw(port, get(ALLOWED)))).toEqual([500, { vary: 'Origin' }])
  })
})
