import { describe, expect, test } from 'vitest'
import { readCorsHeaders } from '../support/cors-headers.ts'
import { fetchFrom, send } from './page-request.ts'
import { checkRows, type Page, runApplication, STRANGER } from './row.ts'

const HEADERS = [
  ['Accept', 'application/json, text/event-stream'],
  ['Content-Type', 'application/json'],
] as const
const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
})

const MESSAGES: readonly Page[] = [
  { request: 'POST /mcp', status: 200, headers: HEADERS, body: INITIALIZE, exposes: ['mcp-session-id'] },
  { request: 'POST /mcp', status: 400, headers: HEADERS, body: '{' },
  { request: 'GET /mcp', status: 406 },
  { request: 'GET /missing', status: 404 },
  { request: 'GET /failing', status: 500 },
]
const METADATA: Page = { request: 'GET /.well-known/oauth-authorization-server', status: 200 }
const TOKEN: Page = {
  request: 'POST /token',
  status: 400,
  headers: [['Content-Type', 'application/x-www-form-urlencoded']],
  body: 'grant_type=authorization_code',
}

const OPENED = 'MCP, with a selector that leaves out the paths of the auth router'

checkRows('mcp', [
  { name: 'MCP', pages: [...MESSAGES, METADATA, TOKEN], warns: true },
  { name: OPENED, pages: MESSAGES, warns: false },
])

describe('paths of the auth router that a selector leaves out', () => {
  const running = runApplication({ program: 'mcp', name: OPENED })

  test.each([METADATA, TOKEN])('let every origin read the response to $request', async (page) => {
    const { code, response } = await fetchFrom(STRANGER, running(), { ...page, credentials: 'omit' })
    expect({ code, status: response?.status }).toEqual({ code: null, status: page.status })
    const { vary: _, ...corsHeaders } = readCorsHeaders(await send(running(), page))
    expect(corsHeaders).toEqual({ 'access-control-allow-origin': '*' })
  })

  test('keep their own preflights', async () => {
    const { code, hops } = await fetchFrom(STRANGER, running(), {
      ...METADATA,
      headers: [['MCP-Protocol-Version', '2025-06-18']],
      credentials: 'omit',
    })
    expect(code).toBeNull()
    expect(hops[0]).toMatchObject({ preflight: true })
  })
})
