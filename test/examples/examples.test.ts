import { readdirSync, readFileSync } from 'node:fs'
import { request as beginRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type Program, runProgram, waitForPort } from '../support/program.ts'
import { type RawResponse, sendRaw } from '../support/raw-client.ts'

const EXAMPLES = new URL('../../examples/', import.meta.url)
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The status, the CORS headers and `Vary`. */
type CorsResponse = Record<string, string | number>

/** One request, with the status and all CORS headers of the response. */
interface Exchange {
  readonly it: string
  readonly request: string
  readonly headers?: Record<string, string>
  readonly response: CorsResponse
}

const APP = 'https://app.example.com'
/** What the response to every allowed preflight lists. */
const SAFELISTED_HEADERS = 'Accept, Accept-Language, Content-Language, Content-Type, Range'
const STRANGER = 'https://stranger.example'
const JSON_TYPE = { 'Content-Type': 'application/json' }
const TOKEN = { Authorization: 'Bearer secret' }

const NOTE_HEADERS = {
  'Access-Control-Allow-Origin': APP,
  'Access-Control-Expose-Headers': 'X-Revision',
  Vary: 'Origin',
}

/** The requests for the same API with Koa and as a fetch handler. */
const NOTE_CONVERSATION: readonly Exchange[] = [
  {
    it: 'allows a preflight of a listed origin',
    request: 'OPTIONS /',
    headers: preflight(APP, 'PUT'),
    response: {
      status: 204,
      'Access-Control-Allow-Origin': APP,
      'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT',
      'Access-Control-Allow-Headers': SAFELISTED_HEADERS,
      'Access-Control-Max-Age': '600',
      Vary: 'Origin',
    },
  },
  {
    it: 'denies a preflight of any other origin',
    request: 'OPTIONS /',
    headers: preflight(STRANGER, 'PUT'),
    response: { status: 403, Vary: 'Origin' },
  },
  {
    it: 'lets a listed origin change the note',
    request: 'PUT /',
    headers: { Origin: APP },
    response: { status: 204, ...NOTE_HEADERS },
  },
  {
    it: 'lets a listed origin read the note',
    request: 'GET /',
    headers: { Origin: APP },
    response: { status: 200, ...NOTE_HEADERS },
  },
  {
    it: 'lets a listed origin read an error',
    request: 'GET /nowhere',
    headers: { Origin: APP },
    response: { status: 404, ...NOTE_HEADERS },
  },
  {
    it: 'sends no CORS headers to any other origin',
    request: 'GET /',
    headers: { Origin: STRANGER },
    response: { status: 200, Vary: 'Origin' },
  },
]

/** `Headers` of a fetch handler have their names in lower case. */
function lowerCaseNames(exchange: Exchange): Exchange {
  const entries = Object.entries(exchange.response).map(([name, value]) => [name.toLowerCase(), value] as const)
  return { ...exchange, response: Object.fromEntries(entries) }
}

