import { checkRows, type Page } from './row.ts'

const QUERIES: readonly Page[] = [
  ask('{ found }', 200),
  ask('{ failing }', 500),
  { request: 'GET /missing', status: 404 },
]

/** A query as clients send it: as JSON, which needs a preflight. */
function ask(query: string, status: number): Page {
  return {
    request: 'POST /graphql',
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify({ query }),
    status,
  }
}

const YOGA = { pages: QUERIES, warns: true }

checkRows('graphql', [
  { name: 'graphql-yoga on Express', ...YOGA },
  { name: 'graphql-yoga on node:http', ...YOGA },
  { name: 'graphql-yoga in Fastify', ...YOGA },
  { name: 'Apollo Server', pages: QUERIES },
])

const PROCEDURES: readonly Page[] = [
  { request: 'GET /trpc/found', status: 200 },
  { request: 'GET /trpc/failing', status: 500 },
  { request: 'GET /trpc/missing', status: 404 },
]

checkRows('trpc', [
  { name: 'tRPC on node:http', pages: PROCEDURES },
  { name: 'tRPC with its option middleware', pages: PROCEDURES },
  { name: 'tRPC on Express', pages: PROCEDURES },
  { name: 'tRPC in Fastify', pages: PROCEDURES },
])
