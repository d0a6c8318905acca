import { readFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { createSecureServer } from 'node:http2'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { type Diagnosis, type DiagnosisOptions, diagnose } from '@crossorigin/doctor'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listen } from '../../../test/support/listen.ts'

const APP = 'https://app.example.com'
const WORLD = new URL('../../../test/browser/world/', import.meta.url)

/** A server with full control of its connections. */
async function serveBytes(serve: (socket: Socket, request: string) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => serve(socket, chunk.toString('latin1')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://localhost:${(server.address() as { port: number }).port}/`
}

async function serve(listener: RequestListener): Promise<string> {
  return `http://localhost:${await listen(createServer(listener))}/`
}

async function examine(
  url: string,
  options: DiagnosisOptions = {},
): Promise<Diagnosis & { readonly milliseconds: number }> {
  const started = performance.now()
  const diagnosis = await diagnose({ url, origin: APP }, { timeout: 300, ...options })
  return { ...diagnosis, milliseconds: performance.now() - started }
}

const ALLOWED = `HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: ${APP}\r\nVary: Origin\r\n`

describe('a server without a valid response', () => {
  it.each<[string, (socket: Socket) => void, verdict: string]>([
    ['nothing at all', () => {}, 'unknown'],
    ['nothing, and closes the connection', (socket) => socket.end(), 'blocked'],
    ['nothing, and resets the connection', (socket) => socket.resetAndDestroy(), 'blocked'],
    ['bytes that are not HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'blocked'],
    ['random bytes', (socket) => socket.end(Buffer.from([0, 1, 2, 255, 254, 13, 10, 0])), 'blocked'],
    ['half of a status line', (socket) => socket.end('HTTP/1.1 2'), 'unknown'],
    ['headers without an end', (socket) => socket.end('HTTP/1.1 200 OK\r\nA: b\r\n'), 'unknown'],
    ['lines that end only with LF', (socket) => socket.end('HTTP/1.1 200 OK\nA: b\n\n'), 'unknown'],
    ['a megabyte of headers', (socket) => socket.end(`HTTP/1.1 200 OK\r\nA: ${'a'.repeat(1e6)}\r\n\r\n`), 'blocked'],
  ])('is reported when it sends %s', async (_, answer, verdict) => {
    const found = await examine(await serveBytes(answer))
    expect(found.verdict).toBe(verdict)
    expect(found.findings.filter(({ level }) => level === 'error')).toHaveLength(1)
    expect(found.findings[0]).toMatchObject({ level: 'error' })
    expect(found.findings[0]?.explanation).toMatch(/\w/)
    expect(found.milliseconds).toBeLessThan(5000)
  })

  it('is not awaited longer than the timeout, header by header', async () => {
    let count = 0
    const url = await serveBytes((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write(`A${count++}: b\r\n`), 20)
      socket.on('close', () => clearInterval(timer))
    })
    const found = await examine(url)
    expect(found.verdict).toBe('unknown')
    expect(found.milliseconds).toBeLessThan(3000)
  })
})

describe('a server with an endless body', () => {
  it('is judged by its headers', async () => {
    const url = await serveBytes((socket) => {
      socket.write(`${ALLOWED}Transfer-Encoding: chunked\r\n\r\n`)
      const timer = setInterval(() => socket.write('1\r\nx\r\n'), 20)
      socket.on('close', () => clearInterval(timer))
    })
    const found = await examine(url)
    expect(found.verdict).toBe('allowed')
    expect(found.milliseconds).toBeLessThan(10_000)
  })

  it('is not read longer than needed', async () => {
    let sent = 0
    const chunk = Buffer.alloc(64 * 1024, 'x')
    const url = await serve((_, res) => {
      res.writeHead(200, { 'Access-Control-Allow-Origin': APP, Vary: 'Origin', 'Content-Length': 50e6 })
      const pour = (): void => {
        while (sent < 50e6 && res.write(chunk)) sent += chunk.length
      }
      res.on('drain', pour)
      pour()
    })
    const found = await examine(url)
    expect(found.verdict).toBe('allowed')
    for (const { outcome } of found.exchanges) {
      expect(outcome.kind === 'answer' && outcome.body.length).toBe(64 * 1024)
    }
    expect(sent).toBeLessThan(40e6)
  })
})

describe('a server with a redirect loop', () => {
  it('is followed as far as a browser goes', async () => {
    let requests = 0
    const url = await serve((_, res) => {
      res.writeHead(302, { Location: `/${requests++}`, 'Access-Control-Allow-Origin': APP, Vary: 'Origin' }).end()
    })
    const { verdict, findings } = await examine(url)
    expect(verdict).toBe('blocked')
    expect(findings.map(({ code }) => code)).toContain('redirect/loop')
    expect(requests).toBeLessThan(30)
  })
})

describe('header lines', () => {
  it('arrive as they were sent, byte for byte, with repeated lines separate', async () => {
    const url = await serveBytes((socket) => {
      const lines = `${ALLOWED}X-Odd: a\tb\xff\x80\r\nx-odd: \x1b[31m\r\nContent-Length: 0\r\n\r\n`
      socket.end(Buffer.from(lines.replaceAll('\x1b', '~'), 'latin1'))
    })
    const [exchange] = (await examine(url)).exchanges
    const { outcome } = exchange ?? {}
    expect(outcome?.kind === 'answer' && outcome.headers.filter(([name]) => /^x-odd$/i.test(name))).toEqual([
      ['X-Odd', 'a\tb\xff\x80'],
      ['x-odd', '~[31m'],
    ])
  })

  it('are exactly the ones that a browser sends', async () => {
    const seen: string[] = []
    const url = await serve((req, res) => {
      seen.push(
        `${req.method} ${req.rawHeaders
          .filter((_, index) => index % 2 === 0)
          .join(' ')
          .toLowerCase()}`,
      )
      res
        .writeHead(204, { 'Access-Control-Allow-Origin': APP, 'Access-Control-Allow-Headers': 'x-a', Vary: 'Origin' })
        .end()
    })
    await diagnose({ url, origin: APP, headers: [['X-A', '1']] })
    const own = 'user-agent referer sec-fetch-dest sec-fetch-mode sec-fetch-site'
    expect(seen.slice(0, 2)).toEqual([
      `OPTIONS host connection accept access-control-request-method access-control-request-headers origin ${own}`,
      `GET host connection x-a origin accept ${own}`,
    ])
  })
})

describe('a server with HTTP/2', () => {
  it('gets HTTP/2 requests', async () => {
    const [key, cert] = await Promise.all(['key.pem', 'certificate.pem'].map((name) => readFile(new URL(name, WORLD))))
    const server = createSecureServer({ key: key as Buffer, cert: cert as Buffer }, (_, res) => {
      res.writeHead(200, { 'Access-Control-Allow-Origin': APP, Vary: 'Origin' }).end('text')
    })
    const sessions = new Set<{ destroy(): void }>()
    server.on('session', (session) => sessions.add(session))
    const port = await listen(server)
    const { verdict, exchanges } = await examine(`https://localhost:${port}/`, { insecure: true, timeout: 5000 })
    for (const session of sessions) session.destroy()
    expect(verdict).toBe('allowed')
    const { outcome } = exchanges[0] ?? {}
    expect(outcome?.kind === 'answer' && outcome.connection).toMatchObject({ protocol: 'HTTP/2', address: '127.0.0.1' })
  })
})
