import { ALLOWED, askHeaders, EVIL, get, preflight } from '../adapters/scenarios/list-policy.ts'
import { formatRequest, type RawRequest } from '../support/raw-client.ts'

const REQUESTS: readonly RawRequest[] = [
  get(ALLOWED),
  get(EVIL, '/unknown', ['Sec-Fetch-Site', 'cross-site']),
  get('https://a.b.example.com', '/late-vary/as-asked', ['X-Vary', 'Accept-Encoding, *']),
  { ...get(undefined, '/stream'), method: 'HEAD' },
  { ...get('http://[::1]:3000'), method: 'POST', body: '{}', version: '1.0' },
  preflight(ALLOWED),
  preflight('null', '*'),
  askHeaders('content-type,x-a', 'authorization'),
]

/** Requests in good order, to begin with. */
export const SEED_REQUESTS: readonly string[] = REQUESTS.map((request) => formatRequest(request, 'close'))
