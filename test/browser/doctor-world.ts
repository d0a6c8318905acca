import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type DiagnosisInput, type DiagnosisOptions, diagnose } from '@crossorigin/doctor'
import type { Browser, Page } from 'playwright-core'
import { closeServer, openServer } from '../support/listen.ts'
import { launchChromium } from './chromium.ts'

/** The origins of the page, of its API, and of a third party, each on its own port. */
export interface Origins {
  readonly page: string
  readonly api: string
  readonly third: string
}

/** A request as a server receives it. */
export interface Received {
  readonly method: string
  readonly path: string
  /** Which of the three servers received it. */
  readonly at: keyof Origins
  readonly isPreflight: boolean
  readonly origin: string
  readonly headers: IncomingMessage['headers']
}

/** The parts of a request, without the lines that differ between clients. */
export interface Wire {
  readonly at: keyof Origins
  readonly method: string
  readonly path: string
  /** Of `WATCHED` and of the page. */
  readonly headers: Readonly<Record<string, string>>
}

/** Header lines, sent as they are; `drop` closes the connection without a response. */
export type ServerAnswer = 'drop' | { readonly status: number; readonly lines: readonly (readonly [string, string])[] }

/** A page's request: the input of a diagnosis, without the parts that are always the same. */
export type PageRequest = Omit<DiagnosisInput, 'url' | 'origin'>

/** How a fetch ended in a browser. */
export interface FetchOutcome {
  readonly verdict: 'allowed' | 'blocked'
  /** What the page could read, with names in lower case. */
  readonly readableHeaders: readonly string[]
}

/** How a fetch ended in Chromium. */
interface ChromiumOutcome extends FetchOutcome {
  /** Chromium's own code for the error, with the value that it names; empty if it has none. */
  readonly corsError: string
  readonly parameter: string
}

/** Servers that respond to a browser and to the doctor in the same way. */
export interface DoctorServers {
  readonly origins: Origins
  answerWith(answer: (received: Received) => ServerAnswer): void
  /** Gives the API and the third party new names, which no browser has cached anything for. */
  rename(): void
  /** Returns the request to the API from the page. */
  complete(request: PageRequest): DiagnosisInput
  /** Returns what the servers have received since the last call. */
  takeReceived(): readonly Wire[]
  /** Runs the doctor on the same request. */
  diagnose(request: PageRequest, options?: DiagnosisOptions): ReturnType<typeof diagnose>
  close(): Promise<void>
}

/** The servers and Chromium, with a page of the first server. */
export interface DoctorWorld extends DoctorServers {
  readonly browser: Browser
  /** Fetches from the page in Chromium. */
  fetchInChromium(request: PageRequest): Promise<ChromiumOutcome>
}

/** The path of an empty page, on each server. */
export const PAGE_PATH = '/empty-page'
const API_PATH = '/resource'

/** Starts the servers. */
export async function startDoctorServers(): Promise<DoctorServers> {
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
  const [page, api, third] = await Promise.all(Object.values(servers).map(openServer))
  let name = 0
  const originsOf = (suffix: string): Origins => ({
    page: `http://app.test:${page}`,
    api: `http://api${suffix}.test:${api}`,
    third: `http://third${suffix}.test:${third}`,
  })
  let origins = originsOf('')
  const complete = (request: PageRequest): DiagnosisInput => {
    return { ...request, url: `${origins.api}${API_PATH}`, origin: origins.page }
  }
  return {
    get origins() {
      return origins
    },
    answerWith(next) {
      answer = next
    },
    rename() {
      origins = originsOf(String(name++))
    },
    complete,
    takeReceived() {
      const taken = wires
      wires = []
      return taken
    },
    diagnose(request, options = {}) {
      const hosts = Object.values(origins).map((origin) => [new URL(origin).hostname, '127.0.0.1'])
      const resolve = Object.fromEntries(hosts)
      return diagnose(complete(request), { send: true, engine: 'chromium', resolve, timeout: 5000, ...options })
    },
    async close() {
      await Promise.all(Object.values(servers).map(closeServer))
    },
  }
}

/** Creates the servers, and Chromium with a page of the first server. */
export async function createDoctorWorld(): Promise<DoctorWorld> {
  const servers = await startDoctorServers()
  const browser = await launchChromium()
  const page = await openPage(browser, servers.origins.page)
  return Object.assign(servers, {
    browser,
    fetchInChromium: (request: PageRequest) => fetchInChromium(page, servers.complete(request)),
    close: closeBoth(browser, servers.close),
  })
}

function closeBoth(browser: Browser, close: () => Promise<void>): () => Promise<void> {
  return async () => {
    await browser.close()
    await close()
  }
}

function read(req: IncomingMessage, at: keyof Origins): Received {
  const { method = '', url = '', headers } = req
  const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
  return { method, path: url, at, isPreflight, origin: headers.origin ?? '', headers }
}

/** Lines that CORS rules decide about, and lines that could carry a secret. */
const WATCHED =
  /^(?:origin|referer|access-control-.*|sec-fetch-(?:mode|site|dest)|authorization|cookie|content-(?:type|length)|x-.*)$/

function watch({ at, method, path, headers }: Received): Wire {
  const watched = Object.entries(headers).filter(([name, value]) => WATCHED.test(name) && value !== '0')
  return { at, method, path, headers: Object.fromEntries(watched.map(([name, value]) => [name, String(value)])) }
}

/** Byte for byte, since Node would reject some of the values, and add its own headers. */
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

/** Runs in a page, so it must not use anything outside the function. */
export async function fetchInPage(input: DiagnosisInput): Promise<FetchOutcome> {
  const { url, method, headers, body, credentials, mode, redirect } = input
  const options = { method, body, credentials, mode, redirect, headers: (headers ?? []).map((line) => [...line]) }
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  try {
    const response = await fetch(url, given as RequestInit)
    return { verdict: 'allowed', readableHeaders: [...response.headers.keys()].sort() }
  } catch {
    return { verdict: 'blocked', readableHeaders: [] }
  }
}

async function fetchInChromium(page: Page, input: DiagnosisInput): Promise<ChromiumOutcome> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  const failures: { corsError: string; parameter: string }[] = []
  session.on('Network.loadingFailed', ({ corsErrorStatus, blockedReason }) => {
    if (corsErrorStatus !== undefined)
      failures.push({ corsError: corsErrorStatus.corsError, parameter: corsErrorStatus.failedParameter })
    else if (blockedReason !== undefined) failures.push({ corsError: blockedReason, parameter: '' })
  })
  const seen = await page.evaluate(fetchInPage, input)
  // What the protocol reports of the failure was sent before the page continued.
  await session.detach()
  const [failure = { corsError: '', parameter: '' }] = seen.verdict === 'allowed' ? [] : failures
  return { ...seen, ...failure }
}
