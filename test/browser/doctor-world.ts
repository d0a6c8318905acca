import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type DiagnosisInput, type DiagnosisOptions, diagnose } from '@crossorigin/doctor'
import type { Browser, Page } from 'playwright-core'
import { closeServer, openServer } from '../support/listen.ts'
import { launchChromium } from './chromium.ts'

/** The origins of the page, of its API, and of a third party, each on a port of its own. */
export interface Origins {
  readonly page: string
  readonly api: string
  readonly third: string
}

/** A request as a server receives it. */
export interface Received {
  readonly method: string
  readonly path: string
  /** Which of the three servers it is. */
  readonly at: keyof Origins
  readonly isPreflight: boolean
  readonly origin: string
  readonly headers: IncomingMessage['headers']
}

/** What a request consists of, but for the lines that tell one client from another. */
export interface Wire {
  readonly at: keyof Origins
  readonly method: string
  readonly path: string
  /** Of `WATCHED` and of the page. */
  readonly headers: Readonly<Record<string, string>>
}

/** Header lines, as they are to be sent; `drop` closes the connection without a word. */
export type ServerAnswer = 'drop' | { readonly status: number; readonly lines: readonly (readonly [string, string])[] }

/** What a page asks for: the input of a diagnosis, without what is the same for all. */
export type PageRequest = Omit<DiagnosisInput, 'url' | 'origin'>

/** How a fetch ended in the browser. */
interface BrowserOutcome {
  readonly verdict: 'allowed' | 'blocked'
  /** Chromium's own code for the fault, with the value that it names; empty where it has none. */
  readonly corsError: string
  readonly parameter: string
  /** What script could read, names in lower case. */
  readonly readableHeaders: readonly string[]
}

/** Servers that answer a browser and the doctor alike. */
export interface DoctorWorld {
  readonly origins: Origins
  readonly browser: Browser
  answerWith(answer: (received: Received) => ServerAnswer): void
  /** Fetches from the page in Chromium. */
  fetchInChromium(request: PageRequest): Promise<BrowserOutcome>
  /** Returns what the servers have received since it was asked for the last time. */
  takeReceived(): readonly Wire[]
  /** Has the doctor examine the same. */
  diagnose(request: PageRequest, options?: DiagnosisOptions): ReturnType<typeof diagnose>
  close(): Promise<void>
}

const PAGE_PATH = '/empty-page'
const API_PATH = '/resource'

/** Creates the servers, and a browser with a page of the first. */
export async function createDoctorWorld(): Promise<DoctorWorld> {
  let answer: (received: Received) => ServerAnswer = () => ({ status: 404, lines: [] })
  let wires: Wire[] = []
  const serve = (at: keyof Origins) =>
    createServer((req, res) => {
      if (req.url === PAGE_PATH)
        res.setHeader('Content-Type', 'text/html').end('<!doctype html><link rel="icon" href="data:,">')
      else {
        const received = read(req, at)
        wires.push(watch(received))
        write(res, answer(received))
      }
    })
  const servers = { page: serve('page'), api: serve('api'), third: serve('third') }
  const origins: Origins = {
    page: `http://app.test:${await openServer(servers.page)}`,
    api: `http://api.test:${await openServer(servers.api)}`,
    third: `http://third.test:${await openServer(servers.third)}`,
  }
  const browser = await launchChromium()
  const url = `${origins.api}${API_PATH}`
  const page = await openPage(browser, origins.page)
  return {
    origins,
    browser,
    answerWith(next) {
      answer = next
    },
    takeReceived() {
      const taken = wires
      wires = []
      return taken
    },
    fetchInChromium: (request) => fetchInPage(page, { ...request, url, origin: origins.page }),
    diagnose: (request, options = {}) =>
      diagnose(
        { ...request, url, origin: origins.page },
        { send: true, engine: 'chromium', resolve: LOOPBACK, timeout: 5000, ...options },
      ),
    async close() {
      await browser.close()
      await Promise.all(Object.values(servers).map(closeServer))
    },
  }
}

const LOOPBACK = { 'app.test': '127.0.0.1', 'api.test': '127.0.0.1', 'third.test': '127.0.0.1' }

function read(req: IncomingMessage, at: keyof Origins): Received {
  const { method = '', url = '', headers } = req
  const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
  return { method, path: url, at, isPreflight, origin: headers.origin ?? '', headers }
}

/** Lines that are decided by the rules of CORS, and those by which a secret could go out. */
const WATCHED =
  /^(?:origin|referer|access-control-.*|sec-fetch-(?:mode|site|dest)|authorization|cookie|content-(?:type|length)|x-.*)$/

function watch({ at, method, path, headers }: Received): Wire {
  const watched = Object.entries(headers).filter(([name, value]) => WATCHED.test(name) && value !== '0')
  return { at, method, path, headers: Object.fromEntries(watched.map(([name, value]) => [name, String(value)])) }
}

/** Byte for byte, since Node would refuse some of the values, and add headers of its own. */
function write(res: ServerResponse, answer: ServerAnswer): void {
  if (answer === 'drop') {
    res.socket?.destroy()
    return
  }
  const lines = answer.lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  res.socket?.end(Buffer.from(`HTTP/1.1 ${answer.status} Status\r\n${lines}Connection: close\r\n\r\n`, 'latin1'))
}

async function openPage(browser: Browser, origin: string): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(origin + PAGE_PATH)
  return page
}

async function fetchInPage(page: Page, input: DiagnosisInput): Promise<BrowserOutcome> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  const failures: { corsError: string; parameter: string }[] = []
  session.on('Network.loadingFailed', ({ corsErrorStatus, blockedReason }) => {
    if (corsErrorStatus !== undefined)
      failures.push({ corsError: corsErrorStatus.corsError, parameter: corsErrorStatus.failedParameter })
    else if (blockedReason !== undefined) failures.push({ corsError: blockedReason, parameter: '' })
  })
  const seen = await page.evaluate(async ({ url, method, headers, body, credentials, mode, redirect }) => {
    const options = { method, body, credentials, mode, redirect, headers: (headers ?? []).map((line) => [...line]) }
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
    try {
      const response = await fetch(url, given as RequestInit)
      return { isAllowed: true, names: [...response.headers.keys()] }
    } catch {
      return { isAllowed: false, names: [] }
    }
  }, input)
  // What the protocol reports of the failure was sent before the page went on.
  await session.detach()
  const [failure = { corsError: '', parameter: '' }] = seen.isAllowed ? [] : failures
  return { verdict: seen.isAllowed ? 'allowed' : 'blocked', ...failure, readableHeaders: seen.names.sort() }
}
