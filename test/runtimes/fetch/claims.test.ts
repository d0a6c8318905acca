import { createServer, type IncomingMessage, type RequestListener, request as sendRequest } from 'node:http'
import { type CorsConfig, createPolicy } from '@crossorigin/policy'
import { afterAll } from 'vitest'
import { CHROMIUM } from '../../browser/chromium-engine.ts'
import type { ClaimAdapter } from '../../browser/claim-server.ts'
import { describeClaims } from '../../browser/claim-suite.ts'
import { listen } from '../../support/listen.ts'
import { RUNTIMES, type RunningRuntime, type Runtime, startRuntime } from './runtime.ts'

const BROWSED: readonly string[] = ['Bun', 'Deno', 'workerd']

const running = new Map<Runtime, Promise<RunningRuntime>>()

/** Each runtime runs once for all claims. */
function start(runtime: Runtime): Promise<RunningRuntime> {
  const started = running.get(runtime) ?? startRuntime(runtime)
  running.set(runtime, started)
  return started
}

/**
 * A runtime, behind a proxy that reports what a browser has sent. Its handler fetches what the application responds with, so that it
 * passes on responses whose headers cannot be changed.
 */
function browse(runtime: Runtime): ClaimAdapter {
  return {
    name: runtime.name,
    async mount(config: CorsConfig, application) {
      createPolicy(config)
      const requests: IncomingMessage[] = []
      const upstream = await listen(
        createServer((req, res) => {
          const { status, headers, body } = application(requests[Number(req.headers['x-claim'])] as IncomingMessage)
          res.writeHead(status, headers).end(body)
        }),
      )
      const { port } = await start(runtime)
      const lines = { 'x-application': `claims ${JSON.stringify(config)}`, 'x-upstream': String(upstream) }
      const proxy: RequestListener = (req, res) => {
        const headers = { ...req.headers, ...lines, 'x-claim': String(requests.push(req) - 1), 'content-length': '0' }
        sendRequest(
          { port, host: '127.0.0.1', method: req.method, path: req.url, headers, agent: false },
          (response) => {
            res.writeHead(response.statusCode as number, response.rawHeaders)
            response.pipe(res)
          },
        )
          .once('error', () => res.destroy())
          .end()
      }
      return proxy
    },
  }
}

describeClaims(CHROMIUM, RUNTIMES.filter(({ name }) => BROWSED.includes(name)).map(browse))

afterAll(async () => {
  for (const started of running.values()) await (await started).close()
})
