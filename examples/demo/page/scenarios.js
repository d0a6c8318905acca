/**
 * A request that the page sends to each API.
 *
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} title
 * @property {'page' | 'other'} from - Which page sends it: the one whose origin the policy allows, or the other.
 * @property {string} path
 * @property {Omit<RequestInit, 'method'> & { method: string }} init - The argument of `fetch`.
 * @property {readonly string[]} readsHeaders - The response headers that the page tries to read.
 * @property {Expectation} expected - The expected result on a page whose origin is allowed.
 * @property {string} [why] - An explanation.
 */

/**
 * An expected result: which requests reach the server, with which status, and what the page reads; `null` for nothing.
 *
 * @typedef {object} Expectation
 * @property {readonly string[]} sent
 * @property {{ status: number, text: string, headers?: Readonly<Record<string, string | null>> } | null} read
 * @property {string} [cookie] - The cookie that the server receives.
 */

const JSON_TYPE = { 'Content-Type': 'application/json' }
const TOKEN = { Authorization: 'Bearer demo' }

/** @type {readonly Scenario[]} */
export const SCENARIOS = [
  {
    name: 'get',
    title: 'A plain GET',
    from: 'page',
    path: '/notes',
    init: { method: 'GET' },
    readsHeaders: [],
    expected: { sent: ['GET 200'], read: { status: 200, text: 'Buy milk' } },
    why: 'Any page can send it, so there is no preflight. The page can read the response because Access-Control-Allow-Origin contains its origin.',
  },
  {
    name: 'json-post',
    title: 'A POST with JSON',
    from: 'page',
    path: '/notes',
    init: { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ text: 'Water the plants' }) },
    readsHeaders: [],
    expected: { sent: ['OPTIONS 204', 'POST 201'], read: { status: 201, text: 'Water the plants' } },
    why: 'An HTML form could not send JSON, so the browser sends a preflight first. Content-Type is always allowed.',
  },
  {
    name: 'put-with-token',
    title: 'A PUT with a token',
    from: 'page',
    path: '/notes/1',
    init: { method: 'PUT', headers: { ...JSON_TYPE, ...TOKEN }, body: JSON.stringify({ text: 'Buy oat milk' }) },
    readsHeaders: [],
    expected: { sent: ['OPTIONS 204', 'PUT 200'], read: { status: 200, text: '"changed":"1"' } },
    why: 'Both the method PUT and the header Authorization need permission, and the policy lists both.',
  },
  {
    name: 'delete',
    title: 'A DELETE',
    from: 'page',
    path: '/notes/1',
    init: { method: 'DELETE' },
    readsHeaders: [],
    expected: { sent: ['OPTIONS 204'], read: null },
    why: 'The policy does not list DELETE. The browser does not find it in the response to the preflight, and never sends the request.',
  },
  {
    name: 'cookie',
    title: 'A GET with the cookie',
    from: 'page',
    path: '/account',
    init: { method: 'GET', credentials: 'include' },
    readsHeaders: [],
    expected: { sent: ['GET 200'], read: { status: 200, text: '"ada"' }, cookie: 'crossorigin-demo=ada' },
    why: 'The page asks for credentials, and can read the response because the policy allows them: Access-Control-Allow-Credentials.',
  },
  {
    name: 'response-headers',
    title: 'Reading two response headers',
    from: 'page',
    path: '/notes',
    init: { method: 'GET' },
    readsHeaders: ['X-Total-Count', 'X-Served-By'],
    expected: {
      sent: ['GET 200'],
      read: { status: 200, text: 'Buy milk', headers: { 'X-Total-Count': '2', 'X-Served-By': null } },
    },
    why: 'The server sent both. The policy exposes only X-Total-Count, so the other one looks missing.',
  },
  {
    name: 'not-found',
    title: 'A 404 error',
    from: 'page',
    path: '/missing',
    init: { method: 'GET' },
    readsHeaders: [],
    expected: { sent: ['GET 404'], read: { status: 404, text: '/missing' } },
    why: 'Error responses have the CORS headers too, including those of Express and Fastify themselves.',
  },
  {
    name: 'failure',
    title: 'A 500 error',
    from: 'page',
    path: '/failure',
    init: { method: 'GET' },
    readsHeaders: [],
    expected: { sent: ['GET 500'], read: { status: 500, text: 'Internal Server Error' } },
    why: 'The handler throws. The response still has the CORS headers, so the page can tell the user what is wrong.',
  },
  {
    name: 'other-get',
    title: 'A plain GET from the other page',
    from: 'other',
    path: '/notes',
    init: { method: 'GET' },
    readsHeaders: [],
    expected: { sent: ['GET 200'], read: { status: 200, text: 'Buy milk' } },
  },
  {
    name: 'other-put',
    title: 'A PUT from the other page',
    from: 'other',
    path: '/notes/1',
    init: { method: 'PUT', headers: TOKEN },
    readsHeaders: [],
    expected: { sent: ['OPTIONS 204', 'PUT 200'], read: { status: 200, text: '"changed":"1"' } },
  },
]
