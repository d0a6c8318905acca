import { type CorsPolicy, createPolicy } from '@crossorigin/policy'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readCorsHeaders } from '../support/cors-headers.ts'
import type { SelectedRequest } from '../support/scenario.ts'
import { ADAPTERS } from '../support/servers.ts'
import { ALLOWED, EVIL, get, preflight, SAFELISTED_HEADERS, SAFELISTED_METHODS } from './scenarios/list-policy.ts'

/** The number of requests, and how many run at the same time. */
const REQUESTS = 120
const AT_A_TIME = 20

interface Generation {
  readonly policy: CorsPolicy
  /** What it sends on responses to actual requests, and to preflights. */
  readonly actual: Readonly<Record<string, string>>
  readonly preflight: Readonly<Record<string, string>>
}

/** Policies that can be told apart by every response; every other one is slow. */
const GENERATIONS: readonly Generation[] = Array.from({ length: 6 }, (_, index) => {
  const isAllowed = (origin: string): boolean => origin === ALLOWED
  const origin = index % 2 === 0 ? ALLOWED : (asked: string) => waitBriefly(index).then(() => isAllowed(asked))
  const names = { exposedHeaders: [`X-Generation-${index}`], allowedHeaders: [`X-Asked-${index}`] }
  return {
    policy: createPolicy({ origin, ...names, maxAge: index }),
    actual: { 'access-control-allow-origin': ALLOWED, 'access-control-expose-headers': `X-Generation-${index}` },
    preflight: {
      'access-control-allow-origin': ALLOWED,
      'access-control-allow-methods': SAFELISTED_METHODS,
      'access-control-allow-headers': `${SAFELISTED_HEADERS}, X-Asked-${index}`,
      'access-control-max-age': String(index),
    },
  }
})

function waitBriefly(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

describe.each(ADAPTERS)('$name', (adapter) => {
  it.each([
    { how: 'at once', isLate: false },
    { how: 'later', isLate: true },
  ])('responds to each request by the one policy that was selected for it $how, under load', async ({ isLate }) => {
    let turn = 0
    const selected = new Map<string, Generation>()
    const select = ({ headers }: SelectedRequest): CorsPolicy => {
      const generation = GENERATIONS[turn++ % GENERATIONS.length] as Generation
      selected.set(String(headers['x-request']), generation)
      return generation.policy
    }
    const source = isLate ? (request: SelectedRequest) => waitBriefly(1).then(() => select(request)) : select
    const server = await adapter.start({ layers: [{ source }] })
    onTestFinished(() => server.close())

    async function check(name: string, index: number): Promise<void> {
      const origin = index % 3 === 0 ? EVIL : ALLOWED
      const isPreflight = index % 2 === 0
      const asked = [
        ['Access-Control-Request-Method', 'PUT'],
        ['X-Request', name],
      ] as const
      const request = isPreflight ? preflight(origin, '/ok', ...asked) : get(origin, '/ok', ['X-Request', name])
      const response = await server.send(request)
      const { vary, ...granted } = readCorsHeaders(response)
      expect(vary).toBe('Origin')
      const expected = isPreflight ? selected.get(name)?.preflight : selected.get(name)?.actual
      expect(granted).toEqual(origin === ALLOWED ? expected : {})
    }

    for (let sent = 0; sent < REQUESTS; sent += AT_A_TIME) {
      await Promise.all(Array.from({ length: AT_A_TIME }, (_, index) => check(`${sent + index}`, sent + index)))
    }
    expect(selected.size).toBe(REQUESTS)
  })
})
