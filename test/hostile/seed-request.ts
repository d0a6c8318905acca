import { ALLOWED, askHeaders, EVIL, get, preflight } from '../adapters/scenarios/list-policy.ts'
import { formatRequest, type RawRequest } from '../support/raw-client.ts'

/** A request with every header that can be attacked. */
const FULL_REQUEST = askHeaders('content-type,x-a', 'authorization')

const REQUESTS: readonly RawRequest[] = [
  FULL_REQUEST,
  get(ALLOWED),
  get(EVIL, '/unknown', ['Sec-Fetch-Site', 'cross-site']),
  get('https://a.b.example.com', '/late-vary/as-asked', ['X-Vary', 'Accept-Encoding, *']),
  { ...get(undefined, '/stream'), method: 'HEAD' },
  { ...get('http://[::1]:3000'), method: 'POST', body: '{}', version: '1.0' },
  preflight(ALLOWED),
  preflight('null', '*'),
  preflight(ALLOWED, '/shared', ['Access-Control-Request-Method', 'GET']),
  get('https://app.example.com', '/shared'),
]

/** Valid requests to start with. */
export const SEED_REQUESTS: readonly string[] = REQUESTS.map((request) => formatRequest(request, 'close'))

/** Only the request with every header that can be attacked. */
export const FULL_SEED_REQUESTS: readonly string[] = [formatRequest(FULL_REQUEST, 'close')]
