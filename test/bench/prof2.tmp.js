import { expressContestants } from './contestants/express.js'
import { THREE_ORIGINS as P } from './policy.js'
import { usualRequests } from './request.js'

const own = expressContestants(P).find((c) => c.name === (process.argv[3] ?? '@crossorigin/express'))
const request = usualRequests(P).find(({ request }) => request.name === (process.argv[2] ?? 'actual, allowed')).request
const ex = own.prepare(request)
for (let i = 0; i < 600_000; i++) ex()
