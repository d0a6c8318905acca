import { cors } from '@crossorigin/koa'
import Koa from 'koa'

const config = {
  origin: ['https://app.example.com', 'http://localhost:*'],
  methods: ['PUT'],
  exposedHeaders: ['X-Revision'],
}

let note = 'water the plants'
let revision = 1

const app = new Koa()
// Before everything else. Errors that Koa makes a response of have the headers too.
app.use(cors(config))

app.use(async (ctx) => {
  if (ctx.path !== '/') ctx.throw(404)
  if (ctx.method === 'PUT') {
    note = await ctx.req.setEncoding('utf8').reduce((text, chunk) => text + chunk, '')
    revision++
    ctx.status = 204
  } else {
    ctx.set('X-Revision', String(revision))
    ctx.body = note
  }
})

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`listening on http://localhost:${port}`)
})
