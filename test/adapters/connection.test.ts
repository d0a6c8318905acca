import { describe, expect, it, onTestFinished } from 'vitest'
import type { Adapter, RunningServer } from '../support/adapter.ts'
import { readCorsHeaders } from '../support/cors-headers.ts'
import { connectRaw, type RawConnection } from '../support/raw-connection.ts'
import type { Setup } from '../support/scenario.ts'
import { ADAPTERS } from '../support/servers.ts'
import {
  ALLOWED,
  EVIL,
  GRANT,
  get,
  LIST,
  LIST_CONFIG,
  PREFLIGHT_GRANT,
  preflight,
  setupOf,
} from './scenarios/list-policy.ts'

async function open(adapter: Adapter, setup: Setup): Promise<RawConnection & { readonly server: RunningServer }> {
  const server = await adapter.start(setup)
  const connection = await connectRaw(server.port)
  onTestFinished(async () => {
    connection.close()
    await server.close()
  })
  return { ...connection, server }
}

function withBody(body: string): { readonly headers: (readonly [string, string])[]; readonly body: string } {
  return { headers: [['Content-Length', String(body.length)]], body }
}

describe.each(ADAPTERS.filter(({ protocol }) => protocol === 'http/1.1'))('$name', (adapter) => {
  it('responds to the actual request on the connection of its preflight', async () => {
    const { send } = await open(adapter, LIST)
    const allowed = await send(preflight(ALLOWED))
    expect(allowed.status).toBe(204)
    expect(readCorsHeaders(allowed)).toEqual(PREFLIGHT_GRANT)

    const actual = await send({ ...get(ALLOWED), method: 'PUT' })
    expect(actual.status).toBe(200)
    expect(readCorsHeaders(actual)).toEqual(GRANT)
  })

  it('keeps the connection after a denied preflight', async () => {
    const { send } = await open(adapter, LIST)
    const refused = await send(preflight(EVIL))
    expect(refused.status).toBe(403)
    expect(refused.get('content-length')).toBe('0')

    expect(readCorsHeaders(await send(get(ALLOWED)))).toEqual(GRANT)
    expect(readCorsHeaders(await send(get(EVIL)))).toEqual({ vary: 'Origin' })
  })

  it('responds to a preflight that has a body, and does not take the body for the next request', async () => {
    const { send, server } = await open(adapter, LIST)
    const { headers, body } = withBody('GET /ok HTTP/1.1\r\n\r\n')
    const request = preflight(ALLOWED)
    expect((await send({ ...request, headers: [...(request.headers ?? []), ...headers], body })).status).toBe(204)

    expect((await send(get(ALLOWED))).status).toBe(200)
    expect(server.countReached()).toBe(1)
  })

  it('rejects a POST without reading its body, and continues with the next request', async () => {
    const { send, server } = await open(adapter, setupOf({ ...LIST_CONFIG, onDenied: 'reject' }))
    const { headers, body } = withBody('a'.repeat(1000))
    const rejected = await send({ method: 'POST', path: '/ok', headers: [['Origin', EVIL], ...headers], body })
    expect(rejected.status).toBe(403)
    expect(rejected.get('content-length')).toBe('0')
    expect(server.countReached()).toBe(0)

    expect(readCorsHeaders(await send(get(ALLOWED)))).toEqual(GRANT)
    expect(server.countReached()).toBe(1)
  })

  it('carries nothing over from one request to the next', async () => {
    const { send } = await open(adapter, LIST)
    expect(readCorsHeaders(await send(get(ALLOWED)))).toEqual(GRANT)
    expect(readCorsHeaders(await send(get(EVIL)))).toEqual({ vary: 'Origin' })
    expect(readCorsHeaders(await send(get(undefined)))).toEqual({ vary: 'Origin' })
    expect(readCorsHeaders(await send({ ...get(ALLOWED), method: 'HEAD' }))).toEqual(GRANT)
  })
})
