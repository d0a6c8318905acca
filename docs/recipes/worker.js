import { cors, createPolicy, originList } from '@crossorigin/fetch'

// Only needed for patterns such as https://*.example.com: a bundle for Workers has no other way to the Public Suffix List.
import '@crossorigin/policy/public-suffix-list'

const policies = new Map()

/** The origins are in the environment of the Worker, which is there once the first request has come. */
function policyFor({ ORIGINS }) {
  const policy =
    policies.get(ORIGINS) ??
    createPolicy({ origin: originList(ORIGINS), methods: ['PUT', 'DELETE'], credentials: true })
  policies.set(ORIGINS, policy)
  return policy
}

const withCors = cors((_request, env) => policyFor(env))

// Static assets respond before the Worker, unless `run_worker_first` is set.
export default {
  fetch: withCors((request) =>
    new URL(request.url).pathname === '/' ? new Response('hello') : new Response('no such page', { status: 404 }),
  ),
}
