import { nodeContestants } from './contestants/node-http.js'
import { THREE_ORIGINS as P } from './policy.js'
import { usualRequests } from './request.js'

const own = nodeContestants(P).find((c) => c.name === (process.argv[3] ?? '@crossorigin/node'))
const request = usualRequests(P).find(({ request }) => request.name === (process.argv[2] ?? 'actual, allowed')).request
const ex = own.prepare(request)
for (let i = 0; i < 1_500_000; i++) ex()
