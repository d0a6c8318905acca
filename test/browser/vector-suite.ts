import {
  type BrowserRequest,
  checkPreflight,
  checkResponse,
  classify,
  type Engine,
  type HttpResponse,
  simulateFetch,
} from '@crossorigin/browser-model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import classifyVectors from '../vectors/classify.json' with { type: 'json' }
import corsCheckVectors from '../vectors/cors-check.json' with { type: 'json' }
import preflightVectors from '../vectors/preflight-response.json' with { type: 'json' }
import { type ScriptResult, sendRequest } from './send-request.ts'
import { isPreflight, type VectorPage, type VectorWorld, type WorldOptions } from './vector-world.ts'
import type { ReceivedRequest } from './world.ts'

/** A browser whose agreement with the model is tested. */
export interface TestedEngine {
  readonly name: string
  readonly engine: Engine
  createWorld(options: WorldOptions): Promise<VectorWorld>
  /**
   * Compares the observed result with the expected one.
   *
   * @param id - The id of the vector, or the title of the claim.
   * @param adapter - The adapter that the claim was tested with.
   */
  agree(id: string, seen: unknown, expected: unknown, adapter?: string): void
}

type Vector = { readonly request: unknown; readonly id: string }

/** Creates a world before the tests of a suite, and removes it afterwards. */
export function useWorld({ createWorld }: TestedEngine, isStreaming: boolean): { readonly current: VectorWorld } {
  const holder = {} as { current: VectorWorld }
  beforeAll(async () => {
    holder.current = await createWorld({ isStreaming })
  }, 60_000)
  afterAll(() => holder.current?.close())
  return holder
}

/** Pages that can be used again, by their origins. Opening one takes longer than what is done there. */
const IDLE_PAGES = new WeakMap<VectorWorld, Map<string, VectorPage>>()

/** Lends a page that remembers nothing. */
async function onPage<Result>(world: VectorWorld, origin: string, use: (page: VectorPage) => Promise<Result>) {
  const idle = IDLE_PAGES.get(world) ?? new Map<string, VectorPage>()
  IDLE_PAGES.set(world, idle)
  const page = idle.get(origin) ?? (await world.openPage(origin))
  idle.delete(origin)
  try {
    return await use(page)
  } finally {
    if (page.forget === undefined) await page.close()
    else {
      await page.forget()
      idle.set(origin, page)
    }
  }
}

/** The observable parts of a classification: the exception, and the requests sent. */
interface SentRequest {
  readonly throws: string | null
  readonly isBlocked: boolean
  readonly origin: string | null
  readonly method: string | null
  readonly requestMethod: string | null
  readonly requestHeaders: string | null
}

function classified(request: BrowserRequest, engine: Engine): SentRequest {
  const { outcome, origin, method, requestMethod, requestHeaders, throws = null } = classify(request, engine)
  const isBlocked = outcome === 'networkError'
  const isSent = !isBlocked && throws === null && !request.url.startsWith('data:')
  return { throws, isBlocked, origin, method: isSent ? method : null, requestMethod, requestHeaders }
}

/** Allows everything that is requested. */
function grantAll({ headers }: ReceivedRequest): HttpResponse {
  return {
    status: 200,
    headers: [
      ['Access-Control-Allow-Origin', headers['origin'] ?? '*'],
      ['Access-Control-Allow-Credentials', 'true'],
      ['Access-Control-Allow-Methods', headers['access-control-request-method'] ?? ''],
      ['Access-Control-Allow-Headers', headers['access-control-request-headers'] ?? ''],
      // The preflight and the response belong to this request only.
      ['Access-Control-Max-Age', '0'],
      ['Cache-Control', 'no-store'],
    ],
  }
}

async function observeSent(
  world: VectorWorld,
  page: VectorPage,
  request: BrowserRequest,
  engine: Engine,
): Promise<SentRequest> {
  world.answerWith(grantAll)
  const { error } = await sendRequest(page, request)
  const preflight = world.received.find(isPreflight)
  const actual = world.received.find((received) => !isPreflight(received))
  const isThrown = error !== null && world.received.length === 0
  const isBlocked = isThrown && classify(request, engine).outcome === 'networkError'
  return {
    throws: isThrown && !isBlocked ? error : null,
    isBlocked,
    origin: (actual ?? preflight)?.headers['origin'] ?? null,
    method: actual?.method ?? null,
    requestMethod: preflight?.headers['access-control-request-method'] ?? null,
    requestHeaders: preflight?.headers['access-control-request-headers'] ?? null,
  }
}

/** The requests sent. A page cannot create requests of elements or extension pages with JavaScript. */
export function describeSent(tested: TestedEngine): void {
  const cases = (classifyVectors.cases as readonly Vector[])
    .map(({ id, request }) => ({ id, asked: request as BrowserRequest }))
    .filter(({ asked }) => asked.api !== 'element' && !asked.pageOrigin.startsWith('chrome-extension:'))

  describe(`${tested.name}, sending a request`, () => {
    const world = useWorld(tested, true)
    // One for each origin: requests leave no state behind, and opening a page is the slowest part.
    const pages = new Map<string, VectorPage>()

    it.each(cases)('sends $id as the model says', async ({ id, asked }) => {
      const { engine, agree } = tested
      const page = pages.get(asked.pageOrigin) ?? (await world.current.openPage(asked.pageOrigin))
      pages.set(asked.pageOrigin, page)
      agree(id, await observeSent(world.current, page, asked, engine), classified(asked, engine))
    })
  })
}

