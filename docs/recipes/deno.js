import { cors } from '@crossorigin/fetch'

const withCors = cors({ origin: 'https://app.example.com', methods: ['PUT', 'DELETE'], credentials: true })

Deno.serve(
  {
    port: Number(Deno.env.get('PORT') ?? 3000),
    onListen: ({ port }) => console.log(`listening on http://localhost:${port}`),
  },
  withCors((request) =>
    new URL(request.url).pathname === '/' ? new Response('hello') : new Response('no such page', { status: 404 }),
  ),
)
