import { createPolicy } from '@crossorigin/policy'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Adapter, RunningServer } from '../support/adapter.ts'
import { readCorsHeaders } from '../support/cors-headers.ts'
import { createDeferred } from '../support/deferred.ts'
import { createPendingPredicate } from '../support/pending-predicate.ts'
import type { CorsLayer } from '../support/scenario.ts'
import { ADAPTERS } from '../support/servers.ts'
import { ALLOWED, EVIL, get, preflight } from './scenarios/list-policy.ts'

async function start(adapter: Adapter, source: CorsLayer['source']): Promise<RunningServer> {
  const server = await adapter.start({ layers: [{ source }] })
  onTestFinished(() => server.close())
  return server
}

describe.each(ADAPTERS)('$name', (adapter) => {
  it('keeps running when an origin function never settles and the client disconnects', async () => {
    const { source, isAsked } = createPendingPredicate()
    const server = await start(adapter, source)
    const begun = server.begin(get(ALLOWED))
    await isAsked
    begun.leave()
    await begun.response.catch(() => {})

    expect((await server.send(get(undefined))).status).toBe(200)
    expect(server.countReached()).toBe(1)
  })

  it.each([true, false])(
    'changes nothing when an origin function returns %s after the client has disconnected',
    async (answer) => {
      const { source, isAsked, settle } = createPendingPredicate()
      const server = await start(adapter, source)
      const begun = server.begin(preflight(ALLOWED))
      await isAsked
      begun.leave()
      await begun.response.catch(() => {})
      settle(answer)

      expect((await server.send(get(undefined))).status).toBe(200)
      expect(server.countReached()).toBe(1)
    },
  )

  it('changes nothing when an origin function fails after the client has disconnected', async () => {
    // A server that has not noticed yet reports the failure.
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const { source, isAsked, fail } = createPendingPredicate()
    const server = await start(adapter, source)
    const begun = server.begin(get(ALLOWED))
    await isAsked
    begun.leave()
    await begun.response.catch(() => {})
    fail(new Error('too late'))

    expect((await server.send(get(undefined))).status).toBe(200)
  })

  it('decides a request by the policy that was selected for it, even if another one is selected since', async () => {
    const { source, isAsked, settle } = createPendingPredicate()
    const before = createPolicy(source as never)
    const after = createPolicy({ origin: EVIL, exposedHeaders: ['X-After'] })
    let current = before
    const server = await start(adapter, () => current)

    const begun = server.begin(get(ALLOWED))
    await isAsked
    current = after
    expect(readCorsHeaders(await server.send(get(EVIL)))).toEqual({
      'access-control-allow-origin': EVIL,
      'access-control-expose-headers': 'X-After',
      vary: 'Origin',
    })
    expect(readCorsHeaders(await server.send(get(ALLOWED)))).toEqual({ vary: 'Origin' })
    settle(true)
    expect(readCorsHeaders(await begun.response)).toEqual({ 'access-control-allow-origin': ALLOWED, vary: 'Origin' })
  })

  it('gives each of many requests in flight its own response', async () => {
    const pending = new Map<string, (answer: boolean) => void>()
    const all = createDeferred()
    const origins = Array.from({ length: 20 }, (_, index) => `https://tenant-${index}.example`)
    const server = await start(adapter, {
      origin: (origin) =>
        new Promise<boolean>((resolve) => {
          pending.set(origin, resolve)
          if (pending.size === origins.length) all.resolve()
        }),
    })

    const responses = origins.map((origin) => server.begin(get(origin)).response)
    await all.promise
    for (const [index, origin] of [...origins.entries()].reverse()) pending.get(origin)?.(index % 2 === 0)
    const granted = (await Promise.all(responses)).map((response) => response.get('access-control-allow-origin'))
    expect(granted).toEqual(origins.map((origin, index) => (index % 2 === 0 ? origin : undefined)))
  })
})
