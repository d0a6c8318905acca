import { cors } from '@crossorigin/fetch'
import { H3, handleCors } from 'h3'
import { ALLOWED_HEADERS_LINE, configOf, MAX_AGE, METHODS_LINE } from '../policy.js'
import { sayHello } from './fetch.js'
import { fetchContestant } from './fetch-contestant.js'

/**
 * h3 without CORS, with this project around it, and with its own.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 */
export function h3Contestants(policy) {
  const options = {
    origin: [...policy.origins],
    methods: METHODS_LINE.split(', '),
    allowHeaders: ALLOWED_HEADERS_LINE.split(', '),
    credentials: true,
    maxAge: String(MAX_AGE),
  }
  const plain = createHandler()
  const withOwn = createHandler((event) => {
    const response = handleCors(event, options)
    return response === false ? undefined : response
  })
  return [
    fetchContestant('none', 'none', plain),
    fetchContestant('own', '@crossorigin/fetch', cors(configOf(policy))(plain)),
    fetchContestant('peer', 'h3', withOwn),
  ]
}

/** @param {import('h3').Middleware[]} middleware */
function createHandler(...middleware) {
  const app = new H3()
  for (const each of middleware) app.use(each)
  app.all('/', ({ req }) => sayHello(req))
  return (/** @type {Request} */ request) => app.fetch(request)
}
