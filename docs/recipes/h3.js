import { cors } from '@crossorigin/fetch'
import { H3 } from 'h3'

const withCors = cors({ origin: 'https://app.example.com', methods: ['PUT', 'DELETE'], credentials: true })

const app = new H3().get('/', () => 'hello')

// Around the application, not as a middleware of it: responses with status 404 pass no middleware.
export default { fetch: withCors((request) => app.fetch(request)) }
