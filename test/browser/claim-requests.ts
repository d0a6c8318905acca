import { ALLOWING, type Claim, REFUSING } from './claim.ts'
import { build, readHeader, send, sendAndFollow } from './claim-step.ts'
import { FILE } from './claim-visit.ts'

const FORM = { method: 'POST', body: { kind: 'urlsearchparams' } } as const
const JSON_POST = {
  method: 'POST',
  headers: [['Content-Type', 'application/json']],
  body: { kind: 'string' },
} as const

/** Requests from the page: which ones cause a preflight, what the page can read, and what is executed. */
export const REQUEST_CLAIMS: readonly Claim[] = [
  {
    claim: 'a POST that a form could send causes no preflight',
    server: ALLOWING,
    does: [
      [send(FORM), 'readable'],
      [send({ method: 'POST', body: { kind: 'formdata' } }), 'readable'],
      [send({ method: 'POST', body: { kind: 'string' } }), 'readable'],
    ],
    receives: ['POST', 'POST', 'POST'],
  },
  {
    claim: 'a POST of JSON causes a preflight',
    server: ALLOWING,
    does: [[send(JSON_POST), 'readable']],
    receives: ['preflight POST content-type', 'POST'],
  },
  {
    claim: 'Authorization causes a preflight',
    server: ALLOWING,
    does: [[send({ headers: [['Authorization', 'Bearer token']] }), 'readable']],
    receives: ['preflight GET authorization', 'GET'],
  },
  {
    claim: 'X-API-Key causes a preflight',
    server: ALLOWING,
    does: [[send({ headers: [['X-API-Key', 'key']] }), 'readable']],
    receives: ['preflight GET x-api-key', 'GET'],
  },
  {
    claim: 'X-Tenant-ID causes a preflight',
    server: ALLOWING,
    does: [[send({ headers: [['X-Tenant-ID', '1']] }), 'readable']],
    receives: ['preflight GET x-tenant-id', 'GET'],
  },
  {
    claim: 'X-Requested-With causes a preflight',
    server: ALLOWING,
    does: [[send({ api: 'xhr', headers: [['X-Requested-With', 'XMLHttpRequest']] }), 'readable']],
    receives: ['preflight GET x-requested-with', 'GET'],
  },
  {
    claim: 'a request with a header that is not listed is never sent',
    server: ALLOWING,
    does: [[send({ headers: [['X-Other', '1']] }), 'TypeError']],
    receives: ['preflight GET x-other'],
  },
  {
    claim: 'an upload listener causes a preflight',
    server: ALLOWING,
    does: [
      [send({ ...FORM, api: 'xhr' }), 'readable'],
      [send({ ...FORM, api: 'xhr', uploadListener: true }), 'readable'],
    ],
    receives: ['POST', 'preflight POST', 'POST'],
  },
  {
    claim: 'a stream as body causes a preflight, and HTTP/1.1 cannot carry it',
    server: ALLOWING,
    does: [[send({ method: 'POST', body: { kind: 'stream' }, duplex: 'half' }), 'TypeError']],
    receives: ['preflight POST'],
  },
  {
    claim: 'PUT, PATCH and DELETE cause a preflight',
    server: ALLOWING,
    does: [
      [send({ method: 'PUT' }), 'readable'],
      [send({ method: 'PATCH' }), 'readable'],
      [send({ method: 'DELETE' }), 'readable'],
    ],
    receives: ['preflight PUT', 'PUT', 'preflight PATCH', 'PATCH', 'preflight DELETE', 'DELETE'],
  },
  {
    claim: 'lower-case put works, and lower-case patch fails',
    server: ALLOWING,
    does: [
      [send({ method: 'put' }), 'readable'],
      [send({ method: 'patch' }), 'TypeError'],
    ],
    receives: ['preflight PUT', 'PUT', 'preflight patch'],
  },
  {
    claim: 'a preflight is cached, with every method that it lists',
    server: { ...ALLOWING, maxAge: 600 },
    does: [
      [send({ method: 'PUT' }), 'readable'],
      [send({ method: 'PUT' }), 'readable'],
      [send({ method: 'DELETE' }), 'readable'],
    ],
    receives: ['preflight PUT', 'PUT', 'PUT', 'DELETE'],
  },
  {
    claim: 'a response header is unreadable until it is exposed',
    server: { ...ALLOWING, exposedHeaders: ['X-Total-Count'] },
    does: [
      [readHeader('X-Total-Count'), 'header readable'],
      [readHeader('X-Served-By'), 'header missing'],
      [readHeader('Content-Language'), 'header readable'],
    ],
    receives: ['GET', 'GET', 'GET'],
  },
  {
    claim: 'the mode no-cors sends the request, and hides the response even if the origin is allowed',
    server: ALLOWING,
    does: [[send({ mode: 'no-cors' }), 'opaque']],
    receives: ['GET without Origin'],
  },
  {
    claim: '"*" with credentials is a configuration error',
    server: ALLOWING,
    does: [[build({ origin: '*', credentials: true }), 'origin/any-with-credentials']],
    receives: [],
  },
  {
    claim: 'the specific origin works with credentials, cookies included, if the page asks for them',
    server: { ...ALLOWING, credentials: true },
    does: [
      [send({ credentials: 'include' }, { 'Set-Cookie': 'user=ada; Secure' }), 'readable'],
      [send({ credentials: 'include' }), 'readable'],
      [send(), 'readable'],
      [send({ method: 'PUT', credentials: 'include' }), 'readable'],
    ],
    receives: ['GET', 'GET with user=ada', 'GET', 'preflight PUT', 'PUT with user=ada'],
  },
  {
    claim: 'cookies are sent to a server that does not allow credentials, and no response is readable',
    server: ALLOWING,
    does: [
      [send({ credentials: 'include' }, { 'Set-Cookie': 'user=ada; Secure' }), 'TypeError'],
      [send({ credentials: 'include' }), 'TypeError'],
    ],
    receives: ['GET', 'GET with user=ada'],
  },
  {
    claim: 'a redirect within the origin of the server keeps Origin',
    server: ALLOWING,
    does: [[sendAndFollow('api.shop.test'), 'readable']],
    receives: ['GET', 'GET'],
  },
  {
    claim: 'a redirect to another origin turns Origin into null, which is denied',
    server: ALLOWING,
    does: [[sendAndFollow('cdn.shop.test'), 'TypeError']],
    receives: ['GET', 'GET from null'],
  },
  {
    claim: 'a redirect to another origin works if every origin may read',
    server: { ...ALLOWING, origin: '*' },
    does: [[sendAndFollow('cdn.shop.test'), 'readable']],
    receives: ['GET', 'GET from null'],
  },
  {
    claim: 'a page of the file system has the origin null, and is denied',
    server: ALLOWING,
    page: FILE,
    does: [
      [send(), 'TypeError'],
      [send({ method: 'PUT' }), 'TypeError'],
    ],
    receives: ['GET from null', 'preflight PUT from null'],
  },
  {
    claim: 'a denied simple POST is executed, but the page cannot read the response',
    server: REFUSING,
    does: [[send(FORM), 'TypeError']],
    receives: ['POST'],
  },
  {
    claim: 'a denied simple POST is not executed with onDenied: "reject"',
    server: { ...REFUSING, onDenied: 'reject' },
    does: [[send(FORM), 'TypeError']],
    receives: ['POST not executed'],
  },
  {
    claim: 'a denied request that needs a preflight is never sent',
    server: REFUSING,
    does: [
      [send(JSON_POST), 'TypeError'],
      [send({ method: 'DELETE' }), 'TypeError'],
    ],
    receives: ['preflight POST content-type', 'preflight DELETE'],
  },
]
