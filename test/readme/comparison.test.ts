import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { cors as ourCors } from '@crossorigin/express'
import fastifyCors from '@fastify/cors'
import cors from 'cors'
import express from 'express'
import Fastify from 'fastify'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listen } from '../support/listen.ts'
import { runProgram } from '../support/program.ts'
import { sendRaw } from '../support/raw-client.ts'
import { README, ROOT, read } from './documents.ts'
import { readWholeTable } from './markdown.ts'

// hono is installed for the benchmarks; nothing else here needs it.
const fromBench = createRequire(new URL('../bench/package.json', import.meta.url))
const load = async (name: string) => await import(pathToFileURL(fromBench.resolve(name)).href)
const { Hono } = await load('hono')
const { cors: honoCors } = await load('hono/cors')

const ORIGIN = 'https://app.example.com'
const STRANGER = 'https://evilexample.com'

interface Answer {
  readonly status: number
  get(name: string): string | null | undefined
}

type Send = (method: string, path: string, origin: string) => Promise<Answer>

/** Starts an application with routes for every row, with options of its CORS package. */
type Start = (options: object) => Promise<Send>

const sendTo =
  (port: number): Send =>
  (method, path, origin) =>
    sendRaw(port, { method, path, headers: [['Origin', origin]] })

function startExpress(middleware: (options: never) => express.RequestHandler): Start {
  return async (options) => {
    const app = express()
    app.use(middleware(options as never))
    app.get('/vary', (_req, res) => void res.setHeader('Vary', 'Accept-Encoding').end())
    app.get('/open', (_req, res) => void res.setHeader('Access-Control-Allow-Origin', '*').end())
    app.options('/own', (_req, res) => void res.status(299).end())
    app.get('/', (_req, res) => void res.end())
    return sendTo(await listen(createServer(app)))
  }
}

const startFastify: Start = async (options) => {
  const app = Fastify()
  onTestFinished(() => app.close())
  await app.register(fastifyCors, options)
  app.get('/vary', (_request, reply) => reply.header('Vary', 'Accept-Encoding').send())
  app.get('/open', (_request, reply) => reply.header('Access-Control-Allow-Origin', '*').send())
  app.options('/own', (_request, reply) => reply.code(299).send())
  app.get('/', async () => '')
  await app.listen({ port: 0, host: '127.0.0.1' })
  return sendTo(Number(new URL(app.listeningOrigin).port))
}

const startHono: Start = async (options) => {
  const app = new Hono()
  app.use(honoCors(options))
  // biome-ignore lint/suspicious/noExplicitAny: the package is loaded without its types
  type Context = any
  app.get('/vary', (c: Context) => c.body('', 200, { Vary: 'Accept-Encoding' }))
  app.get('/open', (c: Context) => c.body('', 200, { 'Access-Control-Allow-Origin': '*' }))
  app.options('/own', (c: Context) => c.body('', 299))
  app.get('/', (c: Context) => c.body(''))
  app.onError((_error: Error, c: Context) => c.body('', 500))
  return async (method, path, origin) => {
    const response: Response = await app.request(path, { method, headers: { Origin: origin } })
    return { status: response.status, get: (name) => response.headers.get(name) }
  }
}

/** The columns, with the manifests of the packages whose versions the head of the table names. */
const COLUMNS: readonly (readonly [name: string, start: Start, manifest?: string])[] = [
  ['`@crossorigin`', startExpress(ourCors)],
  ['`cors`', startExpress(cors), 'node_modules/cors/package.json'],
  ['`@fastify/cors`', startFastify, 'node_modules/@fastify/cors/package.json'],
  ['`hono/cors`', startHono, 'test/bench/node_modules/hono/package.json'],
]

/** Returns whether options are accepted. The configuration of a package may fail when the application starts, but not later. */
async function isAccepted(start: Start, options: object): Promise<boolean> {
  return await start(options).then(
    () => true,
    () => false,
  )
}

const describeStart = (isFine: boolean): string => (isFine ? 'accepted' : 'error at startup')

