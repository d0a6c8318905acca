import { describe, expect, it } from 'vitest'
import { ALLOWED, get, preflight } from '../adapters/scenarios/list-policy.ts'
import { readAnswer } from '../support/cors-headers.ts'
import { beginHttp2 } from '../support/http2-client.ts'
import { runProgram, waitForPort } from '../support/program.ts'
import { beginRaw } from '../support/raw-client.ts'

const ROOT = new URL('../..', import.meta.url).pathname

/** Each server of the program, with the start of a request in its protocol. */
const SERVERS = [
  ...['node', 'express4', 'express5', 'fastify', 'koa', 'fetch', 'hono'].map((name) => [name, beginRaw] as const),
  ...['node over HTTP/2', 'fastify over HTTP/2'].map((name) => [name, beginHttp2] as const),
]

describe.each(SERVERS)('a process with %s', (name, begin) => {
  it('keeps running when functions of the application fail, and sends no CORS headers', async () => {
    const program = runProgram(['test/hostile/program/faulty-server.js', name], ROOT)
    const port = await waitForPort(program)
    const [, named = ''] = await program.waitForLine(/^(\{.*\})$/m)
    const { faulty, handlers } = JSON.parse(named) as { faulty: string[]; handlers: string[] }
    expect(faulty.length).toBeGreaterThan(10)

    for (const path of faulty) {
      for (const request of [get(ALLOWED, path), preflight(ALLOWED, path)]) {
        expect([path, ...readAnswer(await begin(port, request).response)]).toEqual([path, 500, { vary: 'Origin' }])
      }
    }
    for (const path of ['/observed', '/observed-later']) {
      expect((await begin(port, get(ALLOWED, path)).response).get('access-control-allow-origin')).toBe(ALLOWED)
    }
    for (const path of handlers) await begin(port, get(ALLOWED, path)).response.catch(() => {})

    const waiting = Array.from({ length: 20 }, () => begin(port, get(ALLOWED, '/never')))
    expect((await begin(port, get(ALLOWED, '/fine')).response).get('access-control-allow-origin')).toBe(ALLOWED)
    for (const { leave } of waiting) leave()
    await Promise.all(waiting.map(({ response }) => response.catch(() => {})))
    expect((await begin(port, preflight(ALLOWED, '/fine')).response).status).toBe(204)

    // The process was still running.
    const { signal, stderr } = await program.end('SIGTERM')
    expect(signal).toBe('SIGTERM')
    expect(stderr).not.toMatch(/unhandled|uncaught/i)
  })
})

describe.each([
  { protocol: 'http/1.1', begin: beginRaw },
  { protocol: 'http/2', begin: beginHttp2 },
])('a listener that throws over $protocol', ({ protocol, begin }) => {
  it.each(['at once', 'later'])(
    'ends a plain server with a policy that decides %s, as it does without CORS',
    async (how) => {
      const endings = await Promise.all(
        ['none', how].map(async (kind) => {
          const program = runProgram(['test/hostile/program/throwing-listener.js', kind, protocol], ROOT)
          const port = await waitForPort(program)
          await begin(port, get(ALLOWED)).response.catch(() => {})
          const { code, signal, stderr } = await program.ended
          return { code, signal, error: /^Error: .*$/m.exec(stderr)?.[0] }
        }),
      )
      expect(endings[1]).toEqual(endings[0])
      expect(endings[0]).toEqual({ code: 1, signal: null, error: 'Error: thrown by a listener' })
    },
  )
})