/** The requests for every example, with the responses. Those of one example are sent in this order, to one process. */
const CONVERSATIONS: Record<string, readonly Exchange[]> = {
  'express.js': [
    {
      it: 'allows a preflight of a listed origin',
      request: 'OPTIONS /notes/1',
      headers: preflight(APP, 'PUT', 'content-type'),
      response: {
        status: 204,
        'Access-Control-Allow-Origin': APP,
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE',
        'Access-Control-Allow-Headers': SAFELISTED_HEADERS,
        'Access-Control-Max-Age': '600',
        Vary: 'Origin',
      },
    },
    {
      it: 'denies a preflight of any other origin',
      request: 'OPTIONS /notes/1',
      headers: preflight(STRANGER, 'PUT'),
      response: { status: 403, Vary: 'Origin' },
    },
    {
      it: 'lets a development server on any port read',
      request: 'GET /notes/1',
      headers: { Origin: 'http://localhost:5173' },
      response: {
        status: 200,
        'Access-Control-Allow-Origin': 'http://localhost:5173',
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Expose-Headers': 'ETag',
        Vary: 'Origin',
      },
    },
    {
      it: 'lets an allowed origin read an error',
      request: 'GET /notes/none',
      headers: { Origin: APP },
      response: {
        status: 404,
        'Access-Control-Allow-Origin': APP,
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Expose-Headers': 'ETag',
        Vary: 'Origin',
      },
    },
    {
      it: 'sends no CORS headers to any other origin',
      request: 'GET /notes/1',
      headers: { Origin: STRANGER },
      response: { status: 200, Vary: 'Origin' },
    },
  ],
  'fastify.js': [
    {
      it: 'allows a preflight, which carries no token',
      request: 'OPTIONS /notes',
      headers: preflight(APP, 'DELETE', 'authorization'),
      response: {
        status: 204,
        'Access-Control-Allow-Origin': APP,
        'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE',
        'Access-Control-Allow-Headers': `${SAFELISTED_HEADERS}, Authorization`,
        'Access-Control-Max-Age': '600',
        Vary: 'Origin',
      },
    },
    {
      it: 'denies a preflight of any other origin',
      request: 'OPTIONS /notes',
      headers: preflight(STRANGER, 'DELETE', 'authorization'),
      response: { status: 403, Vary: 'Origin' },
    },
    {
      it: 'lets a listed origin read',
      request: 'GET /notes',
      headers: { Origin: APP, ...TOKEN },
      response: { status: 200, 'Access-Control-Allow-Origin': APP, Vary: 'Origin' },
    },
    {
      it: 'lets a listed origin read that its token is missing',
      request: 'GET /notes',
      headers: { Origin: APP },
      response: { status: 401, 'Access-Control-Allow-Origin': APP, Vary: 'Origin' },
    },
    {
      it: 'sends no CORS headers to any other origin',
      request: 'GET /notes',
      headers: { Origin: STRANGER, ...TOKEN },
      response: { status: 200, Vary: 'Origin' },
    },
  ],
  'koa.js': NOTE_CONVERSATION,
  'fetch.js': NOTE_CONVERSATION.map(lowerCaseNames),
  'node-http.js': [
    {
      it: 'allows a preflight of a listed origin',
      request: 'OPTIONS /',
      headers: preflight(APP, 'PUT'),
      response: {
        status: 204,
        'Access-Control-Allow-Origin': APP,
        'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT',
        'Access-Control-Allow-Headers': SAFELISTED_HEADERS,
        'Access-Control-Max-Age': '600',
        Vary: 'Origin',
      },
    },
    {
      it: 'denies a preflight of any other origin',
      request: 'OPTIONS /',
      headers: preflight(STRANGER, 'PUT'),
      response: { status: 403, Vary: 'Origin' },
    },
    {
      it: 'lets a listed origin read',
      request: 'GET /',
      headers: { Origin: APP },
      response: {
        status: 200,
        'Access-Control-Allow-Origin': APP,
        'Access-Control-Expose-Headers': 'X-Revision',
        Vary: 'Origin',
      },
    },
    {
      it: 'sends no CORS headers to any other origin',
      request: 'GET /',
      headers: { Origin: STRANGER },
      response: { status: 200, Vary: 'Origin' },
    },
    {
      it: 'leaves an OPTIONS request that is not a preflight to the handler',
      request: 'OPTIONS /',
      response: { status: 405, Vary: 'Origin' },
    },
  ],
  'per-route.js': [
    {
      it: "applies the plugin's policy when a route has no policy",
      request: 'GET /account',
      headers: { Origin: APP },
      response: {
        status: 200,
        'Access-Control-Allow-Origin': APP,
        'Access-Control-Allow-Credentials': 'true',
        Vary: 'Origin',
      },
    },
    {
      it: "applies a route's own policy",
      request: 'GET /public',
      headers: { Origin: STRANGER },
      response: { status: 200, 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'ETag' },
    },
    {
      it: 'responds to a preflight with the policy of the requested method',
      request: 'OPTIONS /public',
      headers: preflight('https://admin.example.com', 'PUT'),
      response: {
        status: 204,
        'Access-Control-Allow-Origin': 'https://admin.example.com',
        'Access-Control-Allow-Methods': 'PUT',
        'Access-Control-Allow-Headers': SAFELISTED_HEADERS,
        'Access-Control-Max-Age': '0',
        Vary: 'Origin, Access-Control-Request-Method',
      },
    },
    {
      it: 'does not allow for one route what another route allows',
      request: 'OPTIONS /public',
      headers: preflight(STRANGER, 'PUT'),
      response: { status: 403, Vary: 'Origin, Access-Control-Request-Method' },
    },
    {
      it: 'sends no CORS headers for a route without CORS',
      request: 'GET /internal',
      headers: { Origin: APP },
      response: { status: 200 },
    },
    {
      it: 'denies a preflight for a route without CORS',
      request: 'OPTIONS /internal',
      headers: preflight(APP, 'GET', 'x-custom'),
      response: { status: 404 },
    },
  ],
  'reconfigure.js': [
    {
      it: 'allows a preflight of the first origin, for a minute',
      request: 'OPTIONS /upload',
      headers: preflight('https://old.example.com', 'PUT'),
      response: {
        status: 204,
        'Access-Control-Allow-Origin': 'https://old.example.com',
        'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT',
        'Access-Control-Allow-Headers': SAFELISTED_HEADERS,
        'Access-Control-Max-Age': '60',
        Vary: 'Origin',
      },
    },
    {
      it: 'denies a preflight of the next one, which is not allowed yet',
      request: 'OPTIONS /upload',
      headers: preflight('https://new.example.com', 'PUT'),
      response: { status: 403, Vary: 'Origin' },
    },
    {
      it: 'sends no CORS headers for the administration',
      request: 'OPTIONS /admin/origins',
      headers: preflight('https://old.example.com', 'PUT'),
      response: { status: 200 },
    },
    {
      it: 'sends no CORS headers to the next one',
      request: 'GET /upload',
      headers: { Origin: 'https://new.example.com' },
      response: { status: 200, Vary: 'Origin' },
    },
  ],
  'count-denied.js': [
    {
      it: 'allows a preflight of a listed origin',
      request: 'OPTIONS /',
      headers: preflight(APP, 'PUT'),
      response: {
        status: 204,
        'Access-Control-Allow-Origin': APP,
        'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT',
        'Access-Control-Allow-Headers': SAFELISTED_HEADERS,
        'Access-Control-Max-Age': '600',
        Vary: 'Origin',
      },
    },
    {
      it: 'sends no CORS headers to any other origin',
      request: 'GET /',
      headers: { Origin: STRANGER },
      response: { status: 200, Vary: 'Origin' },
    },
  ],
  'moving-from-cors.js': [
    {
      it: 'responds as the old package does',
      request: 'GET /notes',
      headers: { Origin: APP },
      response: {
        status: 200,
        'Access-Control-Allow-Origin': APP,
        'Access-Control-Allow-Credentials': 'true',
        Vary: 'Origin',
      },
    },
    {
      it: 'still allows every origin that the old package allows',
      request: 'GET /notes',
      headers: { Origin: STRANGER },
      response: {
        status: 200,
        'Access-Control-Allow-Origin': STRANGER,
        'Access-Control-Allow-Credentials': 'true',
        Vary: 'Origin',
      },
    },
    {
      it: 'allows every method that the old package allows',
      request: 'OPTIONS /notes',
      headers: preflight(APP, 'DELETE'),
      response: {
        status: 204,
        'Access-Control-Allow-Origin': APP,
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Allow-Methods': 'GET,HEAD,PUT,PATCH,POST,DELETE',
        Vary: 'Origin, Access-Control-Request-Headers',
      },
    },
  ],
  'log-denied.js': [
    {
      it: 'says in the response, too, why a preflight is denied',
      request: 'OPTIONS /',
      headers: preflight(STRANGER, 'PUT'),
      response: { status: 403, 'Cors-Reason': 'origin/not-listed', Vary: 'Origin' },
    },
    {
      it: 'lets a listed origin read',
      request: 'GET /',
      headers: { Origin: APP },
      response: { status: 200, 'Access-Control-Allow-Origin': APP, Vary: 'Origin' },
    },
  ],
  'wrong-order.js': [
    {
      it: 'responds to the preflight with 401 and no CORS header, so that the browser blocks the request',
      request: 'OPTIONS /account',
      headers: preflight(APP, 'GET', 'authorization'),
      response: { status: 401 },
    },
    {
      it: 'sends no CORS headers without a token, so that no page can read the 401',
      request: 'GET /account',
      headers: { Origin: APP },
      response: { status: 401 },
    },
    {
      it: 'seems to work without a preflight',
      request: 'GET /account',
      headers: { Origin: APP, ...TOKEN },
      response: { status: 200, 'Access-Control-Allow-Origin': APP, Vary: 'Origin' },
    },
  ],
}

