import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AuditInput, type AuditReport, audit, InputError, type WeaknessCode } from '@crossorigin/doctor'
import { describe, expect, it } from 'vitest'
import { listen } from '../../../test/support/listen.ts'
import { WEAKNESSES } from '../src/audit/weakness.ts'

const APP = 'https://app.example.com'

/** A server's handling of a request: it sets headers; the body does not matter here. */
type Handler = (origin: string | undefined, res: ServerResponse, req: IncomingMessage) => void

async function auditServer(handler: Handler, input: Partial<AuditInput> = {}): Promise<AuditReport> {
  const server = createServer((req, res) => {
    handler(req.headers.origin, res, req)
    res.end()
  })
  const port = await listen(server)
  return await audit({ url: `http://localhost:${port}/`, origin: APP, ...input }, { rate: 1000 })
}

/** A server that compares origins in this way, and is otherwise correct. */
function comparing(allows: (origin: string) => boolean, credentials = true): Handler {
  return (origin, res) => {
    res.setHeader('Vary', 'Origin')
    if (origin === undefined || !allows(origin)) return
    res.setHeader('Access-Control-Allow-Origin', origin)
    if (credentials) res.setHeader('Access-Control-Allow-Credentials', 'true')
  }
}

function codesOf({ findings }: AuditReport): readonly string[] {
  return findings.map(({ code }) => code)
}

type Comparison = readonly [WeaknessCode, allows: (origin: string) => boolean, alsoFound?: readonly string[]]

