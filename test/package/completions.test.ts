import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type LanguageServer, startLanguageServer } from './language-server.ts'
import { ROOT } from './pack.js'

let server: LanguageServer
beforeAll(async () => {
  server = await startLanguageServer(join(ROOT, 'node_modules/typescript/bin/tsc'), inject('installation'))
})
afterAll(() => server.close())

const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT', 'QUERY']
const REQUEST_HEADERS = ['*', 'Authorization', 'Content-Type', 'X-Requested-With']
const RESPONSE_HEADERS = ['*', 'ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id']
/** None of them is required. */
const OPTIONS = [
  'allowedHeaders?',
  'credentials?',
  'dangerouslyAllowInsecureOrigins?',
  'dangerouslyAllowNullOrigin?',
  'dangerouslyAllowPublicSuffixes?',
  'debug?',
  'exposedHeaders?',
  'maxAge?',
  'methods?',
  'onDecision?',
  'onDenied?',
  'preflightStatus?',
]

describe('an editor offers', () => {
  it.each([
    ['methods', `methods: ['|']`, METHODS],
    ['more methods, and none twice', `methods: ['PUT', '|']`, METHODS],
    ['the wildcard for methods', `methods: '|'`, ['*']],
    ['request headers', `allowedHeaders: ['|']`, REQUEST_HEADERS],
    ['response headers', `exposedHeaders: ['|']`, RESPONSE_HEADERS],
    ['the values of onDenied', `onDenied: '|'`, ['continue', 'reject']],
    ['the remaining options', '|', OPTIONS],
  ])('%s', async (what, option, expected) => {
    const text = `import { createPolicy } from '@crossorigin/policy'\ncreatePolicy({ origin: '*', ${option} })\n`
    const offered = await server.complete(`${what.replaceAll(/\W/g, '-')}.ts`, text)
    expect(offered.toSorted()).toEqual(expected)
  })

  it.each([
    ['Express', `import { cors } from '@crossorigin/express'\ncors({ origin: '*', methods: ['|'] })`],
    [
      'Express in CommonJS',
      `import cors = require('@crossorigin/express')
      cors({ origin: '*', methods: ['|'] })`,
    ],
    ['Koa', `import { cors } from '@crossorigin/koa'\ncors({ origin: '*', methods: ['|'] })`],
    ['node:http', `import { cors } from '@crossorigin/node'\ncors({ origin: '*', methods: ['|'] })`],
    [
      'Fastify',
      `import { cors } from '@crossorigin/fastify'
      import Fastify from 'fastify'
      Fastify().register(cors, { origin: '*', methods: ['|'] })`,
    ],
    [
      'a route of Fastify',
      `import '@crossorigin/fastify'
      import Fastify from 'fastify'
      Fastify().get('/', { config: { cors: { origin: '*', methods: ['|'] } } }, () => 'ok')`,
    ],
  ])('methods to %s', async (what, text) => {
    const extension = text.includes('require') ? 'cts' : 'ts'
    expect((await server.complete(`${what.replaceAll(/\W/g, '-')}.${extension}`, text)).toSorted()).toEqual(METHODS)
  })
})
