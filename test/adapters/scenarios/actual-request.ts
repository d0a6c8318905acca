import type { Exchange, Expected, Scenario } from '../../support/scenario.ts'
import { ALLOWED, EVIL, GRANT, GRANTED, get, LIST, NOT_FOR_CACHES, NOT_GRANTED } from './list-policy.ts'

function row(title: string, ...exchanges: Exchange[]): Scenario {
  return { title, setup: LIST, exchanges }
}

const WRITTEN: Expected = { ...GRANTED, others: { 'x-custom': 'written' } }
const WRITTEN_WITH_VARY: Expected = { ...WRITTEN, cors: { ...GRANT, vary: 'Accept-Encoding, Origin' } }

/** Actual requests under a list of origins with credentials. */
export const ACTUAL_REQUEST_SCENARIOS: readonly Scenario[] = [
  row('a request without an origin gets no CORS headers, and its response varies', [get(undefined), NOT_GRANTED]),
  row('a GET from a listed origin can be read', [get(ALLOWED), { ...GRANTED, body: 'ok' }]),
  row('the other listed origin gets its own value back', [
    get('https://app.example.com'),
    { ...GRANTED, cors: { ...GRANT, 'access-control-allow-origin': 'https://app.example.com' } },
  ]),
  row('an origin that is not listed gets nothing, and the handler runs', [get(EVIL), { ...NOT_GRANTED, body: 'ok' }]),
  row('null is refused', [get('null'), NOT_GRANTED]),
  row('an upper-case host is a different origin', [get('https://EXAMPLE.com'), NOT_GRANTED]),
  row('a value with a trailing slash is not an origin', [get('https://example.com/'), NOT_GRANTED]),
  row('a trailing dot makes a different origin', [get('https://example.com.'), NOT_GRANTED]),
  row('a listed origin as a prefix gets nothing', [get('https://example.com.evil.test'), NOT_GRANTED]),
  row('a listed host as a suffix gets nothing', [get('https://evilexample.com'), NOT_GRANTED]),
  row('an empty origin is denied', [get(''), NOT_FOR_CACHES]),
  row('two lines of Origin are denied, in either order', [get(ALLOWED, '/ok', ['Origin', EVIL]), NOT_FOR_CACHES]),
  row('two lines of Origin are denied, even if both are listed', [
    get(ALLOWED, '/ok', ['Origin', 'https://app.example.com']),
    NOT_FOR_CACHES,
  ]),
  row('a HEAD gets the headers of a GET', [
    { ...get(ALLOWED), method: 'HEAD' },
    { ...GRANTED, body: '' },
  ]),
  row('a POST from a listed origin can be read', [{ ...get(ALLOWED), method: 'POST' }, GRANTED]),
  row('a GET that carries the headers of a preflight is an actual request', [
    get(ALLOWED, '/ok', ['Access-Control-Request-Method', 'PUT'], ['Access-Control-Request-Headers', 'x-custom']),
    GRANTED,
  ]),
  row('a simple POST from an origin that is not listed is executed', [
    { ...get(EVIL), method: 'POST' },
    { ...NOT_GRANTED, body: 'ok' },
  ]),

  row('an exception in a handler keeps the headers', [get(ALLOWED, '/throw'), { ...GRANTED, status: 500 }]),
  row('an asynchronous failure keeps the headers', [get(ALLOWED, '/fail'), { ...GRANTED, status: 500 }]),
  row('an exception in a handler varies for a denied origin too', [
    get(EVIL, '/throw'),
    { ...NOT_GRANTED, status: 500 },
  ]),
  row('an unknown path keeps the headers', [get(ALLOWED, '/unknown'), { ...GRANTED, status: 404 }]),
  row('an unknown path varies for a request without an origin too', [
    get(undefined, '/unknown'),
    { ...NOT_GRANTED, status: 404 },
  ]),
  row('a 401 from authentication registered later keeps the headers', [
    get(ALLOWED, '/private'),
    { ...GRANTED, status: 401 },
  ]),
  row('a redirect keeps the headers', [
    get(ALLOWED, '/redirect'),
    { ...GRANTED, status: 302, others: { location: '/ok' } },
  ]),
  row('a 304 keeps the headers', [get(ALLOWED, '/not-modified'), { ...GRANTED, status: 304, body: '' }]),

  row('writeHead with an object keeps the headers', [get(ALLOWED, '/write-head/object'), WRITTEN]),
  row('writeHead with an object that has Vary keeps both', [
    get(ALLOWED, '/write-head/object-vary'),
    WRITTEN_WITH_VARY,
  ]),
  row('writeHead with a flat array keeps the headers', [get(ALLOWED, '/write-head/array'), WRITTEN]),
  row('writeHead with a flat array that has VARY keeps both', [
    get(ALLOWED, '/write-head/array-vary'),
    WRITTEN_WITH_VARY,
  ]),
  row('writeHead with a message and an object that has Vary keeps both', [
    get(ALLOWED, '/write-head/message-vary'),
    WRITTEN_WITH_VARY,
  ]),
  row('writeHead with Vary varies for a denied origin too', [
    get(EVIL, '/write-head/object-vary'),
    { ...WRITTEN, cors: { vary: 'Accept-Encoding, Origin' } },
  ]),
  row('a stream keeps the headers', [get(ALLOWED, '/stream'), GRANTED]),
  row('headers that are flushed early are complete', [
    get(ALLOWED, '/flush'),
    { ...GRANTED, cors: { ...GRANT, vary: 'Accept-Encoding, Origin' } },
  ]),
  row(
    "a handler's own Access-Control-Allow-Origin is replaced by the policy",
    [get(ALLOWED, '/own-origin'), GRANTED],
    [get(EVIL, '/own-origin'), NOT_GRANTED],
    [get(undefined, '/own-origin'), NOT_GRANTED],
  ),
  row(
    "a handler's own Access-Control-Allow-Origin in writeHead is replaced by the policy",
    [get(ALLOWED, '/write-head/own-origin'), GRANTED],
    [get(EVIL, '/write-head/own-origin'), NOT_GRANTED],
    [get(undefined, '/write-head/own-origin'), NOT_GRANTED],
  ),
]
