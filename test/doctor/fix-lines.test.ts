import { createServer } from 'node:http'
import { type DiagnosisInput, diagnose } from '@crossorigin/doctor'
import { cors } from '@crossorigin/express'
import peer from 'cors'
import express, { type Express } from 'express'
import { describe, expect, it } from 'vitest'
import { listen } from '../support/listen.ts'

const ORIGIN = 'https://app.example.com'
const OTHER = 'https://www.example.com'

type Request = Omit<DiagnosisInput, 'url' | 'origin'>

/** Responds to everything, after what a program has set up. */
async function serve(setUp: (app: Express) => void): Promise<string> {
  const app = express()
  setUp(app)
  app.use((_req, res) => void res.send('text'))
  return `http://localhost:${await listen(createServer(app))}/`
}

async function examine(url: string, request: Request) {
  return await diagnose({ ...request, url, origin: ORIGIN }, { send: true })
}

/** Runs a line as it is printed, without its comment. */
function run(line: string, names: Readonly<Record<string, unknown>>): unknown {
  const expression = line.replace(/ \/\/.*$/, '')
  return new Function(...Object.keys(names), `return ${expression}`)(...Object.values(names))
}

const PUT_JSON: Request = {
  method: 'PUT',
  headers: [
    ['Content-Type', 'application/json'],
    ['Authorization', 'Bearer x'],
    ['X-A', '1'],
  ],
}

const REQUESTS: readonly (readonly [what: string, request: Request])[] = [
  ['a GET', {}],
  ['a GET with credentials', { credentials: 'include' }],
  ['a PUT of JSON with a token', PUT_JSON],
  ['a PUT of JSON with a token and credentials', { ...PUT_JSON, credentials: 'include' }],
  ['a DELETE', { method: 'DELETE' }],
]

/** What people have before they ask. */
const SERVERS: readonly (readonly [what: string, setUp: (app: Express) => void])[] = [
  ['without CORS', () => {}],
  ['that allows another origin', (app) => app.use(peer({ origin: [OTHER] }))],
  [
    'that allows the origin, and nothing else',
    (app) => app.use(peer({ origin: [ORIGIN], methods: [], allowedHeaders: [] })),
  ],
  ['that allows every origin', (app) => app.use(peer())],
  [
    'whose authentication comes first',
    (app) => app.use((req, res, next) => (req.method === 'OPTIONS' ? void res.sendStatus(401) : next())),
  ],
]

describe.each(SERVERS)('the first line for a server %s', (_server, setUp) => {
  it.each(REQUESTS)('fixes all of %s at once', async (_request, request) => {
    const { verdict, findings } = await examine(await serve(setUp), request)
    if (verdict === 'allowed') return expect(findings.filter(({ level }) => level === 'error')).toEqual([])
    const lines = findings[0]?.lines ?? []
    const own = lines.find(({ product }) => product === '@crossorigin')?.line ?? ''
    const theirs = lines.find(({ product }) => product === 'cors')?.line ?? ''
    const byOwn = await serve((app) => {
      const result = run(own, { cors, app: { use: (middleware: unknown) => middleware } })
      app.use(result as express.RequestHandler)
      setUp(app)
    })
    const byTheirs = await serve((app) => run(theirs, { cors: peer, app }) as unknown)
    for (const url of [byOwn, byTheirs]) {
      const again = await examine(url, request)
      expect({ verdict: again.verdict, lines: own + theirs }).toEqual({ verdict: 'allowed', lines: own + theirs })
    }
  })
})
