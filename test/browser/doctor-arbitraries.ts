import fc from 'fast-check'
import type { Origins, PageRequest, Received, ServerAnswer } from './doctor-world.ts'

/** The responses of the servers, by server, path and kind of request. */
export interface RandomServers {
  readonly preflight: RandomAnswer
  readonly actual: RandomAnswer
  /** The redirect target of the actual request, if any, and the response there. */
  readonly redirect: { readonly status: number; readonly to: string } | undefined
  readonly preflightThere: RandomAnswer
  readonly actualThere: RandomAnswer
}

/** A response in which `{page}` and `{origin}` are replaced by the page's origin and the request's origin. */
interface RandomAnswer {
  readonly status: number
  readonly lines: readonly (readonly [string, string])[]
}

const originValue = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('{page}', '{origin}', '{origin}', '{origin}', '*') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'null',
      '',
      '{page}/',
      ' {page} ',
      '{page}\t',
      '{page}, {page}',
      '{page} *',
      'http://app.test',
      'app.test',
      'HTTP://APP.TEST',
      '"{page}"',
      'http://*.test',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...'htp:/.*,; "aA0'), maxLength: 12 }) },
)
const credentialsValue = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('true') },
  { weight: 1, arbitrary: fc.constantFrom('True', '1', 'true, true', ' true', '') },
)
const listUnit = fc.constantFrom(...'xX-aA,,; \t"*()/=0')
const methodsValue = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('PUT', 'PUT, PATCH, DELETE', 'GET, PUT,, patch', '*', '*, PUT') },
  { weight: 2, arbitrary: fc.constantFrom('put', 'PUT DELETE', 'PUT;DELETE', '', ',', '"PUT"', 'PUT, @') },
  { weight: 1, arbitrary: fc.string({ unit: listUnit, maxLength: 8 }) },
)
const headersValue = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('x-a, x-b, content-type', 'X-A,X-B, Content-Type, authorization', '*') },
  { weight: 2, arbitrary: fc.constantFrom('x-a', 'x-b', 'x-a; x-b', 'x-a x-b', '', ',x-a,', '*, authorization') },
  { weight: 1, arbitrary: fc.string({ unit: listUnit, maxLength: 8 }) },
)
const status = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(200, 204) },
  { weight: 1, arbitrary: fc.constantFrom(201, 299, 400, 401, 403, 404, 405, 500, 503) },
)

/** Up to two lines of a header. */
function lines(
  name: string,
  value: fc.Arbitrary<string>,
  often = 12,
): fc.Arbitrary<readonly (readonly [string, string])[]> {
  const one = value.map((text): readonly (readonly [string, string])[] => [[name, text]])
  const two = fc.tuple(value, value).map((texts) => texts.map((text) => [name, text] as const))
  return fc.oneof(
    { weight: often, arbitrary: one },
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: two },
  )
}

const answer: fc.Arbitrary<RandomAnswer> = fc
  .tuple(
    status,
    lines('Access-Control-Allow-Origin', originValue),
    lines('Access-Control-Allow-Credentials', credentialsValue),
    lines('Access-Control-Allow-Methods', methodsValue),
    lines('Access-Control-Allow-Headers', headersValue),
    lines('Access-Control-Expose-Headers', headersValue),
  )
  .map(([code, ...all]) => ({ status: code, lines: [...all.flat(), ['X-A', '1'] as const] }))

/** A request of the page. */
export const pageRequest: fc.Arbitrary<PageRequest> = fc.record({
  method: fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'patch', 'delete', 'OPTIONS'),
  credentials: fc.constantFrom('omit', 'same-origin', 'include'),
  headers: fc.subarray([
    ['x-a', '1'],
    ['X-B', '2'],
    ['Content-Type', 'application/json'],
    ['Authorization', 'Bearer token'],
    ['Accept-Language', 'de'],
  ] as const),
})

const redirect = fc.record({
  status: fc.constantFrom(301, 302, 303, 307, 308),
  to: fc.constantFrom(
    '{api}/there',
    '{third}/there',
    '{pageOrigin}/there',
    '/there',
    'ftp://files.test/',
    '{user}/there',
  ),
})

/** The responses of the servers. */
export const randomServers: fc.Arbitrary<RandomServers> = fc.record({
  preflight: answer,
  actual: answer,
  redirect: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: redirect }),
  preflightThere: answer,
  actualThere: answer,
})

/** Responds to a request as these servers do. */
export function answerOf(servers: RandomServers, received: Received, origins: Origins): ServerAnswer {
  const isThere = received.path !== '/resource'
  if (received.isPreflight) return fill(isThere ? servers.preflightThere : servers.preflight, received, origins)
  if (isThere || servers.redirect === undefined) {
    return fill(isThere ? servers.actualThere : servers.actual, received, origins)
  }
  const { to, status: code } = servers.redirect
  const location = to
    .replace('{api}', origins.api)
    .replace('{third}', origins.third)
    .replace('{pageOrigin}', origins.page)
    .replace('{user}', origins.third.replace('://', '://user:pass@'))
  const { lines: others } = fill(servers.actual, received, origins)
  return { status: code, lines: [['Location', location], ...others] }
}

function fill(given: RandomAnswer, { origin }: Received, { page }: Origins): RandomAnswer {
  return {
    status: given.status,
    lines: given.lines.map(([name, value]) => [name, value.replaceAll('{page}', page).replaceAll('{origin}', origin)]),
  }
}
