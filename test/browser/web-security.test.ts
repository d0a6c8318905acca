import { createServer, type Server } from 'node:http'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPageServer, type Settings } from '../../examples/demo/page-server.js'
import { createDemoPolicy } from '../../examples/demo/policy.js'
import { createRequestLog } from '../../examples/demo/request-log.js'
import { listen } from '../support/listen.ts'
import { launchChromium } from './chromium.ts'
import { visitDemoPage } from './demo-page.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
}, 60_000)

afterAll(async () => {
  await browser?.close()
})

describe('a server without CORS headers', () => {
  it('cannot be read by the page, which shows that this browser enforces CORS', async () => {
    const log = createRequestLog()
    const api = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('[]')
    })
    log.watch(api)
    let settings: Settings | undefined
    const apiOrigin = await listenAsLocalhost(api)
    const pageOrigin = await listenAsLocalhost(createPageServer(() => settings, log))
    const otherPageOrigin = await listenAsLocalhost(createPageServer(() => settings, log))
    settings = {
      apis: [{ name: 'bare', origin: apiOrigin }],
      pageOrigin,
      otherPageOrigin,
      policy: createDemoPolicy(pageOrigin).config,
    }

    const { results, status } = await visitDemoPage(browser, pageOrigin)

    expect(results).toHaveLength(10)
    for (const { scenario, id, read } of results) {
      expect(read, scenario).toBeNull()
      // The simple request, or a preflight without an actual request.
      expect(log.find(id), scenario).toHaveLength(1)
    }
    // The one request that ends as the page expects is the GET of its frame, which is executed and not readable.
    expect(status).toBe('1 of 10 requests ended as expected.')
  })
})

async function listenAsLocalhost(server: Server): Promise<string> {
  return `http://localhost:${await listen(server)}`
}
