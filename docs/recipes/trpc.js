import { cors } from '@crossorigin/fetch'
import { initTRPC } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'

const withCors = cors({ origin: 'https://app.example.com', credentials: true, allowedHeaders: ['Content-Type'] })

const t = initTRPC.create()
const router = t.router({ hello: t.procedure.query(() => 'world') })

export default { fetch: withCors((request) => fetchRequestHandler({ endpoint: '/', req: request, router })) }
