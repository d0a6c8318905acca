import { cors } from '@crossorigin/fetch'
import { Elysia } from 'elysia'

const withCors = cors({ origin: 'https://app.example.com', methods: ['PUT', 'DELETE'], credentials: true })

// `wrap` goes around everything: routes, static responses, 404 and WebSockets.
const app = new Elysia().wrap((fetch) => withCors(fetch)).get('/', 'hello')

export default { fetch: app.fetch }