/** What the page can read of a response. */
interface Shown {
  readonly result: 'readable' | 'networkError' | 'opaque' | 'opaqueRedirect'
  readonly readableHeaders: readonly string[]
}

function show({ error, type, headers }: ScriptResult): Shown {
  if (error !== null) return { result: 'networkError', readableHeaders: [] }
  if (type === 'opaque') return { result: 'opaque', readableHeaders: [] }
  if (type === 'opaqueredirect') return { result: 'opaqueRedirect', readableHeaders: [] }
  return { result: 'readable', readableHeaders: [...headers].sort() }
}

/** What preflights, responses and redirects lead to. */
export function describeAnswered(tested: TestedEngine): void {
  const { name, engine, agree } = tested

  describe(`${name}, given the response to a preflight`, () => {
    const plain = useWorld(tested, false)
    const streaming = useWorld(tested, true)

    it.each(preflightVectors.cases)('judges $id as the model says', async ({ id, request, response }) => {
      const asked = request as unknown as BrowserRequest
      const preflight = response as unknown as HttpResponse
      const world = (asked.body?.kind === 'stream' ? streaming : plain).current
      world.answerWith((received) => (isPreflight(received) ? preflight : grantAll(received)))
      await onPage(world, asked.pageOrigin, (page) => sendRequest(page, asked))
      const isSent = world.received.some((received) => !isPreflight(received))
      const { requestMethod, throws } = classify(asked, engine)
      const passes =
        requestMethod === null ? throws === undefined : checkPreflight(asked, preflight, engine).result === 'pass'
      agree(
        id,
        { isSent, isAsked: world.received.some(isPreflight) },
        { isSent: passes, isAsked: requestMethod !== null },
      )
    })
  })

  describe(`${name}, given a response`, () => {
    const world = useWorld(tested, false)
    const cases = corsCheckVectors.cases.filter(({ request }) => !request.pageOrigin.includes('-extension:'))

    it.each(cases)('exposes to the page for $id what the model says', async ({ id, request, response }) => {
      const asked = request as unknown as BrowserRequest
      world.current.answerWith(() => response as unknown as HttpResponse)
      const shown = show(await onPage(world.current, asked.pageOrigin, (page) => sendRequest(page, asked)))
      const { result, readableHeaders } = checkResponse(asked, response as unknown as HttpResponse, engine)
      agree(id, shown, { result, readableHeaders: [...readableHeaders].sort() })
    })
  })

  describe(`${name}, redirected`, () => {
    const world = useWorld(tested, false)

    it.each(corsCheckVectors.redirects)('follows $id as the model says', async ({ id, request, hops }) => {
      const asked = request as unknown as BrowserRequest
      const forBrowser = answerInTurn(hops as unknown as readonly Hop[])
      world.current.answerWith((received) => forBrowser(isPreflight(received)))
      const shown = show(await onPage(world.current, asked.pageOrigin, (page) => sendRequest(page, asked)))
      const sent = world.current.received.map(({ method, headers }) => summarize(method, (name) => headers[name]))
      agree(id, { ...shown, sent }, await simulateRedirects(asked, hops as unknown as readonly Hop[], engine))
    })
  })
}

type Hop = HttpResponse & { readonly preflight?: HttpResponse }

function answerInTurn(hops: readonly Hop[]): (isAsking: boolean) => HttpResponse {
  let index = -1
  return (isAsking) => {
    if (isAsking) return hops[index + 1]?.preflight ?? { status: 500, headers: [] }
    index++
    return hops[index] ?? { status: 500, headers: [] }
  }
}

/** The compared parts of a request. Preflights are included, since engines may send them at different hops. */
interface Summary {
  readonly method: string
  readonly origin: string | null
  /** Of preflights. */
  readonly asksFor?: { readonly method: string; readonly headers: string | null }
}

function summarize(method: string, getHeader: (name: string) => string | undefined): Summary {
  const origin = getHeader('origin') ?? null
  const asked = getHeader('access-control-request-method')
  if (method !== 'OPTIONS' || asked === undefined) return { method, origin }
  return { method, origin, asksFor: { method: asked, headers: getHeader('access-control-request-headers') ?? null } }
}

async function simulateRedirects(
  asked: BrowserRequest,
  hops: readonly Hop[],
  engine: Engine,
): Promise<Shown & { readonly sent: readonly Summary[] }> {
  const answer = answerInTurn(hops)
  const sent: Summary[] = []
  const { result, readableHeaders } = await simulateFetch(
    asked,
    async ({ method, headers }, { kind }) => {
      const lines = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]))
      sent.push(summarize(method, (name) => lines.get(name)))
      return answer(kind === 'preflight')
    },
    { engine },
  )
  return { result: result as Shown['result'], readableHeaders: [...readableHeaders].sort(), sent }
}

/** A browser that must match the model exactly. */
export function agreeExactly(_id: string, seen: unknown, expected: unknown): void {
  expect(seen).toEqual(expected)
}