/** The log lines of the conversations, if there is a log. */
const LOGGED: Record<string, RegExp> = {
  'log-denied.js': /^\{.*"reason":"origin\/not-listed".*\}\n$/,
  'moving-from-cors.js':
    /^GET \/notes \(origin\): allowed now, allow-origin-missing under the new policy\nOPTIONS \/notes \(method\): allowed now, method-not-allowed under the new policy\n$/,
}

const NAMES = readdirSync(EXAMPLES).filter((name) => name.endsWith('.js'))

describe('every example', () => {
  test('has a conversation in this file', () => {
    expect(Object.keys(CONVERSATIONS).sort()).toEqual([...NAMES].sort())
  })

  test.each(NAMES)('%s has at most 40 lines', (name) => {
    const lines = readFileSync(new URL(name, EXAMPLES), 'utf8').trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(40)
  })
})

test.each(Object.entries(CONVERSATIONS))('%s responds as expected, and ends on SIGTERM', async (name, talk) => {
  const { program, port } = await startExample(name)
  for (const { it, request, headers = {}, response } of talk) {
    expect(readCors(await send(port, request, headers)), `${name} ${it}`).toEqual(response)
  }
  await expectCleanEnd(program, LOGGED[name] ?? /^$/)
})

describe('express.js', () => {
  test('executes what the preflights allow', async () => {
    const { port } = await startExample('express.js')
    const put = await send(port, 'PUT /notes/2', { Origin: APP, ...JSON_TYPE }, '{"note":"call home"}')
    expect(put.status).toBe(204)
    expect((await send(port, 'GET /notes/2')).body).toBe('{"note":"call home"}')
    expect((await send(port, 'DELETE /notes/2', { Origin: APP })).status).toBe(204)
    expect((await send(port, 'GET /notes/2')).status).toBe(404)
  })
})

