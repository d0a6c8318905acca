import type { Origins, PageRequest, Received, ServerAnswer } from './doctor-world.ts'

/** A request, a server's response, and a browser's verdict. */
export interface DoctorScenario {
  readonly name: string
  readonly request?: PageRequest
  readonly answer: (received: Received, origins: Origins) => ServerAnswer
  readonly verdict: 'allowed' | 'blocked'
  /** Chromium's code; if it has none, the finding that must give the reason. */
  readonly code?: string
  readonly finding?: string
  /** The value, method or header that Chromium names. */
  readonly parameter?: (origins: Origins) => string
  /** Whether the page can read the header `X-Answer`. */
  readonly readsHeader?: boolean
}

type Lines = readonly (readonly [string, string])[]

const ORIGIN = 'Access-Control-Allow-Origin'
const CREDENTIALS = ['Access-Control-Allow-Credentials', 'true'] as const
const METHODS = 'Access-Control-Allow-Methods'
const HEADERS = 'Access-Control-Allow-Headers'
const EXPOSE = 'Access-Control-Expose-Headers'

const include: PageRequest = { credentials: 'include' }
const put: PageRequest = { method: 'PUT' }
const withFoo: PageRequest = { headers: [['x-foo', '1']] }

/** The same response to everything. */
function always(status: number, ...lines: Lines): DoctorScenario['answer'] {
  return () => ({ status, lines })
}

/** A response that allows the page, with additional header lines. */
function allowing(...lines: Lines): DoctorScenario['answer'] {
  return (_, { page }) => ({ status: 200, lines: [[ORIGIN, page], ...lines] })
}

/** One response to preflights, and another to actual requests. */
function twofold(preflight: DoctorScenario['answer'], actual: DoctorScenario['answer']): DoctorScenario['answer'] {
  return (received, origins) => (received.isPreflight ? preflight : actual)(received, origins)
}

/** A redirect from the API's resource, and a response at its target. */
function redirecting(
  to: (origins: Origins) => string,
  end: DoctorScenario['answer'],
  status = 302,
  lines: (origins: Origins) => Lines = ({ page }) => [[ORIGIN, page]],
): DoctorScenario['answer'] {
  return (received, origins) =>
    received.at === 'api' && received.path === '/resource' && !received.isPreflight
      ? { status, lines: [['Location', to(origins)], ...lines(origins)] }
      : end(received, origins)
}

const drop = (): ServerAnswer => 'drop'

/** Allows every origin and every requested method and header. */
const reflecting: DoctorScenario['answer'] = ({ origin, headers }) => ({
  status: 200,
  lines: [
    [ORIGIN, origin],
    [METHODS, headers['access-control-request-method'] ?? 'PUT'],
  ],
})

const blockedBy = (code: string, parameter?: DoctorScenario['parameter']) =>
  ({ verdict: 'blocked', code, ...(parameter && { parameter }) }) as const

/** A single value of `Access-Control-Allow-Origin`. */
function allowOrigin(name: string, value: (page: string) => string, code: string): DoctorScenario {
  return {
    name: `the allowed origin is ${name}`,
    answer: (_, { page }) => ({ status: 200, lines: [[ORIGIN, value(page)]] }),
    ...blockedBy(code, ({ page }) => value(page)),
  }
}

/** Two lines of `Access-Control-Allow-Origin`. */
function twoLines(name: string, first: (page: string) => string): DoctorScenario {
  return {
    name: `the allowed origin is ${name}`,
    answer: (_, { page }) => ({
      status: 200,
      lines: [
        [ORIGIN, first(page)],
        [ORIGIN, page],
      ],
    }),
    ...blockedBy('MultipleAllowOriginValues', ({ page }) => `${first(page)}, ${page}`),
  }
}

const ORIGIN_SCENARIOS: readonly DoctorScenario[] = [
  { name: 'the origin is allowed', answer: allowing(), verdict: 'allowed' },
  {
    name: 'a redirect stays on the same origin, with the headers',
    answer: redirecting(({ api }) => `${api}/other`, allowing()),
    verdict: 'allowed',
  },
  { name: 'nothing is allowed', answer: always(200), ...blockedBy('MissingAllowOriginHeader') },
  { name: 'nothing is allowed, and the server fails', answer: always(500), ...blockedBy('MissingAllowOriginHeader') },
  allowOrigin('another', () => 'http://other.test', 'AllowOriginMismatch'),
  allowOrigin('written with a slash', (page) => `${page}/`, 'AllowOriginMismatch'),
  allowOrigin('written in upper case', (page) => page.replace('app', 'APP'), 'AllowOriginMismatch'),
  allowOrigin('written without the port', () => 'http://app.test', 'AllowOriginMismatch'),
  allowOrigin('null', () => 'null', 'AllowOriginMismatch'),
  allowOrigin('a pattern', () => 'http://*.test', 'AllowOriginMismatch'),
  twoLines('sent twice', (page) => page),
  twoLines('a wildcard and itself', () => '*'),
  allowOrigin('a list with commas', (page) => `${page}, http://other.test`, 'MultipleAllowOriginValues'),
  allowOrigin('a list with spaces', (page) => `${page} http://other.test`, 'MultipleAllowOriginValues'),
  allowOrigin('a host', () => 'app.test', 'InvalidAllowOriginValue'),
  allowOrigin('empty', () => '', 'InvalidAllowOriginValue'),
]

