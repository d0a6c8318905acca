import { cors } from '@crossorigin/fetch'
import { cors as elysiaCors } from '@elysiajs/cors'
import { Elysia } from 'elysia'
import { ALLOWED_HEADERS_LINE, configOf, MAX_AGE, METHODS_LINE } from '../policy.js'
import { sayHello } from './fetch.js'
import { fetchContestant } from './fetch-contestant.js'

/**
 * Elysia without CORS, with this project around it, and with its plugin.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 */
export function elysiaContestants(policy) {
  const options = {
    origin: [...policy.origins],
    methods: METHODS_LINE.split(', '),
    allowedHeaders: ALLOWED_HEADERS_LINE.split(', '),
    credentials: true,
    maxAge: MAX_AGE,
  }
  const plain = createHandler()
  return [
    fetchContestant('none', 'none', plain),
    fetchContestant('own', '@crossorigin/fetch', cors(configOf(policy))(plain)),
    fetchContestant('peer', '@elysiajs/cors', createHandler(elysiaCors(options))),
  ]
}

/** @param {any[]} plugins */
function createHandler(...plugins) {
  const app = new Elysia()
  for (const plugin of plugins) app.use(plugin)
  app.all('/', ({ request }) => sayHello(request))
  return (/** @type {Request} */ request) => app.handle(request)
}