describe('fastify.js', () => {
  test('executes what the preflights allow', async () => {
    const { port } = await startExample('fastify.js')
    const put = await send(port, 'PUT /notes', { ...TOKEN, ...JSON_TYPE }, '{"2":"call home"}')
    expect(put.status).toBe(204)
    expect((await send(port, 'GET /notes', TOKEN)).body).toBe('{"1":"water the plants","2":"call home"}')
    expect((await send(port, 'DELETE /notes', TOKEN)).status).toBe(204)
    expect((await send(port, 'GET /notes', TOKEN)).body).toBe('{}')
  })
})

describe('node-http.js', () => {
  test('executes what the preflights allow', async () => {
    const { port } = await startExample('node-http.js')
    expect((await send(port, 'PUT /', { Origin: APP }, 'call home')).status).toBe(204)
    const read = await send(port, 'GET /', { Origin: APP })
    expect(read.body).toContain('call home')
    expect(read.get('X-Revision')).toBe('2')
  })
})

describe('count-denied.js', () => {
  test('counts denied requests by reason and kind, and nothing else', async () => {
    const { port } = await startExample('count-denied.js')
    const requests: readonly (readonly [request: string, headers: Record<string, string>])[] = [
      ['GET /', {}],
      ['GET /', { Origin: APP }],
      ['OPTIONS /', preflight(APP, 'PUT', 'content-type')],
      ['GET /', { Origin: STRANGER }],
      ['GET /', { Origin: STRANGER }],
      ['OPTIONS /', preflight(STRANGER, 'DELETE', 'x-token')],
      ['GET /', { Origin: 'null' }],
      ['GET /', { Origin: `${APP}/` }],
      ['OPTIONS /', preflight(APP, 'DELETE')],
      ['OPTIONS /', preflight(APP, 'DELETE', 'x-other,x-token')],
    ]
    for (const [request, headers] of requests) await send(port, request, headers)
    expect(JSON.parse((await send(port, 'GET /metrics')).body)).toEqual([
      { reason: 'origin/not-listed', kind: 'actual', value: 2 },
      { reason: 'origin/not-listed', kind: 'preflight', value: 1 },
      { reason: 'origin/null', kind: 'actual', value: 1 },
      { reason: 'origin/malformed', kind: 'actual', value: 1 },
      { reason: 'method/not-allowed', kind: 'preflight', value: 2 },
      { reason: 'header/not-allowed', kind: 'preflight', value: 1 },
    ])
  })
})

