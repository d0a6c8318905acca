import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemo } from '../../examples/demo/demo.js'
import { launchChromium } from './chromium.ts'
import { type PageResult, type Visit, visitDemoPage } from './demo-page.ts'

const ANY_PORT = { PAGE_PORT: 0, EXPRESS_PORT: 0, FASTIFY_PORT: 0, NODE_PORT: 0, OTHER_PAGE_PORT: 0 }
const APIS = ['Express', 'Fastify', 'node:http']
const COOKIE = 'crossorigin-demo=ada'

let browser: Browser
let demo: Awaited<ReturnType<typeof startDemo>>
let allowed: Visit
let refused: Visit

beforeAll(async () => {
  browser = await launchChromium({ hosts: 'MAP *.test localhost' })
  demo = await startDemo(ANY_PORT)
  allowed = await visitDemoPage(browser, demo.pageOrigin)
  refused = await visitDemoPage(browser, demo.otherPageOrigin)
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await demo?.close()
})

describe.each(APIS)('the page of an allowed origin, with %s', (api) => {
  it.each([
    ['gets without a preflight', 'get', ['GET 200'], '[{"id":1,"text":"Buy milk"}'],
    ['posts JSON after a preflight', 'json-post', ['OPTIONS 204', 'POST 201'], '{"added":"Water the plants"}'],
    ['puts with Authorization after a preflight', 'put-with-token', ['OPTIONS 204', 'PUT 200'], '{"changed":"1"}'],
    ['sends a GET with its cookie', 'cookie', ['GET 200'], '{"account":"ada"}'],
    ['reads a 404', 'not-found', ['GET 404'], '/missing'],
    ['reads a 500', 'failure', ['GET 500'], 'Internal Server Error'],
  ])('%s', (_sentence, scenario, sent, body) => {
    const { id, read } = resultOf(allowed, scenario, api)
    expect(sentFor(id)).toEqual(sent)
    expect(sent.at(-1)).toMatch(new RegExp(` ${read?.status}$`))
    expect(read?.body).toContain(body)
    expect(allowed.corsErrors.get(id)).toBeUndefined()
  })

  it('reads the exposed header of the response, and not the header that is not exposed', () => {
    const { id, read } = resultOf(allowed, 'response-headers', api)
    expect(demo.log.find(id)[0]?.headers).toMatchObject({ 'x-total-count': '2', 'x-served-by': api })
    expect(read?.headers).toEqual({ 'X-Total-Count': '2', 'X-Served-By': null })
  })

  it('sends its cookie only if the page asked for credentials', () => {
    const cookies = allowed.results
      .filter((result) => result.api === api)
      .flatMap(({ scenario, id }) => demo.log.find(id).map(({ cookie }) => ({ scenario, cookie })))
    expect(cookies.filter(({ cookie }) => cookie !== null)).toEqual([{ scenario: 'cookie', cookie: COOKIE }])
  })

  it('never sends a DELETE that the policy does not allow', () => {
    const { id, read } = resultOf(allowed, 'delete', api)
    expect(sentFor(id)).toEqual(['OPTIONS 204'])
    expect(read).toBeNull()
    expect(allowed.corsErrors.get(id)).toBe('MethodDisallowedByPreflightResponse')
  })

  it.each([
    ['holds a frame of another origin, whose GET is executed and not readable', 'other-get', 'GET 200'],
    ['holds a frame of another origin, whose PUT is never sent', 'other-put', 'OPTIONS 403'],
  ])('%s', (_sentence, scenario, sent) => {
    const { id, read, pageOrigin } = resultOf(allowed, scenario, api)
    expect(pageOrigin).toBe(demo.otherPageOrigin)
    expect(sentFor(id)).toEqual([sent])
    expect(read).toBeNull()
  })
})

describe.each(APIS)('the page of an origin that is not allowed, with %s', (api) => {
  it.each([
    ['has a GET executed', 'get', 'GET 200', 'MissingAllowOriginHeader'],
    ['has a GET with its cookie executed', 'cookie', 'GET 200', 'MissingAllowOriginHeader'],
    ['learns no header', 'response-headers', 'GET 200', 'MissingAllowOriginHeader'],
    ['learns nothing of a 404', 'not-found', 'GET 404', 'MissingAllowOriginHeader'],
    ['learns nothing of a 500', 'failure', 'GET 500', 'MissingAllowOriginHeader'],
    ['never sends JSON', 'json-post', 'OPTIONS 403', 'PreflightMissingAllowOriginHeader'],
    ['never sends a PUT', 'put-with-token', 'OPTIONS 403', 'PreflightMissingAllowOriginHeader'],
    ['never sends a DELETE', 'delete', 'OPTIONS 403', 'PreflightMissingAllowOriginHeader'],
  ])('%s, and reads nothing', (_sentence, scenario, sent, error) => {
    const { id, read } = resultOf(refused, scenario, api)
    expect(sentFor(id)).toEqual([sent])
    expect(demo.log.find(id)[0]?.cookie).toBe(scenario === 'cookie' ? COOKIE : null)
    expect(read).toBeNull()
    expect(refused.corsErrors.get(id)).toBe(error)
  })
})

describe('the page itself', () => {
  it.each([
    ['when its origin is allowed', () => allowed, '30 of 30 requests ended as expected.'],
    ['when its origin is not allowed', () => refused, '24 of 24 requests ended as expected.'],
  ])('shows the same verdict as these tests, %s', (_where, readVisit, status) => {
    const visit = readVisit()
    expect(visit.results.flatMap(({ differences }) => differences)).toEqual([])
    expect(visit.status).toBe(status)
    expect(visit.mistakes).toEqual([])
  })
})

describe('the page at another address', () => {
  it('shows the right address instead of sending requests', async () => {
    const { port } = new URL(demo.pageOrigin)
    const { results, status, mistakes } = await visitDemoPage(browser, `http://elsewhere.test:${port}`)
    expect(status).toBe(
      `Open this page at ${demo.pageOrigin}. Here, at http://elsewhere.test:${port}, it has another origin and other cookies.`,
    )
    expect(results).toEqual([])
    expect(mistakes).toEqual([])
  })
})

function resultOf(visit: Visit, scenario: string, api: string): PageResult {
  const found = visit.results.filter((result) => result.scenario === scenario && result.api === api)
  expect(found).toHaveLength(1)
  return found[0] as PageResult
}

/** What reached the server, from its own log, not from the page. */
function sentFor(id: string): string[] {
  return demo.log.find(id).map(({ method, status }) => `${method} ${status}`)
}