const CREDENTIALS_SCENARIOS: readonly DoctorScenario[] = [
  {
    name: 'a wildcard is combined with credentials',
    request: include,
    answer: always(200, [ORIGIN, '*'], CREDENTIALS),
    ...blockedBy('WildcardOriginNotAllowed'),
  },
  {
    name: 'credentials are not allowed',
    request: include,
    answer: allowing(),
    ...blockedBy('InvalidAllowCredentials', () => ''),
  },
  {
    name: 'credentials are True',
    request: include,
    answer: allowing([CREDENTIALS[0], 'True']),
    ...blockedBy('InvalidAllowCredentials', () => 'True'),
  },
  {
    name: 'credentials are allowed twice',
    request: include,
    answer: allowing(CREDENTIALS, CREDENTIALS),
    ...blockedBy('InvalidAllowCredentials', () => 'true, true'),
  },
]

const PREFLIGHT_SCENARIOS: readonly DoctorScenario[] = [
  ...[404, 401].map((status) => ({
    name: `a preflight gets a bare ${status}`,
    request: put,
    answer: twofold(always(status), allowing()),
    ...blockedBy('PreflightMissingAllowOriginHeader'),
  })),
  {
    name: 'a preflight gets a 404 with all CORS headers',
    request: put,
    answer: twofold(
      (_, { page }) => ({
        status: 404,
        lines: [
          [ORIGIN, page],
          [METHODS, 'PUT'],
        ],
      }),
      allowing(),
    ),
    ...blockedBy('PreflightInvalidStatus'),
  },
  ...[true, false].map((hasHeaders) => ({
    name: `a preflight is redirected, ${hasHeaders ? 'with' : 'without'} the headers`,
    request: put,
    answer: twofold(
      (_, { page, api }) => ({
        status: 301,
        lines: [['Location', `${api}/other`], ...(hasHeaders ? ([[ORIGIN, page]] as const) : [])],
      }),
      allowing(),
    ),
    ...blockedBy('PreflightDisallowedRedirect'),
  })),
  {
    name: 'a preflight is dropped',
    request: put,
    answer: twofold(drop, allowing()),
    verdict: 'blocked',
    finding: 'preflight/unreachable',
  },
  {
    name: 'a method is not listed',
    request: put,
    answer: allowing(),
    ...blockedBy('MethodDisallowedByPreflightResponse', () => 'PUT'),
  },
  {
    name: 'a method is listed in lower case',
    request: put,
    answer: allowing([METHODS, 'put']),
    ...blockedBy('MethodDisallowedByPreflightResponse', () => 'PUT'),
  },
  {
    name: 'a wildcard is used for a method, with credentials',
    request: { ...put, ...include },
    answer: allowing([METHODS, '*'], CREDENTIALS),
    ...blockedBy('MethodDisallowedByPreflightResponse', () => 'PUT'),
  },
  {
    name: 'patch is sent and PATCH listed',
    request: { method: 'patch' },
    answer: allowing([METHODS, 'PATCH']),
    ...blockedBy('MethodDisallowedByPreflightResponse', () => 'patch'),
  },
  {
    name: 'patch is sent and listed, and the server does not know the method',
    request: { method: 'patch' },
    answer: allowing([METHODS, 'patch']),
    ...blockedBy('MissingAllowOriginHeader'),
  },
  {
    name: 'methods are separated by spaces',
    request: put,
    answer: allowing([METHODS, 'PUT DELETE']),
    ...blockedBy('InvalidAllowMethodsPreflightResponse'),
  },
  {
    name: 'a method is listed in a response with status 200',
    request: { method: 'DELETE' },
    answer: allowing([METHODS, 'PUT, DELETE']),
    verdict: 'allowed',
  },
  {
    name: 'a header is not listed',
    request: withFoo,
    answer: allowing(),
    ...blockedBy('HeaderDisallowedByPreflightResponse', () => 'x-foo'),
  },
  {
    name: 'a wildcard is used for a header, with credentials',
    request: { ...withFoo, ...include },
    answer: allowing([HEADERS, '*'], CREDENTIALS),
    ...blockedBy('HeaderDisallowedByPreflightResponse', () => 'x-foo'),
  },
  { name: 'a wildcard covers a header', request: withFoo, answer: allowing([HEADERS, '*']), verdict: 'allowed' },
  {
    name: 'a wildcard covers Authorization, contrary to the standard',
    request: { headers: [['Authorization', 'Bearer token']] },
    answer: allowing([HEADERS, '*']),
    verdict: 'allowed',
  },
  {
    name: 'JSON is posted, and Content-Type is not listed',
    request: { method: 'POST', headers: [['Content-Type', 'application/json']], body: '{}' },
    answer: allowing(),
    ...blockedBy('HeaderDisallowedByPreflightResponse', () => 'content-type'),
  },
  ...['x-foo; x-bar', 'x-foo x-bar'].map((list) => ({
    name: `headers are listed as ${list}`,
    request: withFoo,
    answer: allowing([HEADERS, list]),
    ...blockedBy('InvalidAllowHeadersPreflightResponse'),
  })),
  {
    name: 'a preflight does not allow the credentials',
    request: { ...put, ...include },
    answer: allowing([METHODS, 'PUT']),
    ...blockedBy('PreflightInvalidAllowCredentials'),
  },
  {
    name: 'a preflight allows any origin, with credentials',
    request: { ...put, ...include },
    answer: always(200, [ORIGIN, '*'], CREDENTIALS, [METHODS, 'PUT']),
    ...blockedBy('PreflightWildcardOriginNotAllowed'),
  },
  ...[200, 500].map((status) => ({
    name: `a preflight passes, and the response is a bare ${status}`,
    request: put,
    answer: twofold(allowing([METHODS, 'PUT']), always(status)),
    ...blockedBy('MissingAllowOriginHeader'),
  })),
  { name: 'the response is dropped', answer: drop, verdict: 'blocked', finding: 'lookalike/empty' },
]

