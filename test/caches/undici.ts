import { Agent, cacheStores, interceptors } from 'undici'
import { onTestFinished, vi } from 'vitest'
import { createRawResponse } from '../support/raw-client.ts'
import type { SharedCache } from './shared-cache.ts'

/** The cache of undici, in its mode for proxies. */
export const UNDICI: SharedCache = {
  name: "undici's cache",
  servings: ['origin', 'cache', 'stale'],
  hit: 'cache',
  async start(port) {
    const store = new cacheStores.MemoryCacheStore()
    const agent = new Agent().compose(interceptors.cache({ store, type: 'shared' }))
    // Time stands still until `age` is called, so nothing expires early on a busy machine. Servers send the real date, which must not
    // be in the past, or responses would have an age.
    vi.useFakeTimers({ toFake: ['Date'], now: 1e9 })
    onTestFinished(() => {
      vi.useRealTimers()
      return agent.close()
    })
    return {
      async serve({ method = 'GET', path = '/', host, headers = [] }) {
        const fields: Record<string, string[]> = {}
        for (const [name, value] of headers) fields[name] = [...(fields[name] ?? []), value]
        const {
          statusCode,
          headers: received,
          body,
        } = await agent.request({
          origin: `http://127.0.0.1:${port}`,
          path,
          method: method as 'GET',
          headers: {
            ...(host !== undefined && { host }),
            ...Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, single(values)])),
          },
        })
        const lines = Object.entries(received).flatMap(([name, value]) =>
          [value ?? []].flat().map((line) => [name, line] as const),
        )
        const answer = createRawResponse(statusCode, lines, await body.text())
        return { answer, serving: servingOf(received) }
      },
      async age() {
        vi.setSystemTime(Date.now() + 1100)
      },
    }
  },
}

function single(values: string[]): string | string[] {
  return values.length === 1 ? (values[0] as string) : values
}

function servingOf({ age, warning }: Readonly<Record<string, unknown>>): string {
  if (age === undefined) return 'origin'
  return warning === undefined ? 'cache' : 'stale'
}
