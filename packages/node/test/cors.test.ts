import { createServer, type ServerResponse } from 'node:http'
import { type CorsConfig, cors, createPolicy } from '@crossorigin/node'
import { describe, expect, it } from 'vitest'
import { listen } from '../../../test/support/listen.ts'
import { sendRaw } from '../../../test/support/raw-client.ts'

const A = 'https://a.example'
const FROM_A = { headers: [['Origin', A]] as const }

const ask = async (config: CorsConfig, handle: (res: ServerResponse) => void) =>
  sendRaw(await listen(createServer(cors(config)((_, res) => handle(res)))), FROM_A)

describe('cors', () => {
  it.each(['*', A])('keeps every cookie passed to writeHead in an array, with origin: %j', async (origin) => {
    const { all, get } = await ask({ origin }, (res) => {
      res.writeHead(200, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'X-A', '1']).end()
    })
    expect(all('Set-Cookie')).toEqual(['a=1', 'b=2'])
    expect(get('X-A')).toBe('1')
    expect(get('Access-Control-Allow-Origin')).toBe(origin)
  })

  it('accepts pairs passed to writeHead, as Node does if no header is set', async () => {
    const pairs = [
      ['Vary', 'X-A'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ]
    const { all, get } = await ask({ origin: A }, (res) => {
      res.writeHead(200, pairs as never).end()
    })
    expect(all('Set-Cookie')).toEqual(['a=1', 'b=2'])
    expect(get('Vary')).toBe('X-A, Origin')
  })

  it('does not call the origin function after other code has begun the response', async () => {
    let select: (() => void) | undefined
    let timesAsked = 0
    const policy = createPolicy({
      origin: () => {
        timesAsked++
        return Promise.reject(new Error('too late'))
      },
    })
    const listener = cors(() => new Promise((resolve) => (select = () => resolve(policy))))(() => undefined)
    const server = createServer((req, res) => {
      listener(req, res)
      res.writeHead(503).end()
    })
    expect(await sendRaw(await listen(server), FROM_A)).toMatchObject({ status: 503 })
    select?.()
    await new Promise((resolve) => setImmediate(resolve))
    expect(timesAsked).toBe(0)
  })

  it('accepts more origins than a call can have arguments', async () => {
    const origin = Array.from({ length: 200_000 }, (_, index) => `https://tenant-${index}.example`)
    const port = await listen(createServer(cors({ origin })((_, res) => res.end())))
    const allowed = await sendRaw(port, { headers: [['Origin', 'https://tenant-199999.example']] })
    expect(allowed.get('Access-Control-Allow-Origin')).toBe('https://tenant-199999.example')
  })
})
