import type { Browser } from 'playwright-core'
import type { Exchange } from '../../examples/demo/page/exchange.js'

/** The outcome of a request, with the page's own verdict. */
export type PageResult = Exchange & { readonly differences: readonly string[] }

/** The result of a visit to the demo page. */
export interface Visit {
  readonly results: readonly PageResult[]
  readonly status: string | null
  /** Why the browser failed requests, as its developer tools report it, by the id in the URL. */
  readonly corsErrors: ReadonlyMap<string, string>
  /** Errors on the page itself: exceptions, and loads that its content security policy has blocked. */
  readonly mistakes: readonly string[]
}

/** Opens the demo's page and waits until all of its requests have ended. */
export async function visitDemoPage(browser: Browser, origin: string): Promise<Visit> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const mistakes: string[] = []
    page.on('pageerror', (error) => mistakes.push(String(error)))
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) mistakes.push(message.text())
    })

    const tools = await context.newCDPSession(page)
    const urls = new Map<string, string>()
    const corsErrors = new Map<string, string>()
    tools.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url))
    tools.on('Network.loadingFailed', ({ requestId, corsErrorStatus }) => {
      const id = new URL(urls.get(requestId) ?? 'about:blank').searchParams.get('id')
      if (id !== null && corsErrorStatus !== undefined) corsErrors.set(id, corsErrorStatus.corsError)
    })
    await tools.send('Network.enable')

    await page.goto(origin)
    await page.waitForSelector('html[data-state]', { timeout: 30_000 })
    const results = await page.evaluate<PageResult[] | undefined>('globalThis.results')
    const status = await page.textContent('#status')
    return { results: results ?? [], status, corsErrors, mistakes }
  } finally {
    await context.close()
  }
}