describe('log-denied.js', () => {
  async function readLog(...requests: (readonly [request: string, headers: Record<string, string>])[]) {
    const { program, port } = await startExample('log-denied.js')
    for (const [request, headers] of requests) await send(port, request, headers)
    const { stderr } = await program.end('SIGTERM')
    return stderr.split('\n').slice(0, -1)
  }

  test('writes one line for each denied request, with the reason', async () => {
    const lines = await readLog(
      ['GET /', {}],
      ['GET /', { Origin: APP }],
      ['OPTIONS /', preflight(APP, 'PUT')],
      ['GET /notes', { Origin: 'https://www.example.com', 'Sec-Fetch-Site': 'same-site' }],
      ['OPTIONS /notes/1', preflight(APP, 'DELETE', 'content-type,x-token')],
    )
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        msg: 'denied by CORS',
        why: ['The origin "https://www.example.com" is not listed in origin.'],
        reason: 'origin/not-listed',
        kind: 'actual',
        origin: 'https://www.example.com',
        fetchSite: 'same-site',
        method: 'GET',
        url: '/notes',
      },
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        msg: 'denied by CORS',
        why: [
          'The method "DELETE" is not listed in methods.',
          'The request header "x-token" is not listed in allowedHeaders.',
        ],
        reason: 'origin/listed',
        kind: 'preflight',
        origin: APP,
        method: 'OPTIONS',
        url: '/notes/1',
      },
    ])
  })

  test('writes the line that the documentation shows', async () => {
    const shown =
      /^\{"time":.*$/m.exec(readFileSync(new URL('../../docs/observability.md', import.meta.url), 'utf8'))?.[0] ?? ''
    const [line = ''] = await readLog(['OPTIONS /notes/1', preflight(APP, 'DELETE')])
    const { time } = JSON.parse(shown)
    expect(line.replace(JSON.parse(line).time, time)).toBe(shown)
  })

  test('keeps what a client sends within one line', async () => {
    const origin = 'https://evil.test"}\t{"msg":"allowed by nobody'
    const lines = await readLog(['GET /', { Origin: origin }])
    expect(lines.map((line) => JSON.parse(line).origin)).toEqual([origin])
  })
})