const REDIRECT_SCENARIOS: readonly DoctorScenario[] = [
  {
    name: 'a redirect has no headers',
    answer: redirecting(
      ({ api }) => `${api}/other`,
      allowing(),
      302,
      () => [],
    ),
    ...blockedBy('MissingAllowOriginHeader'),
  },
  {
    name: 'a request with a key is redirected without headers',
    request: withFoo,
    answer: redirecting(
      ({ third }) => `${third}/`,
      allowing([HEADERS, 'x-foo']),
      307,
      () => [],
    ),
    ...blockedBy('MissingAllowOriginHeader'),
  },
  {
    name: 'a redirect leads to a third origin, which reflects null',
    answer: redirecting(({ third }) => `${third}/`, reflecting),
    verdict: 'allowed',
  },
  {
    name: 'a redirect leads to a third origin, which allows the page',
    answer: redirecting(({ third }) => `${third}/`, allowing()),
    ...blockedBy('AllowOriginMismatch', ({ page }) => page),
  },
  {
    name: 'a redirect carries a password',
    answer: redirecting(({ api }) => api.replace('://', '://user:pass@'), allowing()),
    ...blockedBy('RedirectContainsCredentials'),
  },
  {
    name: 'a PUT is redirected to a third origin, which reflects',
    request: put,
    answer: redirecting(({ third }) => `${third}/`, reflecting, 307),
    verdict: 'allowed',
  },
  {
    name: 'a redirect leads to ftp:',
    answer: redirecting(() => 'ftp://files.test/', allowing()),
    ...blockedBy('CorsDisabledScheme'),
  },
]

const MODE_SCENARIOS: readonly DoctorScenario[] = [
  {
    name: 'the mode is same-origin',
    request: { mode: 'same-origin' },
    answer: allowing(),
    verdict: 'blocked',
    finding: 'input/same-origin-mode',
  },
  {
    name: 'the mode is no-cors, and redirects are errors',
    request: { mode: 'no-cors', redirect: 'error' },
    answer: allowing(),
    verdict: 'blocked',
    finding: 'input/no-cors-redirect',
  },
  {
    name: 'the mode is no-cors, and the resource is same-origin only',
    request: { mode: 'no-cors' },
    answer: always(200, ['Cross-Origin-Resource-Policy', 'same-origin']),
    ...blockedBy('corp-not-same-origin'),
    finding: 'lookalike/corp',
  },
]

const EXPOSURE_SCENARIOS: readonly DoctorScenario[] = [
  { name: 'a header is not exposed', answer: allowing(['X-Answer', '42']), verdict: 'allowed', readsHeader: false },
  {
    name: 'a wildcard is used to expose a header, with credentials',
    request: include,
    answer: allowing(CREDENTIALS, ['X-Answer', '42'], [EXPOSE, '*']),
    verdict: 'allowed',
    readsHeader: false,
  },
  {
    name: 'a header is exposed',
    answer: allowing(['X-Answer', '42'], [EXPOSE, 'x-answer']),
    verdict: 'allowed',
    readsHeader: true,
  },
]

/** Observed in Chromium and Firefox. */
export const DOCTOR_SCENARIOS: readonly DoctorScenario[] = [
  ...ORIGIN_SCENARIOS,
  ...CREDENTIALS_SCENARIOS,
  ...PREFLIGHT_SCENARIOS,
  ...REDIRECT_SCENARIOS,
  ...MODE_SCENARIOS,
  ...EXPOSURE_SCENARIOS,
]
