import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { runNode } from './consumer.ts'

/** A copy of the installation, so that a program can load the packages from two folders. */
let copy = ''

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'crossorigin-copy-'))
  // Other tests have programs next to the original.
  await cp(join(inject('installation'), 'node_modules'), join(copy, 'node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
  })
  process.env['FIRST'] = inject('installation')
  process.env['SECOND'] = copy
})

afterAll(async () => {
  delete process.env['FIRST']
  delete process.env['SECOND']
  await rm(copy, { recursive: true })
})

/** Ways to load two copies, as expressions that load the package `name`. */
const PAIRS = [
  ['from two folders', "import(first + name + '/dist/index.js')", "import(second + name + '/dist/index.js')"],
  ['from one folder, by import and by require', "import('@crossorigin/' + name)", "require('@crossorigin/' + name)"],
  ['from two folders, by require and by import', 'require(first + name)', "import(second + name + '/dist/index.js')"],
] as const

/** Nests policies of both copies, in both orders, on every server, and prints the responses that allow an origin, and their Vary. */
const writeProgram = (one: string, two: string): string => `
  import { createServer, IncomingMessage, request, ServerResponse } from 'node:http'
  import { createRequire } from 'node:module'
  const require = createRequire(process.cwd() + '/program.js')
  const express = require('express')
  const Koa = require('koa')
  const [first, second] = [process.env.FIRST, process.env.SECOND].map((folder) => folder + '/node_modules/@crossorigin/')
  const copies = [async (name) => ${one}, async (name) => ${two}]
  const [one, two] = await Promise.all(copies.map((load) => load('node')))
  const [oneExpress, twoExpress] = await Promise.all(copies.map((load) => load('express')))
  const [oneKoa, twoKoa] = await Promise.all(copies.map((load) => load('koa')))
  if (one.cors === two.cors || oneExpress.cors === twoExpress.cors) throw new Error('There is only one copy.')

  const OUTER = { origin: 'https://outer.example', exposedHeaders: ['X-Outer'] }
  const INNER = { origin: 'https://inner.example' }
  const setOwn = (req, res) => {
    res.setHeader('Access-Control-Allow-Origin', '*')
    res.end()
  }
  const onNode = ([outer, inner]) => outer.cors(OUTER)((req, res) => inner.cors(INNER)(setOwn)(req, res))
  const onExpress = ([outer, inner]) => express().use(outer.cors(OUTER), inner.cors(INNER), setOwn)
  const onKoa = ([outer, inner]) => new Koa().use(outer.cors(OUTER)).use(inner.cors(INNER)).use((ctx) => {
    ctx.set('Access-Control-Allow-Origin', '*')
    ctx.body = ''
  }).callback()
  const around = ([outer, inner]) => outer.cors(OUTER)(express().use(inner.cors(INNER), setOwn))
  const servers = {
    'node in node': onNode([one, two]), 'node in node, reversed': onNode([two, one]),
    'Express in Express': onExpress([oneExpress, twoExpress]), 'reversed': onExpress([twoExpress, oneExpress]),
    'Express in node': around([one, twoExpress]), 'Koa in Koa': onKoa([oneKoa, twoKoa]),
  }
  for (const [name, listener] of Object.entries(servers)) {
    const server = createServer(listener)
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address()
    for (const origin of ['https://outer.example', 'https://inner.example']) {
      const { headers } = await new Promise((resolve) =>
        request({ port, headers: { origin }, agent: false }, (res) => resolve(res.resume())).end())
      console.log(name + ': ' + [headers['access-control-allow-origin'], headers['access-control-expose-headers'], headers.vary].join(' '))
    }
    server.close()
  }

  const waiting = []
  const app = express().use(oneExpress.cors(OUTER), twoExpress.cors(INNER), (req, res) => waiting.push(res))
  for (let index = 0; index < 10_000; index++) {
    const req = new IncomingMessage(null)
    Object.assign(req, { method: 'GET', url: '/', headers: { origin: index % 2 ? 'https://inner.example' : 'https://outer.example' } })
    app(req, new ServerResponse(req))
  }
  const right = waiting.filter((res, index) => {
    setOwn(undefined, res)
    return res.getHeader('Access-Control-Allow-Origin') === (index % 2 ? 'https://inner.example' : undefined)
  })
  console.log(right.length + ' of 10000')

  const [onePolicy, twoPolicy] = await Promise.all(copies.map((load) => load('policy')))
  const policy = onePolicy.createPolicy(INNER)
  try {
    onePolicy.createPolicy({})
  } catch (error) {
    console.log(twoPolicy.isCorsPolicy(policy) + ' ' + (error instanceof twoPolicy.CorsConfigError))
  }

  const [oneFastify, twoFastify] = await Promise.all(copies.map((load) => load('fastify')))
  const fastify = require('fastify')()
  await fastify.register(oneFastify.cors, OUTER)
  fastify.get('/own', { config: { cors: policy } }, () => 'own')
  await fastify.register(async (scope) => {
    await scope.register(twoFastify.cors, INNER)
    scope.get('/', () => 'in the scope')
  }, { prefix: '/inner' })
  fastify.get('/', () => 'outer')
  const ask = async (url, origin) => {
    const ask = (method, more) => fastify.inject({ method, url, headers: { origin, ...more } })
    const responses = [await ask('GET'), await ask('OPTIONS', { 'access-control-request-method': 'GET' })]
    return responses.map(({ headers }) => headers['access-control-allow-origin'] === origin).join()
  }
  for (const url of ['/', '/own', '/inner']) {
    console.log(url + ' ' + await ask(url, 'https://outer.example') + ' ' + await ask(url, 'https://inner.example'))
  }

  const again = require('fastify')()
  await again.register(oneFastify.cors, OUTER)
  await again.register(twoFastify.cors, INNER).then(undefined, ({ code, message }) => console.log(code + ' ' + message))`

it.each(PAIRS)(
  'keeps one policy for each response if two copies of the packages are in one process: %s',
  async (_, one, two) => {
    const { stdout, stderr } = await runNode(
      ['--no-warnings', '--input-type=module', '--eval', writeProgram(one, two)],
      inject('installation'),
    )
    const names = [
      'node in node',
      'node in node, reversed',
      'Express in Express',
      'reversed',
      'Express in node',
      'Koa in Koa',
    ]
    expect(stderr).toBe('')
    expect(stdout.trimEnd().split('\n')).toEqual([
      ...names.flatMap((name) => [`${name}:   Origin`, `${name}: https://inner.example  Origin`]),
      '10000 of 10000',
      'true true',
      '/ true,true false,false',
      '/own false,false true,true',
      '/inner false,false true,true',
      expect.stringMatching(/^ERR_CORS_OPTIONS This scope already has a CORS policy\. /),
    ])
  },
)