describe('reconfigure.js', () => {
  const OLD = 'https://old.example.com'
  const NEW = 'https://new.example.com'
  const allowed = async (port: number, origin: string): Promise<string | undefined> =>
    (await send(port, 'GET /upload', { Origin: origin })).get('Access-Control-Allow-Origin')

  test('finishes an in-flight request under the old policy, and the next one under the new policy', async () => {
    const { port } = await startExample('reconfigure.js')
    const upload = await beginUpload(port, OLD)
    expect((await send(port, 'PUT /admin/origins', JSON_TYPE, JSON.stringify([NEW]))).status).toBe(204)

    expect(await allowed(port, NEW)).toBe(NEW)
    expect(await allowed(port, OLD)).toBeUndefined()

    const finished = await finishUpload(upload, 'the rest')
    expect(finished).toMatchObject({ status: 200, body: '8 characters', allowed: OLD })
  })

  test('keeps the policy if a new configuration has errors, and says why', async () => {
    const { port } = await startExample('reconfigure.js')
    const response = await send(port, 'PUT /admin/origins', JSON_TYPE, JSON.stringify([`${NEW}/`]))
    expect(response.status).toBe(422)
    expect(response.body).toContain('ends with a slash')
    expect((await send(port, 'PUT /admin/origins', JSON_TYPE, 'not JSON')).status).toBe(400)
    expect(await allowed(port, OLD)).toBe(OLD)
  })
})

function preflight(origin: string, method: string, headers?: string): Record<string, string> {
  return {
    Origin: origin,
    'Access-Control-Request-Method': method,
    ...(headers === undefined ? {} : { 'Access-Control-Request-Headers': headers }),
  }
}

async function startExample(name: string): Promise<{ program: Program; port: number }> {
  const program = runProgram([fileURLToPath(new URL(name, EXAMPLES))], ROOT)
  return { program, port: await waitForPort(program) }
}

/** Expects one line of output, no warnings, nothing else in the log, and an exit on SIGTERM. */
async function expectCleanEnd(program: Program, logged: RegExp): Promise<void> {
  const ending = await program.end('SIGTERM')
  expect(ending).toEqual({
    code: null,
    signal: 'SIGTERM',
    stdout: expect.stringMatching(/^listening on http:\/\/localhost:\d+\n$/),
    stderr: expect.stringMatching(logged),
  })
}

function send(port: number, request: string, headers: Record<string, string> = {}, body = ''): Promise<RawResponse> {
  const [method = '', path = ''] = request.split(' ')
  const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  return sendRaw(port, { method, path, headers: Object.entries({ ...headers, ...length }), body })
}

function readCors({ status, lines }: RawResponse): CorsResponse {
  const relevant = lines.filter(([name]) => /^(?:access-control-|cors-|vary$)/i.test(name))
  return { status, ...Object.fromEntries(relevant) }
}

/** Sends the head of a request. `100 Continue` shows that the server has begun to handle it. */
function beginUpload(port: number, origin: string): Promise<ClientRequest> {
  return new Promise((resolve, reject) => {
    const headers = { Origin: origin, Expect: '100-continue', 'Transfer-Encoding': 'chunked', Connection: 'close' }
    const upload = beginRequest({ host: '127.0.0.1', port, path: '/upload', method: 'POST', headers, timeout: 5000 })
    upload.on('timeout', () => upload.destroy(new Error('no response in time')))
    upload.once('error', reject).once('continue', () => resolve(upload))
    upload.flushHeaders()
  })
}

async function finishUpload(upload: ClientRequest, rest: string): Promise<unknown> {
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    upload.once('response', resolve).once('error', reject)
  })
  upload.end(rest)
  const { statusCode, headers } = await response
  return { status: statusCode, body: await text(await response), allowed: headers['access-control-allow-origin'] }
}
