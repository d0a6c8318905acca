import { createHash, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import type { HttpResponse } from '@crossorigin/browser-model'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { closeServer, openServer } from '../support/listen.ts'
import { launchChromium } from './chromium.ts'

/** A request received over the wire. */
export interface ReceivedRequest {
  readonly method: string
  /** Includes scheme and host. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** Responds to a request with exactly these header lines. */
type Answer = (request: ReceivedRequest) => HttpResponse

/** Every host, on two local servers. */
export interface WorldServers {
  /** Returns the local port of a server; `undefined` if it does not belong to this world. */
  locate(host: string, port: number): number | undefined
  /** Sets the responses of the servers from now on, and clears the received requests. */
  answerWith(answer: Answer): void
  /** The requests received since then, without pages. */
  readonly received: readonly ReceivedRequest[]
  close(): Promise<void>
}

/**
 * A world with a browser that trusts it: pages and APIs of any origin, `https` with its own certificate.
 */
export interface World extends Omit<WorldServers, 'locate'> {
  readonly browser: Browser
  /** Opens an empty page of an origin, with its own browser storage. `null`: a page whose origin is opaque. */
  openPage(origin: string): Promise<Page>
}

type Req = IncomingMessage | Http2ServerRequest
type Res = ServerResponse | Http2ServerResponse

const PAGE_PATH = '/empty-page'
const OPAQUE_PAGE = `https://opaque.example${PAGE_PATH}?opaque`

/** Returns the URL of an empty page of an origin. */
export function pageUrlOf(origin: string): string {
  return origin === 'null' ? OPAQUE_PAGE : `${origin}${PAGE_PATH}`
}

/** Returns the URL of an empty page of an origin that runs functions sent by its parent page. */
export function framePageUrlOf(origin: string): string {
  return `${origin}${PAGE_PATH}?frame`
}

const FRAME_SCRIPT =
  '<script>onmessage = async ({ data, ports }) => ports[0].postMessage(await eval("(" + data.run + ")")(data.argument))</script>'

/**
 * Starts the servers of a world.
 *
 * @param protocol - `h2` for bodies that are streams; `http/1.1` for header lines that are kept apart.
 */
export async function startServers(protocol: 'h2' | 'http/1.1'): Promise<WorldServers> {
  let answer: Answer = () => ({ status: 404, headers: [] })
  let received: ReceivedRequest[] = []
  const respond = (scheme: string) => (req: Req, res: Res) => {
    // A connection that is about to close may receive one more request, which the browser then sends again.
    if (!('stream' in res) && req.socket.writableEnded) return
    const request = readRequest(scheme, req)
    if (request.url.includes(PAGE_PATH)) servePage(request, res)
    else {
      received.push(request)
      if ('stream' in res) writeHttp2(res, answer(request))
      else writeHttp1(res, answer(request))
    }
  }
  const key = await readPem('key.pem')
  const cert = await readPem('certificate.pem')
  const secure =
    protocol === 'h2'
      ? createSecureServer({ key, cert }, respond('https'))
      : createHttpsServer({ key, cert }, respond('https'))
  const plain = createServer(respond('http'))
  // Node's parser accepts only known methods, and no control characters; browsers send both.
  secure.on('clientError', (error: Error & { rawPacket?: Buffer }, socket) => {
    const request = parseHead((error.rawPacket ?? Buffer.from('')).toString('latin1'))
    if (request === undefined) {
      socket.destroy()
      return
    }
    received.push(request)
    socket.end(formatResponse(answer(request)))
  })
  const [securePort, plainPort] = await Promise.all([openServer(secure), openServer(plain)])
  return {
    locate: (host, port) => (isSecure(host, port) ? securePort : plainPort),
    get received() {
      return received
    },
    answerWith(next) {
      answer = next
      received = []
    },
    async close() {
      await Promise.all([closeServer(secure), closeServer(plain)])
    },
  }
}

function isSecure(host: string, port: number): boolean {
  return port === 443 || port === 8443 || (host === 'api.example' && port === 8080)
}

/**
 * Creates a world with Chromium.
 *
 * @param otherHosts - Hosts whose servers do not belong to this world: they resolve to this machine, at the port of the URL.
 */
export async function createWorld(protocol: 'h2' | 'http/1.1', otherHosts: readonly string[] = []): Promise<World> {
  const servers = await startServers(protocol)
  const others = otherHosts.map((host) => `MAP ${host} 127.0.0.1,`).join('')
  const secure = `127.0.0.1:${servers.locate('', 443)}`
  const browser = await launchChromium({
    hosts: `${others}MAP *:443 ${secure},MAP *:8443 ${secure},MAP api.example:8080 ${secure},MAP * 127.0.0.1:${servers.locate('', 80)}`,
    trustedKey: hashPublicKey(await readPem('certificate.pem')),
  })
  return {
    browser,
    get received() {
      return servers.received
    },
    answerWith: servers.answerWith,
    openPage: (origin) => openPage(browser, origin),
    async close() {
      await browser.close()
      await servers.close()
    },
  }
}

function readPem(name: string): Promise<string> {
  return readFile(new URL(`./world/${name}`, import.meta.url), 'utf8')
}

function hashPublicKey(certificate: string): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(key).digest('base64')
}

async function openPage(browser: Browser, origin: string): Promise<Page> {
  const context: BrowserContext = await browser.newContext()
  const page = await context.newPage()
  await page.goto(pageUrlOf(origin))
  return page
}

function readRequest(scheme: string, req: Req): ReceivedRequest {
  const headers = req.headers as Record<string, string | undefined>
  const host = headers[':authority'] ?? headers['host']
  return { method: req.method ?? '', url: `${scheme}://${host}${req.url}`, headers }
}

/** Reads a request byte for byte. */
function parseHead(text: string): ReceivedRequest | undefined {
  const [requestLine = '', ...lines] = (text.split('\r\n\r\n')[0] as string).split('\r\n')
  const [method = '', path = ''] = requestLine.split(' ')
  if (method === '') return undefined
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  return { method, url: `https://${headers['host']}${path}`, headers }
}

/** A content security policy can sandbox a page, which makes its origin opaque. */
function servePage({ url }: ReceivedRequest, res: Res): void {
  res.setHeader('Content-Type', 'text/html')
  res.setHeader('Cache-Control', 'no-store')
  if (url.endsWith('?opaque')) res.setHeader('Content-Security-Policy', 'sandbox allow-scripts')
  const script = url.endsWith('?frame') ? FRAME_SCRIPT : ''
  res.end(`<!doctype html><title>Empty</title><link rel="icon" href="data:,">${script}`)
}

function writeHttp1(res: ServerResponse, response: HttpResponse): void {
  res.socket?.end(formatResponse(response))
}

/** Byte for byte, since Node would reject some of the values, and add its own headers. The end of the connection ends the body. */
function formatResponse({ status, headers }: HttpResponse): Buffer {
  const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1]
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const body = length === undefined ? '' : 'x'.repeat(Number(length))
  return Buffer.from(`HTTP/1.1 ${status} Status\r\n${lines}\r\n${body}`, 'latin1')
}

function writeHttp2(res: Http2ServerResponse, { status, headers }: HttpResponse): void {
  for (const [name, value] of headers) res.setHeader(name, value)
  res.writeHead(status)
  res.end()
}
