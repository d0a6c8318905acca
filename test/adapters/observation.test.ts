import { resetWarnings } from '@crossorigin/node'
import { createPolicy, type DecisionEvent } from '@crossorigin/policy'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Adapter, RunningServer } from '../support/adapter.ts'
import { readCorsHeaders } from '../support/cors-headers.ts'
import type { CorsLayer } from '../support/scenario.ts'
import { ADAPTERS } from '../support/servers.ts'
import { UNSPEAKABLE } from '../support/thrown-values.ts'
import {
  ALLOWED,
  askHeaders,
  EVIL,
  GRANT,
  get,
  LIST_CONFIG,
  PREFLIGHT_GRANT,
  preflight,
} from './scenarios/list-policy.ts'

async function start(adapter: Adapter, ...layers: CorsLayer[]): Promise<RunningServer> {
  const server = await adapter.start({ layers })
  onTestFinished(() => server.close())
  return server
}

function throwIt(thrown: unknown): never {
  throw thrown
}

describe.each(ADAPTERS)('$name', (adapter) => {
  it('calls onDecision once per request', async () => {
    const events: DecisionEvent[] = []
    const server = await start(adapter, { source: { ...LIST_CONFIG, onDecision: (event) => events.push(event) } })
    await server.send(get(ALLOWED))
    await server.send(get(EVIL, '/unknown', ['Sec-Fetch-Site', 'cross-site']))
    await server.send(get(undefined, '/throw'))
    await server.send(preflight('null'))
    await server.send(askHeaders('x-custom,x-evil'))

    expect(events.map(({ decision, reason, origin, fetchSite }) => [decision.kind, reason, origin, fetchSite])).toEqual(
      [
        ['actual', 'origin/listed', ALLOWED, undefined],
        ['actual', 'origin/not-listed', EVIL, 'cross-site'],
        ['actual', 'origin/absent', undefined, undefined],
        ['preflight', 'origin/null', 'null', undefined],
        ['preflight', 'origin/listed', ALLOWED, undefined],
      ],
    )
    // A `Request` has the whole URL.
    const paths = events.map(({ request }) => new URL(String(request?.url), 'http://api.example.test').pathname)
    expect(paths).toEqual(['/ok', '/unknown', '/throw', '/ok', '/ok'])
    expect(events[4]?.method?.code).toBe('method/allowed')
    expect(events[4]?.headers.map(({ code }) => code)).toEqual(['header/allowed', 'header/not-allowed'])
  })

  it('emits one process warning for an onDecision that throws, and still responds', async () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const onDecision = (): never => {
      throw new Error('the observer failed')
    }
    const server = await start(adapter, { source: { ...LIST_CONFIG, onDecision } })
    expect((await server.send(get(ALLOWED))).get('access-control-allow-origin')).toBe(ALLOWED)
    expect((await server.send(preflight(ALLOWED))).status).toBe(204)
    expect(emitWarning.mock.calls).toEqual([
      [expect.stringContaining('the observer failed'), expect.objectContaining({ type: 'CorsWarning' })],
    ])
  })

  it.each<[what: string, onDecision: () => unknown]>([
    ...UNSPEAKABLE.map(([what, make]): [string, () => unknown] => [`throws ${what}`, () => throwIt(make())]),
    ...UNSPEAKABLE.map(([what, make]): [string, () => unknown] => [
      `rejects with ${what}`,
      async () => throwIt(make()),
    ]),
    ['never settles', () => new Promise(() => {})],
    // biome-ignore lint/suspicious/noThenProperty: what an observer may return is what is tested.
    ['returns a thenable that throws', () => ({ then: () => throwIt(new Error('then')) })],
    ['returns an object that cannot be read', () => new Proxy({}, { get: () => throwIt(new Error('get')) })],
    ['returns the opposite', () => ({ allowed: true, kind: 'actual', headers: ['Access-Control-Allow-Origin', EVIL] })],
  ])('still responds normally when onDecision %s', async (_what, onDecision) => {
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const server = await start(adapter, { source: { ...LIST_CONFIG, onDecision: onDecision as () => void } })
    expect(readCorsHeaders(await server.send(get(ALLOWED)))).toEqual(GRANT)
    expect(readCorsHeaders(await server.send(get(EVIL)))).toEqual({ vary: 'Origin' })
    expect(readCorsHeaders(await server.send(preflight(ALLOWED)))).toEqual(PREFLIGHT_GRANT)
    expect((await server.send(preflight(EVIL))).status).toBe(403)
  })

  it('emits each warning about policies once per process, however many policies it applies to', async () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    resetWarnings()
    const odd = { origin: ALLOWED, maxAge: 86_400 }
    const other = createPolicy({ origin: ALLOWED, methods: ['patch'] })
    const warnings = (): unknown[] => emitWarning.mock.calls.map(([, options]) => options)

    const server = await start(adapter, { source: createPolicy(odd) })
    const selecting = await start(adapter, { source: () => other })
    await start(adapter, { source: createPolicy(odd) })
    await start(adapter, { source: odd })
    expect(warnings()).toEqual([{ type: 'CorsWarning', code: 'maxAge/above-cap' }])
    await server.send(get(ALLOWED))
    await selecting.send(get(ALLOWED))
    await selecting.send(get(ALLOWED))
    expect(warnings().slice(1)).toEqual([{ type: 'CorsWarning', code: 'methods/lower-case-patch' }])
  })
})
