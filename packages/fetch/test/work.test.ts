import { cors } from '@crossorigin/fetch'
import { describe, expect, it } from 'vitest'
import { type Calls, countCalls, type Watched } from '../../../test/support/count-calls.ts'

const ALLOWED = 'https://a.example'
const CONFIG = { origin: [ALLOWED, 'https://b.example'], credentials: true, exposedHeaders: ['X-Total'] } as const

const WATCHED: readonly Watched[] = ['get', 'set', 'has', 'append', 'delete', 'entries', 'forEach', 'keys'].map(
  (method): Watched => [Headers.prototype, method],
)
const BODIES: readonly Watched[] = ['clone', 'text', 'arrayBuffer'].map(
  (method): Watched => [Response.prototype, method],
)

interface Work {
  readonly method?: string
  readonly headers: Readonly<Record<string, string>>
  readonly respond?: () => Response
}

const wrapped = (respond: () => Response): ((request: Request) => unknown) => cors(CONFIG)(respond)

/** Counts what is done to the headers of a request and a response, the making of the latter left out. */
function workOf({ method = 'GET', headers, respond = () => new Response('ok') }: Work): Calls {
  const request = new Request('https://api.example/', { method, headers })
  const response = respond()
  const handler = wrapped(() => response)
  return countCalls([...WATCHED, ...BODIES], () => handler(request))
}

const NONE = { has: 0, append: 0, delete: 0, entries: 0, forEach: 0, keys: 0, clone: 0, text: 0, arrayBuffer: 0 }
const PREFLIGHT = { 'access-control-request-method': 'PUT' }

describe('the work on a request and its response', () => {
  // One look at each header that is read, and no second pass: Origin, the six headers of a policy, and Vary.
  it.each<{ case: string } & Work & { get: number; set: number }>([
    { case: 'an allowed origin', headers: { origin: ALLOWED }, get: 8, set: 4 },
    { case: 'an origin that is not allowed', headers: { origin: 'https://c.example' }, get: 8, set: 1 },
    { case: 'no origin', headers: {}, get: 8, set: 1 },
    { case: 'a preflight', method: 'OPTIONS', headers: { origin: ALLOWED, ...PREFLIGHT }, get: 3, set: 6 },
    { case: 'a denied preflight', method: 'OPTIONS', headers: { origin: 'null', ...PREFLIGHT }, get: 3, set: 2 },
  ])('is one lookup of each header, and setting the sent ones, for $case', ({ case: _, get, set, ...work }) => {
    expect(workOf(work)).toEqual({ ...NONE, get, set })
  })

  it('is one more call for each header that other code has set', () => {
    const respond = (): Response =>
      new Response('ok', {
        headers: { 'Access-Control-Allow-Origin': '*', 'Access-Control-Max-Age': '1', Vary: 'Accept' },
      })
    expect(workOf({ headers: {}, respond })).toEqual({ ...NONE, get: 8, set: 1, delete: 2 })
  })

  it('reads no body, unless the headers of a response cannot be changed', () => {
    const bodies: Response[] = []
    const descriptor = Object.getOwnPropertyDescriptor(Response.prototype, 'body') as PropertyDescriptor
    Object.defineProperty(Response.prototype, 'body', {
      ...descriptor,
      get(this: Response) {
        bodies.push(this)
        return descriptor.get?.call(this)
      },
    })
    const redirect = Response.redirect('https://api.example/')
    try {
      for (const headers of [{ origin: ALLOWED }, {}, { origin: 'https://c.example' }]) workOf({ headers })
      expect(bodies).toEqual([])
      workOf({ headers: {}, respond: () => redirect })
      expect(bodies).toEqual([redirect])
    } finally {
      Object.defineProperty(Response.prototype, 'body', descriptor)
    }
  })
})
