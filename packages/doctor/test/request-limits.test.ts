import { createServer } from 'node:http'
import { audit, type DiagnosisInput, type DiagnosisOptions, diagnose } from '@crossorigin/doctor'
import { describe, expect, it } from 'vitest'
import { listen } from '../../../test/support/listen.ts'

const APP = 'https://app.example.com'

/** A server that allows everything at `/end`, and redirects everything else there, on the host `host`. */
async function serveRedirects(host: string) {
  const seen: string[] = []
  const server = createServer((req, res) => {
    const { origin = '', host: asked = '', cookie = 'none' } = req.headers
    seen.push(`${asked.split(':')[0]} ${cookie}`)
    const [, port] = asked.split(':')
    const headers = { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' }
    if (req.url === '/end') res.writeHead(200, headers)
    else res.writeHead(302, { ...headers, Location: `http://${host}:${port}/end` })
    res.end()
  })
  const port = await listen(server)
  return { seen, url: `http://localhost:${port}/` }
}

describe('a cookie', () => {
  it.each([
    ['is not sent to another host after a redirect', '127.0.0.1', '127.0.0.1 none'],
    ['is sent after a redirect within its host', 'localhost', 'localhost a=secret'],
  ])('%s', async (_, host, second) => {
    const { seen, url } = await serveRedirects(host)
    await diagnose({ url, origin: APP, credentials: 'include' }, { cookie: 'a=secret' })
    expect(seen.slice(0, 2)).toEqual(['localhost a=secret', second])
  })
})

describe('an aborted diagnosis', () => {
  it('rejects with the reason', async () => {
    const controller = new AbortController()
    const server = createServer(() => controller.abort(new Error('enough')))
    const url = `http://localhost:${await listen(server)}/`
    await expect(diagnose({ url, origin: APP }, { signal: controller.signal })).rejects.toThrow('enough')
  })

  it('does not begin if it was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(diagnose({ url: 'http://localhost:1024/', origin: APP }, { signal })).rejects.toThrow('enough')
  })
})

describe('options out of their ranges', () => {
  const INPUT = { url: 'http://localhost:1024/', origin: APP }

  it.each<[options: Record<string, unknown>, hint: string]>([
    [{ timeout: 0 }, 'Give a number from 1 to 600000'],
    [{ timeout: Number.NaN }, 'Give a number from 1 to 600000'],
    [{ timeout: 600_001 }, 'Give a number from 1 to 600000'],
    [{ timeout: '1000' }, 'Give a number from 1 to 600000'],
    [{ repeat: 0 }, 'Give a whole number from 1 to 100'],
    [{ repeat: 101 }, 'Give a whole number from 1 to 100'],
    [{ repeat: 1.5 }, 'Give a whole number from 1 to 100'],
    [{ engine: 'x' }, 'Give chromium, firefox, webkit or all'],
  ])('are refused: %j', async (options, hint) => {
    await expect(diagnose(INPUT, options)).rejects.toMatchObject({
      name: 'InputError',
      code: 'input/option-out-of-range',
      hint,
    })
  })

  it.each([{ rate: 0 }, { rate: 1001 }, { rate: Number.NaN }, { timeout: -1 }, { timeout: Number.POSITIVE_INFINITY }])(
    'are rejected by an audit: %j',
    async (options) => {
      await expect(audit(INPUT, options)).rejects.toMatchObject({
        name: 'InputError',
        code: 'input/option-out-of-range',
        hint: expect.stringMatching(/^Give a number from 1 to \d+$/),
      })
    },
  )

  it('do not include the limits themselves', async () => {
    const url = 'http://localhost:25/'
    for (const options of [{ timeout: 1, repeat: 1 }, { timeout: 600_000, repeat: 100, engine: 'webkit' } as const]) {
      await expect(diagnose({ url, origin: APP }, options)).resolves.toMatchObject({ verdict: 'blocked' })
    }
  })
})

describe('a request that cannot be sent', () => {
  it.each<[string, Partial<DiagnosisInput>, DiagnosisOptions, string]>([
    ['a user agent with a line break', {}, { userAgent: 'a\r\nX-B: c' }, 'input/unsendable-value'],
    ['a cookie beyond ISO-8859-1', {}, { cookie: 'a=\u20ac' }, 'input/unsendable-value'],
    ['a header with a control character', { headers: [['X-A', 'a\x01b']] }, {}, 'input/unsendable-value'],
    ['a page that is not a URL', { page: 'http://' }, {}, 'input/invalid-page'],
  ])('is refused: %s', async (_, input, options, code) => {
    await expect(diagnose({ url: 'http://localhost:1024/', origin: APP, ...input }, options)).rejects.toMatchObject({
      name: 'InputError',
      code,
    })
  })

  it.each([
    ['a cookie with a line break', { cookie: 'a\nb' }, {}, 'input/unsendable-value'],
    ['a header with a line break', { headers: [['X-A', 'a\nb']] as const }, {}, 'input/unsendable-value'],
    ['a name with a blank', { headers: [['X A', 'b']] as const }, {}, 'input/invalid-header'],
    ['an attacker with a line break', {}, { attacker: 'evil\r\n' }, 'input/unsendable-value'],
  ])('is rejected by an audit: %s', async (_, input, options, code) => {
    await expect(audit({ url: 'http://localhost:1024/', origin: APP, ...input }, options)).rejects.toMatchObject({
      name: 'InputError',
      code,
    })
  })
})
