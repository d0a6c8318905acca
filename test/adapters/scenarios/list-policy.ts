import type { CorsConfig } from '@crossorigin/policy'
import type { RawRequest } from '../../support/raw-client.ts'
import type { Expected, Setup } from '../../support/scenario.ts'

/** The origin that nearly every policy in the table allows. */
export const ALLOWED = 'https://example.com'

/** The origin that no policy allows, except `'*'`. */
export const EVIL = 'https://evil.test'

/** Names of request headers that every accepted preflight lists, except when `*` covers them or the requested names are echoed. */
export const SAFELISTED_HEADERS = 'Accept, Accept-Language, Content-Language, Content-Type, Range'

/** Methods that every accepted preflight lists, with the same exceptions. */
export const SAFELISTED_METHODS = 'GET, HEAD, POST'

/** The policy that most of the table tests. */
export const LIST_CONFIG: CorsConfig = {
  origin: [ALLOWED, 'https://app.example.com'],
  methods: ['GET', 'POST', 'PUT'],
  allowedHeaders: ['Content-Type', 'X-Custom'],
  exposedHeaders: ['X-Total'],
  credentials: true,
  maxAge: 600,
}

/** {@link LIST_CONFIG} before the routes. */
export const LIST: Setup = { layers: [{ source: LIST_CONFIG }] }

/** Puts one configuration before the routes. */
export function setupOf(source: CorsConfig): Setup {
  return { layers: [{ source }] }
}

/** What {@link LIST_CONFIG} puts on the response to an actual request of {@link ALLOWED}. */
export const GRANT = {
  'access-control-allow-origin': ALLOWED,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'X-Total',
  vary: 'Origin',
}

/** What {@link LIST_CONFIG} puts on the response to a preflight of {@link ALLOWED}. */
export const PREFLIGHT_GRANT = {
  'access-control-allow-origin': ALLOWED,
  'access-control-allow-credentials': 'true',
  'access-control-allow-methods': `${SAFELISTED_METHODS}, PUT`,
  'access-control-allow-headers': `${SAFELISTED_HEADERS}, X-Custom`,
  'access-control-max-age': '600',
  vary: 'Origin',
}

/** The application responds, and the page can read it. */
export const GRANTED: Expected = { status: 200, reachesApplication: true, cors: GRANT }

/** The application responds, and browsers withhold the response. */
export const NOT_GRANTED: Expected = { status: 200, reachesApplication: true, cors: { vary: 'Origin' } }

/** The same when caches may see a different origin than the server: they must not store it. */
export const NOT_FOR_CACHES: Expected = { ...NOT_GRANTED, cors: { vary: '*' } }

/** A preflight gets the headers of {@link LIST_CONFIG}. */
export const PREFLIGHT_GRANTED: Expected = {
  status: 204,
  reachesApplication: false,
  cors: PREFLIGHT_GRANT,
  contentLength: null,
}

/** A preflight is denied. */
export const PREFLIGHT_REFUSED: Expected = {
  status: 403,
  reachesApplication: false,
  cors: { vary: 'Origin' },
  contentLength: '0',
  body: '',
}

/** An origin function or a selector failed, and no CORS headers are sent. */
export const FAILED: Expected = { status: 500, reachesApplication: false, cors: { vary: 'Origin' } }

type Lines = readonly (readonly [name: string, value: string])[]

/** A GET of a path from an origin; `undefined` sends no `Origin`. */
export function get(origin: string | undefined, path = '/ok', ...lines: Lines): RawRequest {
  return { path, headers: [...originLine(origin), ...lines] }
}

/** A preflight from an origin, with the header lines after `Origin` given one by one. */
export function preflight(origin: string, path = '/ok', ...lines: Lines): RawRequest {
  const asked = lines.length > 0 ? lines : ([['Access-Control-Request-Method', 'PUT']] as const)
  return { method: 'OPTIONS', path, headers: [...originLine(origin), ...asked] }
}

/** A preflight of {@link ALLOWED} that asks for PUT and for headers. */
export function askHeaders(...values: readonly string[]): RawRequest {
  return preflight(
    ALLOWED,
    '/ok',
    ['Access-Control-Request-Method', 'PUT'],
    ...values.map((value) => ['Access-Control-Request-Headers', value] as const),
  )
}

/** A preflight of {@link ALLOWED} that asks for a method. */
export function askMethod(...values: readonly string[]): RawRequest {
  return preflight(ALLOWED, '/ok', ...values.map((value) => ['Access-Control-Request-Method', value] as const))
}

function originLine(origin: string | undefined): Lines {
  return origin === undefined ? [] : [['Origin', origin]]
}