/** The cell of a package in each row of the table, measured. */
const ROWS: Readonly<Record<string, (start: Start, name: string) => Promise<string>>> = {
  async 'misspelled option, or an origin with a trailing slash'(start) {
    const accepted = [await isAccepted(start, { orgin: ORIGIN }), await isAccepted(start, { origin: [`${ORIGIN}/`] })]
    expect(new Set(accepted).size).toBe(1)
    return describeStart(accepted[0] === true)
  },
  async '`/example\\.com$/`, which also matches `evilexample.com`'(start) {
    const options = { origin: /example\.com$/ }
    if (!(await isAccepted(start, options))) return describeStart(false)
    const failing = (): undefined => undefined
    const answer = await (await start(options))('GET', '/', STRANGER).catch(failing)
    return answer?.get('Access-Control-Allow-Origin') === STRANGER ? describeStart(true) : 'no regular expressions'
  },
  async 'async origin function that rejects'(start, name) {
    const fails = async (): Promise<never> => {
      throw new Error('on purpose')
    }
    if (name === '`cors`') return (await endsProcess()) ? 'the process exits' : 'the process goes on'
    const answer = await (await start({ origin: fails }))('GET', '/', ORIGIN)
    const isDenied = (answer.get('Access-Control-Allow-Origin') ?? undefined) === undefined
    return `${answer.status}, access ${isDenied ? 'denied' : 'allowed'}`
  },
  async '`OPTIONS` request that is not a preflight'(start) {
    const { status } = await (await start({ origin: [ORIGIN] }))('OPTIONS', '/own', ORIGIN)
    return status === 299 ? 'reaches your handler' : String(status)
  },
  async 'handler sets its own `Vary`'(start) {
    const answer = await (await start({ origin: [ORIGIN] }))('GET', '/vary', ORIGIN)
    expect(answer.get('Vary')).toContain('Accept-Encoding')
    return `\`Origin\` is ${answer.get('Vary')?.includes('Origin') ? 'kept' : 'lost'}`
  },
  async 'other code sets `Access-Control-Allow-Origin: *`'(start) {
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const answer = await (await start({ origin: [ORIGIN] }))('GET', '/open', STRANGER)
    return answer.get('Access-Control-Allow-Origin') === '*' ? '`*` is sent' : 'the policy decides'
  },
}

/** Runs `cors` with an origin function that rejects, in its own process. */
async function endsProcess(): Promise<boolean> {
  const program = `import cors from 'cors'
import { createServer, get } from 'node:http'
const middleware = cors({ origin: async () => { throw new Error('on purpose') } })
const server = createServer((req, res) => middleware(req, res, () => res.end())).listen(0, '127.0.0.1', () => {
  get({ port: server.address().port, host: '127.0.0.1', headers: { Origin: '${ORIGIN}' } }, () => process.exit(0))
})`
  const { code, stderr } = await runProgram(['--input-type=module', '--eval', program], ROOT).ended
  return code === 1 && stderr.includes('on purpose')
}

const [head = [], ...rows] = readWholeTable(read(README), '')

test('the README compares with the versions that are tested', () => {
  expect(head.slice(1).map((cell) => cell.split(' ')[0])).toEqual(COLUMNS.map(([name]) => name))
  for (const [index, [, , manifest]] of COLUMNS.entries()) {
    const shown = head[index + 1]?.split(' ')[1]
    if (manifest === undefined) expect(shown).toBeUndefined()
    else expect(`${JSON.parse(read(manifest)).version}.`.startsWith(`${shown}.`)).toBe(true)
  }
})

test('the README has six rows, all tested here', () => {
  expect(rows.map(([row]) => row)).toEqual(Object.keys(ROWS))
  expect(rows).toHaveLength(6)
})

test.each(Object.entries(ROWS))('the README says what each package does: %s', async (row, tryOn) => {
  const cells: string[] = []
  for (const [name, start] of COLUMNS) cells.push(await tryOn(start, name))
  expect(rows.find(([first]) => first === row)?.slice(1)).toEqual(cells)
})
