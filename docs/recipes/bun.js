import { cors } from '@crossorigin/fetch'

const withCors = cors({ origin: 'https://app.example.com', methods: ['PUT', 'DELETE'], credentials: true })

// Routes with a static Response, such as `routes: { '/': new Response() }`, never reach `fetch`: they get no CORS headers.
const server = Bun.serve({
  port: Number(process.env.PORT ?? 3000),
  fetch: withCors((request) =>
    new URL(request.url).pathname === '/' ? new Response('hello') : new Response('no such page', { status: 404 }),
  ),
})
console.log(`listening on http://localhost:${server.port}`)
