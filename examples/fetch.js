import { cors } from '@crossorigin/fetch'
import { serve } from '@hono/node-server'

const withCors = cors({
  origin: ['https://app.example.com', 'http://localhost:*'],
  methods: ['PUT'],
  exposedHeaders: ['X-Revision'],
})

let note = 'water the plants'
let revision = 1

/** @param {Request} request */
async function handler(request) {
  if (new URL(request.url).pathname !== '/') return new Response('no such page', { status: 404 })
  if (request.method !== 'PUT') return new Response(note, { headers: { 'X-Revision': String(revision) } })
  note = await request.text()
  revision++
  return new Response(null, { status: 204 })
}

// Bun, Deno and Workers take the same handler: Bun.serve({ fetch }), Deno.serve(fetch), export default { fetch }.
const fetch = withCors(handler)
serve({ fetch, port: Number(process.env.PORT ?? 3000), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`listening on http://localhost:${port}`)
})
