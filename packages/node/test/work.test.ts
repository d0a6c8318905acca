import { IncomingMessage, ServerResponse } from 'node:http'
import { cors, type RequestListener } from '@crossorigin/node'
import { describe, expect, it, vi } from 'vitest'
import { type Calls, countCalls, type Watched } from '../../../test/support/count-calls.ts'
import { countBytes, countBytesLeft } from '../../../test/support/heap.ts'

const A = 'https://a.example'
const MANY = Array.from({ length: 1000 }, (_, index) => `X-Member-${index}`).join(', ')

// Lists are long here, and heaps are collected many times.
vi.setConfig({ testTimeout: 60_000 })

const WATCHED: readonly Watched[] = ['setHeader', 'getHeader', 'hasHeader', 'removeHeader'].map(
  (method): Watched => [Object.getPrototypeOf(ServerResponse.prototype), method],
)

const handle: RequestListener<IncomingMessage, ServerResponse> = (_, res) => res.end('hello')
const listener = cors({ origin: [A, 'https://b.example'], methods: ['PUT'], credentials: true })(handle)

/** Carries a request through, as a server does, but without a socket. */
function exchange(
  listen: RequestListener<IncomingMessage, ServerResponse>,
  method: string,
  headers: Readonly<Record<string, string>>,
): void {
  const req = new IncomingMessage(null as never)
  req.method = method
  req.headers = headers
  listen(req, new ServerResponse(req))
}

function workOf(method: string, headers: Readonly<Record<string, string>>, listen = listener): Calls {
  return countCalls(WATCHED, () => exchange(listen, method, headers))
}

const ASKED = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-a' }

describe('the work on a response', () => {
  it.each([
    { case: 'an allowed origin', method: 'GET', headers: { origin: A }, setHeader: 3, getHeader: 9 },
    { case: 'a refused one', method: 'GET', headers: { origin: 'https://c.example' }, setHeader: 1, getHeader: 8 },
    { case: 'none', method: 'GET', headers: {}, setHeader: 1, getHeader: 8 },
    { case: 'a preflight', method: 'OPTIONS', headers: { origin: A, ...ASKED }, setHeader: 0, getHeader: 0 },
    {
      case: 'a refused preflight',
      method: 'OPTIONS',
      headers: { origin: 'null', ...ASKED },
      setHeader: 0,
      getHeader: 0,
    },
  ])(
    'is setting what goes out, a look at Vary and the origin before, and one at each header of a policy after, for $case',
    ({ case: _, method, headers, ...calls }) => {
      expect(workOf(method, headers)).toEqual({ ...calls, hasHeader: 0, removeHeader: 0 })
    },
  )

  it('is one more call of each if the application changes Vary', () => {
    const changing = cors({ origin: A })((_, res) => res.setHeader('Vary', MANY).end())
    expect(workOf('GET', { origin: A }, changing)).toEqual({
      setHeader: 4,
      getHeader: 10,
      hasHeader: 0,
      removeHeader: 0,
    })
  })

  it('takes less than two kilobytes beyond those of the response', () => {
    for (const [method, headers] of [
      ['GET', { origin: A }],
      ['GET', { origin: 'https://c.example' }],
      ['OPTIONS', { origin: A, ...ASKED }],
    ] as const) {
      const without = countBytes(() => exchange(handle, method, headers))
      const added = countBytes(() => exchange(listener, method, headers)) - without
      expect(added, `${method} from ${headers.origin}`).toBeLessThan(2048)
    }
  })

  it('leaves nothing behind', () => {
    const run = (): void => {
      exchange(listener, 'GET', { origin: A })
      exchange(listener, 'OPTIONS', { origin: A, ...ASKED })
    }
    expect(countBytesLeft(run)).toBeLessThan(256 * 1024)
  })
})
