import { cors } from '@crossorigin/fetch'
import { AutoRouter } from 'itty-router'

const withCors = cors({ origin: 'https://app.example.com', methods: ['PUT', 'DELETE'], credentials: true })

const router = AutoRouter().get('/', () => 'hello')

export default { fetch: withCors((request, ...rest) => router.fetch(request, ...rest)) }
