import { type CorsConfig, createPolicy, type DecisionEvent } from '@crossorigin/policy'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { UNSPEAKABLE } from '../../../test/support/thrown-values.ts'

const A = 'https://a.example'

function observe(config: Partial<CorsConfig> = {}) {
  const events: DecisionEvent[] = []
  const policy = createPolicy({
    origin: A,
    methods: ['PUT'],
    ...config,
    onDecision: (event) => void events.push(event),
  })
  return { policy, events }
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('onDecision', () => {
  it('is called once with every decision', () => {
    const { policy, events } = observe()
    const decisions = [undefined, A, 'https://evil.test'].map((origin) =>
      policy.decide({ method: 'GET', origin, fetchSite: 'cross-site' }),
    )
    expect(events.map(({ decision }) => decision)).toEqual(decisions)
    expect(events.map(({ reason, origin, fetchSite }) => [reason, origin, fetchSite])).toEqual([
      ['origin/absent', undefined, 'cross-site'],
      ['origin/listed', A, 'cross-site'],
      ['origin/not-listed', 'https://evil.test', 'cross-site'],
    ])
    expect(events.map(({ method, headers }) => [method, headers])).toEqual([
      [undefined, []],
      [undefined, []],
      [undefined, []],
    ])
  })

  it('is called for any origin too', () => {
    const { policy, events } = observe({ origin: '*' })
    policy.decide({ method: 'GET' })
    expect(events).toHaveLength(1)
  })

  it('is called with the requested method and headers of a preflight', () => {
    const { policy, events } = observe()
    policy.decide({ method: 'OPTIONS', origin: A, requestMethod: 'DELETE', requestHeaders: 'content-type,x-a' })
    policy.decide({ method: 'OPTIONS', origin: A, requestMethod: 'PUT' })
    expect(events[0]?.method).toMatchObject({ code: 'method/not-allowed', subject: 'DELETE' })
    expect(events[0]?.headers.map(({ code, subject }) => [code, subject])).toEqual([
      ['header/allowed', 'content-type'],
      ['header/not-allowed', 'x-a'],
    ])
    expect(events[1]?.method).toMatchObject({ code: 'method/allowed' })
    expect(events[1]?.headers).toEqual([])
  })

  it('is called after a promise has settled', async () => {
    const { policy, events } = observe({ origin: async () => true })
    const pending = policy.decide({ method: 'GET', origin: A })
    expect(events).toEqual([])
    const decision = await pending
    expect(decision).toMatchObject({ allowed: true, reason: 'origin/predicate' })
    expect(decision).toBe(events[0]?.decision)
  })

  it('is not called by explain', () => {
    const { policy, events } = observe()
    policy.explain({ method: 'GET', origin: A })
    expect(events).toEqual([])
  })

  it('causes no warning if it is omitted, or returns nothing, or a promise', async () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    for (const onDecision of [undefined, () => undefined, async () => undefined]) {
      createPolicy({ origin: A, onDecision: onDecision as never }).decide({ method: 'GET', origin: A })
    }
    await new Promise(setImmediate)
    expect(emitWarning).not.toHaveBeenCalled()
  })

  it('cannot change anything with its result', () => {
    const policy = createPolicy({ origin: A, onDecision: () => ({ allowed: true }) as never })
    expect(policy.decide({ method: 'GET', origin: 'https://evil.test' })).toMatchObject({ allowed: false })
  })

  it('cannot change the headers that are sent', () => {
    const policy = createPolicy({
      origin: A,
      onDecision: ({ decision }) => {
        ;(decision.headers as string[])[1] = 'https://evil.test'
      },
    })
    vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    expect(policy.decide({ method: 'GET', origin: A })).toMatchObject({ headers: ['Access-Control-Allow-Origin', A] })
  })

  it('changes nothing by throwing, except for one process warning', () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const policy = createPolicy({
      origin: A,
      onDecision: () => {
        throw new Error('metrics')
      },
    })
    for (let index = 0; index < 3; index++)
      expect(policy.decide({ method: 'GET', origin: A })).toMatchObject({ allowed: true })
    expect(emitWarning).toHaveBeenCalledExactlyOnceWith('onDecision failed; the error was ignored: metrics', {
      type: 'CorsWarning',
      code: 'CORS_ON_DECISION_THREW',
    })
  })

  it('changes nothing by rejecting either', async () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const policy = createPolicy({ origin: A, onDecision: (async () => Promise.reject(new Error('metrics'))) as never })
    for (let index = 0; index < 3; index++) policy.decide({ method: 'GET', origin: A })
    await vi.waitFor(() => expect(emitWarning).toHaveBeenCalledOnce())
  })

  it.each(UNSPEAKABLE)('changes nothing by throwing or rejecting with %s', async (_what, make) => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const policies = [
      createPolicy({
        origin: A,
        onDecision: () => {
          throw make()
        },
      }),
      createPolicy({ origin: A, onDecision: (async () => Promise.reject(make())) as never }),
    ]
    for (const policy of policies) expect(policy.decide({ method: 'GET', origin: A })).toMatchObject({ allowed: true })
    await vi.waitFor(() => expect(emitWarning).toHaveBeenCalledTimes(2))
    for (const [message] of emitWarning.mock.calls)
      expect(message).toMatch(/^onDecision failed; the error was ignored: /)
  })

  it('causes a generic warning if the thrown value cannot be read', () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const onDecision = () => {
      throw Object.assign(new Error(), { message: Symbol('message'), toString: undefined, [Symbol.toPrimitive]: null })
    }
    createPolicy({ origin: A, onDecision }).decide({ method: 'GET', origin: A })
    expect(emitWarning.mock.calls[0]?.[0]).toBe('onDecision failed; the error was ignored: Symbol(message)')
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const revoked = () => {
      throw proxy
    }
    createPolicy({ origin: A, onDecision: revoked }).decide({ method: 'GET', origin: A })
    expect(emitWarning.mock.calls[1]?.[0]).toBe(
      'onDecision failed; the error was ignored: an error that cannot be read',
    )
  })

  it.each([undefined, {}])('warns on the console if the process cannot: %j', (process) => {
    const warn = vi.fn()
    vi.stubGlobal('process', process)
    vi.stubGlobal('console', { warn })
    const policy = createPolicy({
      origin: A,
      onDecision: () => {
        throw Object.create(null)
      },
    })
    policy.decide({ method: 'GET' })
    vi.unstubAllGlobals()
    expect(warn).toHaveBeenCalledExactlyOnceWith('onDecision failed; the error was ignored: object')
  })
})