/** Faulty comparisons of origins, by the weakness that the audit must find. */
const COMPARISONS: readonly Comparison[] = [
  ['audit/reflects-any-origin', () => true, ['audit/trusts-null']],
  ['audit/trusts-null', (origin) => origin === APP || origin === 'null'],
  [
    'audit/prefix-match',
    (origin) => origin.startsWith(APP),
    [
      'audit/substring-match',
      'audit/special-characters',
      'audit/any-port',
      'audit/trailing-dot',
      'audit/sloppy-parser',
    ],
  ],
  ['audit/suffix-match', (origin) => /^https:\/\/(?:app\.|\w*)example\.com$/.test(origin), ['audit/unescaped-dot']],
  ['audit/substring-match', (origin) => origin.includes('app.example.com-evil') || origin === APP],
  ['audit/unescaped-dot', (origin) => /^https:\/\/app.example.com$/.test(origin)],
  [
    'audit/special-characters',
    (origin) => origin === APP || /^https:\/\/app\.example\.com[^\w.:@/#-]/.test(origin),
    ['audit/sloppy-parser'],
  ],
  ['audit/any-subdomain', (origin) => /^https:\/\/(?:[a-z0-9]+\.)+example\.com$/.test(origin)],
  ['audit/insecure-origin', (origin) => /^https?:\/\/app\.example\.com$/.test(origin)],
  ['audit/any-port', (origin) => /^https:\/\/app\.example\.com(?::\d+)?$/.test(origin)],
  ['audit/any-scheme', (origin) => origin === APP || origin.startsWith('chrome-extension:')],
  ['audit/wildcard-top-level-domain', (origin) => /^https:\/\/app\.example\.[a-z]+$/.test(origin)],
  ['audit/public-suffix', (origin) => /^https:\/\/\w+\.co\.uk$/.test(origin) || origin === APP],
  ['audit/shared-hosting', (origin) => /^https:\/\/\w+\.vercel\.app$/.test(origin) || origin === APP],
  ['audit/development-origin', (origin) => origin === APP || origin === 'http://localhost:3000'],
  ['audit/case-insensitive', (origin) => origin.toLowerCase() === APP],
  ['audit/trailing-dot', (origin) => origin.replace(/\.$/, '') === APP],
  ['audit/sloppy-parser', (origin) => origin === APP || origin.endsWith(`, https://evil.test`)],
]

describe('audit', () => {
  it('finds nothing in a server that compares whole origins', async () => {
    const report = await auditServer(comparing((origin) => origin === APP))
    expect(report).toMatchObject({ isOriginAllowed: true, findings: [], failure: undefined })
  })

  it.each(COMPARISONS.map(([code, allows, alsoFound]) => ({ code, allows, alsoFound })))(
    'finds $code in a server with such a comparison',
    async ({ code, allows, alsoFound = [] }) => {
      const report = await auditServer(comparing(allows))
      expect([...codesOf(report)].sort()).toEqual([code, ...alsoFound].sort())
      const found = report.findings.find((finding) => finding.code === code)
      expect(found?.severity).toBe(WEAKNESSES[code].severity.withCredentials)
      for (const number of found?.exchanges ?? []) {
        const { outcome } = report.exchanges[number - 1] ?? {}
        expect(outcome?.kind === 'answer' && outcome.headers.map(([name]) => name)).toContain(
          'Access-Control-Allow-Origin',
        )
      }
    },
  )

  it('has a server for every weakness that a faulty comparison can cause', () => {
    const others = Object.keys(WEAKNESSES).filter((code) => !COMPARISONS.some(([compared]) => compared === code))
    expect(others).toEqual([
      'audit/wildcard-on-private-network',
      'audit/reflection-without-vary',
      'audit/preflight-grants-anything',
      'audit/timing-for-anyone',
    ])
  })

  it('rates a weakness lower if no response allows credentials', async () => {
    const report = await auditServer(comparing(() => true, false))
    expect(report.findings.map(({ code, severity }) => [code, severity])).toContainEqual([
      'audit/reflects-any-origin',
      'note',
    ])
  })

  it('ignores credentials that only a preflight allows', async () => {
    const report = await auditServer((origin, res, req) => {
      res.setHeader('Vary', 'Origin')
      if (origin === undefined || (origin !== APP && req.method !== 'OPTIONS')) return
      res.setHeader('Access-Control-Allow-Origin', origin)
      res.setHeader('Access-Control-Allow-Credentials', 'true')
    })
    const [found] = report.findings
    expect(found).toMatchObject({ code: 'audit/reflects-any-origin', on: ['preflight'], severity: 'note' })
  })

  it.each<[WeaknessCode, Handler]>([
    ['audit/wildcard-on-private-network', (_, res) => void res.setHeader('Access-Control-Allow-Origin', '*')],
    [
      'audit/reflection-without-vary',
      (origin, res) => void (origin === APP && res.setHeader('Access-Control-Allow-Origin', APP)),
    ],
    [
      'audit/preflight-grants-anything',
      (origin, res, { headers }) => {
        comparing((other) => other === APP)(origin, res, {} as IncomingMessage)
        res.setHeader('Access-Control-Allow-Methods', headers['access-control-request-method'] ?? 'PUT')
      },
    ],
    ['audit/timing-for-anyone', (_, res) => void res.setHeader('Timing-Allow-Origin', '*')],
  ])('finds %s', async (code, handler) => {
    expect(codesOf(await auditServer(handler))).toEqual([code])
  })

  it('also sends requests with a cookie, if it has one', async () => {
    const report = await auditServer(
      (origin, res, { headers }) => {
        res.setHeader('Vary', 'Origin')
        if (origin === undefined || (headers.cookie === undefined && origin !== APP)) return
        res.setHeader('Access-Control-Allow-Origin', origin)
      },
      { cookie: 'session=1' },
    )
    expect(codesOf(report)).toContain('audit/reflects-any-origin')
  })

  it('sends only safe requests, one after the other', async () => {
    const methods = new Set<string | undefined>()
    let open = 0
    let most = 0
    const server = createServer((req, res) => {
      methods.add(req.method)
      most = Math.max(most, ++open)
      setImmediate(() => {
        open--
        res.end()
      })
    })
    await audit({ url: `http://localhost:${await listen(server)}/`, origin: APP }, { rate: 1000 })
    expect([...methods].sort()).toEqual(['GET', 'OPTIONS'])
    expect(most).toBe(1)
  })

  it('keeps to its rate', async () => {
    const times: number[] = []
    const stop = new AbortController()
    const server = createServer((_, res) => {
      times.push(performance.now())
      if (times.length === 4) stop.abort()
      res.end()
    })
    const url = `http://localhost:${await listen(server)}/`
    await expect(audit({ url, origin: APP }, { rate: 20, signal: stop.signal })).rejects.toThrow()
    expect((times[3] as number) - (times[0] as number)).toBeGreaterThanOrEqual(3 * 45)
  })

  it('gives the reason if there is no result', async () => {
    const server = createServer()
    const port = await listen(server)
    server.close()
    const report = await audit({ url: `http://localhost:${port}/`, origin: APP }, { rate: 1000 })
    expect(report.failure).toMatch(/ECONNREFUSED/)
    expect(report.exchanges).toHaveLength(2)
  })

  it.each([
    ['a server elsewhere', 'https://api.example.com/', APP, 'audit/not-owned'],
    ['a URL without a scheme', 'localhost:3000/', APP, 'input/missing-scheme'],
    ['an origin with a path', 'http://localhost:1/', `${APP}/`, 'input/origin-not-serialized'],
    ['the origin null', 'http://localhost:1/', 'null', 'input/origin-not-serialized'],
  ])('refuses %s', async (_, url, origin, code) => {
    const refused = audit({ url, origin })
    await expect(refused).rejects.toThrow(InputError)
    await expect(refused).rejects.toMatchObject({ code, hint: expect.stringMatching(/./) })
  })

  it('rejects a method that may change something', async () => {
    const input = { url: 'http://localhost:1/', origin: APP, method: 'DELETE' as 'GET' }
    await expect(audit(input)).rejects.toMatchObject({ name: 'InputError', code: 'audit/unsafe-method' })
  })
})
