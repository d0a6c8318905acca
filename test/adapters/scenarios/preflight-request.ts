import type { Exchange, Expected, Scenario, Setup } from '../../support/scenario.ts'
import {
  ALLOWED,
  askHeaders,
  askMethod,
  EVIL,
  GRANTED,
  get,
  LIST,
  LIST_CONFIG,
  NOT_GRANTED,
  PREFLIGHT_GRANT,
  PREFLIGHT_GRANTED,
  PREFLIGHT_REFUSED,
  preflight,
  SAFELISTED_HEADERS,
  SAFELISTED_METHODS,
  setupOf,
} from './list-policy.ts'

function row(title: string, ...exchanges: Exchange[]): Scenario {
  return { title, setup: LIST, exchanges }
}

function configured(title: string, setup: Setup, ...exchanges: Exchange[]): Scenario {
  return { title, setup, exchanges }
}

function grantedWith(changes: Readonly<Record<string, string>>): Expected {
  return { ...PREFLIGHT_GRANTED, cors: { ...PREFLIGHT_GRANT, ...changes } }
}

const METHOD_PUT = ['Access-Control-Request-Method', 'PUT'] as const
const OWN_OPTIONS = { others: { allow: 'OPTIONS' }, body: 'own' }

/** Preflights, and requests that only look like one, with a list of origins and credentials. */
export const PREFLIGHT_REQUEST_SCENARIOS: readonly Scenario[] = [
  row('a preflight from a listed origin gets every list, for any method and headers', [
    askHeaders('x-custom'),
    PREFLIGHT_GRANTED,
  ]),
  row('a preflight from an origin that is not listed is denied, with only Vary', [preflight(EVIL), PREFLIGHT_REFUSED]),
  row('a method that is not listed still gets the lists', [askMethod('DELETE'), PREFLIGHT_GRANTED]),
  row('a header that is not listed still gets the lists', [askHeaders('x-evil'), PREFLIGHT_GRANTED]),
  row('an empty list of headers is a preflight like any other', [askHeaders(''), PREFLIGHT_GRANTED]),
  row('two lines of headers are one list', [askHeaders('x-custom', 'content-type'), PREFLIGHT_GRANTED]),
  row('a preflight from null is denied', [preflight('null'), PREFLIGHT_REFUSED]),
  row('a preflight for an unknown path gets a response', [preflight(ALLOWED, '/unknown'), PREFLIGHT_GRANTED]),
  row('a preflight comes before authentication', [preflight(ALLOWED, '/private'), PREFLIGHT_GRANTED]),
  row('patch is not PATCH, and is not allowed', [askMethod('patch'), PREFLIGHT_GRANTED]),
  configured('a maximum age of 0 is sent', setupOf({ ...LIST_CONFIG, maxAge: 0 }), [
    askMethod('PUT'),
    grantedWith({ 'access-control-max-age': '0' }),
  ]),
  row('spaces around the names of headers, and their case, change nothing', [
    askHeaders('X-Custom , CONTENT-TYPE'),
    PREFLIGHT_GRANTED,
  ]),
  row('access to a private network is not allowed', [
    preflight(ALLOWED, '/ok', METHOD_PUT, ['Access-Control-Request-Private-Network', 'true']),
    PREFLIGHT_GRANTED,
  ]),
  row('a preflight with an empty origin is denied', [preflight(''), PREFLIGHT_REFUSED]),
  row('a preflight with two lines of Origin is denied', [
    preflight(ALLOWED, '/ok', ['Origin', 'https://app.example.com'], METHOD_PUT),
    PREFLIGHT_REFUSED,
  ]),
  {
    ...row('a preflight for the server as a whole gets a response', [preflight(ALLOWED, '*'), PREFLIGHT_GRANTED]),
    // A `Request` has a URL, and `*` is not one.
    appliesTo: ({ framework }) => framework !== 'fetch' && framework !== 'hono',
  },
  row(
    'a preflight with a query, and with an unusual path, gets a response',
    [preflight(ALLOWED, '/ok?a=b&c=%20'), PREFLIGHT_GRANTED],
    [preflight(EVIL, '//ok/../;a=b'), PREFLIGHT_REFUSED],
  ),
  row('a denied preflight gets a response for an unknown path too', [preflight(EVIL, '/unknown'), PREFLIGHT_REFUSED]),
  configured('the status 200 comes with Content-Length: 0', setupOf({ ...LIST_CONFIG, preflightStatus: 200 }), [
    askMethod('PUT'),
    { ...PREFLIGHT_GRANTED, status: 200, contentLength: '0', body: '' },
  ]),
  configured('a denied preflight is 403 under the status 200 too', setupOf({ ...LIST_CONFIG, preflightStatus: 200 }), [
    preflight(EVIL),
    PREFLIGHT_REFUSED,
  ]),
  configured(
    'the safelisted methods are listed when no other is configured',
    setupOf({ ...LIST_CONFIG, methods: [] }),
    [askMethod('PUT'), grantedWith({ 'access-control-allow-methods': SAFELISTED_METHODS })],
  ),
  configured('an option that is undefined is treated as not set', setupOf({ ...LIST_CONFIG, methods: undefined }), [
    askMethod('PUT'),
    grantedWith({ 'access-control-allow-methods': SAFELISTED_METHODS }),
  ]),
  configured(
    'methods in lower case are normalized as fetch normalizes them',
    setupOf({ ...LIST_CONFIG, methods: ['get', 'delete'] }),
    [askMethod('DELETE'), grantedWith({ 'access-control-allow-methods': 'GET, HEAD, POST, DELETE' })],
  ),
  configured(
    'the safelisted names come first in the list of headers, each of them once',
    setupOf({ ...LIST_CONFIG, allowedHeaders: ['X-B', 'content-type', 'RANGE', 'X-A'] }),
    [askHeaders('x-a'), grantedWith({ 'access-control-allow-headers': `${SAFELISTED_HEADERS}, X-B, X-A` })],
  ),
  configured(
    'the safelisted names are listed when no header is configured',
    setupOf({ ...LIST_CONFIG, allowedHeaders: [] }),
    [askHeaders('content-type'), grantedWith({ 'access-control-allow-headers': SAFELISTED_HEADERS })],
  ),

  row('OPTIONS without an origin reaches the application', [
    { method: 'OPTIONS', path: '/own-options' },
    { ...NOT_GRANTED, ...OWN_OPTIONS },
  ]),
  row('OPTIONS that asks for no method reaches the application', [
    { ...get(ALLOWED, '/own-options'), method: 'OPTIONS' },
    { ...GRANTED, ...OWN_OPTIONS },
  ]),
  row("a preflight does not reach the application's own handler of OPTIONS", [
    preflight(ALLOWED, '/own-options'),
    PREFLIGHT_GRANTED,
  ]),
  row('OPTIONS that asks for a method without an origin reaches the application', [
    { method: 'OPTIONS', path: '/own-options', headers: [METHOD_PUT] },
    { ...NOT_GRANTED, ...OWN_OPTIONS },
  ]),
  row('OPTIONS that asks only for headers reaches the application', [
    { ...get(ALLOWED, '/own-options', ['Access-Control-Request-Headers', 'x-custom']), method: 'OPTIONS' },
    { ...GRANTED, ...OWN_OPTIONS },
  ]),
  row('OPTIONS of a denied origin that asks for no method reaches the application', [
    { ...get(EVIL, '/own-options'), method: 'OPTIONS' },
    { ...NOT_GRANTED, ...OWN_OPTIONS },
  ]),
]
