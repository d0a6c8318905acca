import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCorsHeaders } from '../support/cors-headers.ts'
import { type Application, type ApplicationSource, startApplication } from './application.ts'
import { fetchFrom, type PageRequest, send } from './page-request.ts'
import { ALLOWED } from './program/policy.js'

/** An origin that the policy does not allow. */
export const STRANGER = 'https://stranger.example'

/** A request with the response that the application is expected to send. */
export interface Page extends PageRequest {
  readonly status: number
  /** Response headers that the page can read in addition to those that the policy exposes, in lower case. */
  readonly exposes?: readonly string[]
}

/** An application and the requests that it is tested with. */
export interface Row extends Omit<ApplicationSource, 'program'> {
  /**
   * The requests.
   *
   * @defaultValue {@link PAGES}
   */
  readonly pages?: readonly Page[]
  /**
   * Origins that the policy does not allow. Other code in the application may allow them.
   *
   * @defaultValue `[STRANGER]`
   */
  readonly strangers?: readonly string[]
  /**
   * Whether preflights reach the policy. They do not if code that runs before it responds to them.
   *
   * @defaultValue `true`
   */
  readonly hasPreflights?: boolean
  /** Whether the process must warn that the policy replaced other CORS headers. Not tested by default. */
  readonly warns?: boolean
}

/** The requests for most applications: a page, a missing page, and a page whose handler throws. */
export const PAGES: readonly Page[] = [
  { request: 'GET /', status: 200 },
  { request: 'GET /missing', status: 404 },
  { request: 'GET /failing', status: 500 },
]

/** Defines the tests of all rows of a program. Each row has its own process. */
export function checkRows(program: string, rows: readonly Row[]): void {
  for (const row of rows) describe(row.name, () => checkRow(program, row))
}

function checkRow(program: string, row: Row): void {
  const { pages = PAGES, strangers = [STRANGER], hasPreflights = true, warns } = row
  const running = runApplication({ program, ...row })
  if (hasPreflights) checkPreflights(running, pages, strangers)
  for (const page of pages) {
    test(`lets the allowed origin read ${page.request}: ${page.status}`, () => expectReadable(running(), page))
    for (const origin of [...strangers, undefined]) {
      test(`sends no CORS headers for ${page.request} to ${origin ?? 'a client without Origin'}`, () =>
        expectNothing(running(), page, origin))
    }
  }
  if (warns !== undefined) checkWarnings(running, row)
}

/** A development server compiles before it listens. In milliseconds. */
const START_TIMEOUT = 60_000

/** Starts an application before the tests of a suite, and ends it after them. */
export function runApplication(source: ApplicationSource): () => Application {
  let application: Application | undefined
  beforeAll(async () => {
    application = await startApplication(source)
  }, START_TIMEOUT)
  afterAll(() => application?.close())
  return () => application as Application
}

function checkPreflights(running: () => Application, pages: readonly Page[], strangers: readonly string[]): void {
  const path = (pages[0] as Page).request.split(' ')[1] as string
  const change = { request: `PUT ${path}` }
  test('allows the preflight of the allowed origin', async () => {
    const journey = await fetchFrom(ALLOWED, running(), change)
    expect(journey).toMatchObject({ result: 'readable', code: null })
    expect(journey.hops[0]).toMatchObject({ method: 'PUT', preflight: true })
  })
  test.each(strangers)('denies the preflight of %s', async (origin) => {
    const headers = [
      ['Origin', origin],
      ['Access-Control-Request-Method', 'PUT'],
    ] as const
    const response = await send(running(), { request: `OPTIONS ${path}`, headers })
    const { vary, ...corsHeaders } = readCorsHeaders(response)
    expect(response.status, 'status').toBe(403)
    expect(corsHeaders).toEqual({})
    expectVaryOrigin(vary)
  })
}

async function expectReadable(application: Application, page: Page): Promise<void> {
  const { code, response, readableHeaders } = await fetchFrom(ALLOWED, application, page)
  expect({ code, status: response?.status }).toEqual({ code: null, status: page.status })
  const valuesOf = (wanted: string) =>
    (response?.headers ?? []).filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value)
  expect(valuesOf('access-control-allow-origin')).toEqual([ALLOWED])
  expect(valuesOf('access-control-allow-credentials')).toEqual(['true'])
  expect(valuesOf('access-control-expose-headers').join()).toContain('X-Request-Id')
  expectVaryOrigin(valuesOf('vary').join())
  expect(readableHeaders).toEqual(expect.arrayContaining([...(page.exposes ?? [])]))
}

function expectVaryOrigin(vary: string | undefined): void {
  const names = vary?.toLowerCase().split(/\s*[,|]\s*/)
  expect(names?.filter((name) => name === 'origin')).toEqual(['origin'])
}

/** Sends the actual request even if a browser would stop at the preflight. */
async function expectNothing(application: Application, page: Page, origin: string | undefined): Promise<void> {
  const headers = [...(page.headers ?? []), ...(origin === undefined ? [] : [['Origin', origin] as const])]
  const response = await send(application, { ...page, headers })
  const { vary, ...corsHeaders } = readCorsHeaders(response)
  expect(response.status, 'status').toBe(page.status)
  expect(corsHeaders).toEqual({})
  expectVaryOrigin(vary)
  if (origin === undefined) return
  const { result } = await fetchFrom(origin, application, { ...page, credentials: 'omit' })
  expect(result).toBe('networkError')
}

/** Returns the warnings about CORS headers of other code that the policy replaced or removed. */
export async function readOverrides(application: Application): Promise<string[]> {
  const warnings = await application.readWarnings()
  return warnings.filter(({ code }) => code === 'CORS_OVERRIDDEN').map(({ name, message }) => `${name}: ${message}`)
}

function checkWarnings(running: () => Application, { pages = PAGES, strangers = [STRANGER], warns }: Row): void {
  async function provoke(): Promise<string[]> {
    for (const origin of strangers) {
      for (const page of pages) await send(running(), { ...page, headers: [['Origin', origin]] })
    }
    return readOverrides(running())
  }
  test(warns ? 'warns of the same conflict once' : 'warns of nothing', async () => {
    const first = await provoke()
    expect(first.length > 0).toBe(warns)
    expect(first.every((text) => text.startsWith('CorsWarning: '))).toBe(true)
    expect(new Set(first).size).toBe(first.length)
    expect(await provoke()).toEqual(first)
  })
}
