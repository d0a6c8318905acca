import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Adapter, RunningServer } from '../support/adapter.ts'
import { readCorsHeaders } from '../support/cors-headers.ts'
import type { RawResponse } from '../support/raw-client.ts'
import type { CorsLayer } from '../support/scenario.ts'
import { ADAPTERS } from '../support/servers.ts'
import { ALLOWED, EVIL, GRANT, get, LIST_CONFIG, preflight } from './scenarios/list-policy.ts'

const SOURCES: readonly { readonly how: string; readonly source: CorsLayer['source'] }[] = [
  { how: 'at once', source: LIST_CONFIG },
  { how: 'later', source: { ...LIST_CONFIG, origin: async (origin) => origin === ALLOWED } },
]

async function start(adapter: Adapter, source: CorsLayer['source']): Promise<RunningServer> {
  const server = await adapter.start({ layers: [{ source }] })
  onTestFinished(() => server.close())
  return server
}

describe.each(ADAPTERS)('$name', (adapter) => {
  it.each(SOURCES)(
    'CORS headers decided $how are on the 500 of a handler that fails before it writes',
    async ({ source }) => {
      const server = await start(adapter, source)
      for (const path of ['/throw', '/fail']) {
        const allowed = await server.send(get(ALLOWED, path))
        expect([allowed.status, readCorsHeaders(allowed)]).toEqual([500, GRANT])
        const refused = await server.send(get(EVIL, path))
        expect([refused.status, readCorsHeaders(refused)]).toEqual([500, { vary: 'Origin' }])
      }
      expect((await server.send(preflight(ALLOWED, '/throw'))).status).toBe(204)
    },
  )

  it.each(SOURCES)(
    'a handler that fails after it has written does not change CORS headers decided $how',
    async ({ source }) => {
      const server = await start(adapter, source)
      const printError = vi.spyOn(console, 'error').mockReturnValue()
      for (const [origin, headers] of [
        [ALLOWED, GRANT],
        [EVIL, { vary: 'Origin' }],
      ] as const) {
        // A partly sent response ends with its stream, which an HTTP/2 client treats as an error.
        const broken: RawResponse | undefined = await server
          .send(get(origin, '/write-and-throw'))
          .catch(() => undefined)
        if (adapter.protocol === 'http/1.1') expect(broken).toMatchObject({ status: 200 })
        if (broken !== undefined) expect(readCorsHeaders(broken)).toEqual(headers)
        const whole = await server.send(get(origin, '/stream'))
        expect([whole.status, readCorsHeaders(whole)]).toEqual([200, headers])
      }
      expect(server.countReached()).toBe(4)
      // The server that fetch handlers run on prints a stream's error, in this test and in any other.
      const isPrinted = adapter.framework === 'fetch' || adapter.framework === 'hono'
      expect(printError).toHaveBeenCalledTimes(isPrinted ? 2 : 0)
      printError.mockClear()
    },
  )
})
