import { describe, expect, test } from 'vitest'
import { fetchFrom } from './page-request.ts'
import { ALLOWED } from './program/policy.js'
import { checkRows, PAGES, type Page, runApplication } from './row.ts'

const MISSING: Page = { request: 'GET /missing', status: 404 }
const LIMITED: Page = { request: 'GET /limited', status: 429 }

/** An upload as an HTML form sends it, which needs no preflight. */
function upload(text: string, status: number): Page {
  const lines = [
    '--boundary',
    'Content-Disposition: form-data; name="file"; filename="file"',
    '',
    text,
    '--boundary--',
    '',
  ]
  const headers = [['Content-Type', 'multipart/form-data; boundary=boundary']] as const
  return { request: 'POST /', status, headers, body: lines.join('\r\n') }
}

const VERSIONS = ['1.0', '1.1'] as const

checkRows('middleware', [
  { name: 'helmet, compression and express-session before the policy', warns: false },
  { name: 'helmet, compression and express-session after the policy', warns: false },
  { name: 'multer', pages: [upload('text', 200), upload('longer text', 500), MISSING], warns: false },
  { name: 'express-rate-limit', pages: [...PAGES, LIMITED], warns: false },
  ...VERSIONS.flatMap((version) =>
    ['Express 4', 'Express 5'].map((framework) => ({
      name: `${framework}, a listener of on-headers ${version} before the policy`,
      warns: true,
    })),
  ),
])

describe.each(VERSIONS)('node:http, a listener of on-headers %s before the policy', (version) => {
  const name = `node:http, a listener of on-headers ${version} before the policy`
  const running = runApplication({ program: 'middleware', name })

  test('has the last word, since the policy cannot override it', async () => {
    const { code } = await fetchFrom(ALLOWED, running(), { request: 'GET /' })
    expect(code).toBe('allow-origin-wildcard-with-credentials')
  })
})

const traced = PAGES.map((page) => (page.request === 'GET /missing' ? page : { ...page, exposes: ['x-request-id'] }))

checkRows('telemetry', [
  { name: 'OpenTelemetry on Express', pages: traced, warns: false },
  { name: 'OpenTelemetry on node:http', pages: traced, warns: false },
])
