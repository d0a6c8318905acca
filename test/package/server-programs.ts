/** A program that starts a server and sends it requests. */
export interface ServerProgram {
  readonly name: string
  /** Its imports: names from modules. */
  readonly imports: readonly (readonly [names: string, module: string])[]
  /** Creates `server` from `config`, which listens at once. */
  readonly start: string
}

export const SERVER_PROGRAMS: readonly ServerProgram[] = [
  {
    name: 'node:http',
    imports: [
      ['{ createServer }', 'node:http'],
      ['{ cors }', '@crossorigin/node'],
    ],
    start: `const server = createServer(cors(config)((req, res) => res.end('hello'))).listen(0, '127.0.0.1')`,
  },
  ...['express4', 'express'].map((module) => ({
    name: module === 'express' ? 'Express 5' : 'Express 4',
    imports: [
      ['express', module],
      ['{ cors }', '@crossorigin/express'],
    ] as const,
    start: `
      const app = express()
      app.use(cors(config))
      app.get('/', (req, res) => void res.send('hello'))
      const server = app.listen(0, '127.0.0.1')`,
  })),
  {
    name: 'Fastify',
    imports: [
      ['Fastify', 'fastify'],
      ['{ cors }', '@crossorigin/fastify'],
    ],
    start: `
      const app = Fastify({ forceCloseConnections: true })
      app.register(cors, config)
      app.get('/', async () => 'hello')
      app.listen({ port: 0, host: '127.0.0.1' })
      const { server } = app`,
  },
  {
    name: 'Koa',
    imports: [
      ['Koa', 'koa'],
      ['{ cors }', '@crossorigin/koa'],
    ],
    start: `
      const app = new Koa()
      app.use(cors(config))
      app.use((ctx) => {
        ctx.body = 'hello'
      })
      const server = app.listen(0, '127.0.0.1')`,
  },
]

const CONFIG = `const config = { origin: 'https://*.example.com', methods: ['PUT'], credentials: true }`

const ASK = `
  server.once('listening', async () => {
    const url = 'http://127.0.0.1:' + server.address().port
    const ask = async (method, headers) => {
      const answer = await fetch(url, { method, headers: { Origin: 'https://app.example.com', ...headers } })
      console.log(method, answer.status, answer.headers.get('Access-Control-Allow-Origin'), await answer.text())
    }
    await ask('OPTIONS', { 'Access-Control-Request-Method': 'PUT' })
    await ask('GET', {})
    await ask('GET', { Origin: 'https://other.example' })
    server.close()
    server.closeAllConnections()
  })`

/** The output of each program. */
export const SERVER_OUTPUT = `OPTIONS 204 https://app.example.com 
GET 200 https://app.example.com hello
GET 200 null hello
`

/** Writes a program as an ES module. */
export function writeModule({ imports, start }: ServerProgram): string {
  return [...imports.map(([names, module]) => `import ${names} from '${module}'`), CONFIG, start, ASK].join('\n')
}

/** Writes a program as a CommonJS module. */
export function writeCommonJs({ imports, start }: ServerProgram): string {
  const lines = imports.map(([names, module]) => `const ${names} = require('${module}')`)
  return [...lines, CONFIG, start, ASK].join('\n')
}
