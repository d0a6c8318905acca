import { type AddressInfo, connect, createServer } from 'node:net'
import { type DiagnosisInput, diagnose, type Finding } from '@crossorigin/doctor'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Answering, withServer } from '../../packages/doctor/test/support/fixture-server.ts'
import { sendRaw } from '../support/raw-client.ts'
import { startProgram } from './program.ts'

const PAGE = 'https://app.example.com'

/** Inserts the lines for nginx into the context that they name. */
function place({ lines }: Pick<Finding, 'lines'>): { readonly http: string; readonly location: string } {
  const own = lines.flatMap(({ product, line }) => (product === 'nginx' ? [line] : []))
  const at = own.findIndex((line) => line.startsWith('# in location { }'))
  expect(own[0]).toMatch(/^# in http \{ \}/)
  expect(at).toBeGreaterThan(0)
  return { http: own.slice(0, at).join('\n'), location: own.slice(at).join('\n') }
}

/** Starts nginx in front of an application. */
async function startNginx(application: string, { http, location }: ReturnType<typeof place>): Promise<string> {
  const config = `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
pid nginx.pid;
events { }
http {
  access_log off;
  client_body_temp_path temp/body;
  proxy_temp_path temp/proxy;
  fastcgi_temp_path temp/fastcgi;
  uwsgi_temp_path temp/uwsgi;
  scgi_temp_path temp/scgi;
  ${http}
  server {
    listen unix:cache.socket;
    location / {
      ${location}
      proxy_pass ${application};
    }
  }
}
`
  return await startProgram('nginx', 'nginx.conf', config, (directory) => [
    ...['-p', `${directory}/`, '-c', 'nginx.conf'],
    ...['-e', 'stderr'],
  ])
}

/** Forwards a port to a socket: the doctor only supports addresses. */
async function openPort(path: string): Promise<number> {
  const server = createServer((client) => {
    const socket = connect({ path })
    client.on('error', () => socket.destroy()).pipe(socket)
    socket.on('error', () => client.destroy()).pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

interface Case {
  readonly code: Finding['code']
  readonly when: string
  readonly input: Partial<DiagnosisInput>
  readonly answer: Answering
}

const CASES: readonly Case[] = [
  {
    code: 'response/allow-origin-missing',
    when: 'an application sends no CORS headers',
    input: {},
    answer: () => ({ status: 200 }),
  },
  {
    code: 'response/allow-origin-mismatch',
    when: 'an application allows another origin',
    input: {},
    answer: () => ({ status: 200, headers: ['Access-Control-Allow-Origin: https://other.example'] }),
  },
  {
    code: 'credentials/wildcard-origin',
    when: 'an application allows every origin, and cookies are sent',
    input: { credentials: 'include' },
    answer: () => ({ status: 200, headers: ['Access-Control-Allow-Origin: *'] }),
  },
  {
    code: 'credentials/allow-not-true',
    when: 'an application sends True',
    input: { credentials: 'include' },
    answer: () => ({
      status: 200,
      headers: [`Access-Control-Allow-Origin: ${PAGE}`, 'Access-Control-Allow-Credentials: True'],
    }),
  },
  {
    code: 'preflight/wildcard-with-credentials',
    when: 'an application responds to preflights with *',
    input: { credentials: 'include', method: 'PUT' },
    answer: () => ({
      status: 200,
      headers: ['Access-Control-Allow-Origin: *', 'Access-Control-Allow-Methods: PUT'],
    }),
  },
  {
    code: 'preflight/status-not-ok',
    when: 'an application requires authentication for a preflight',
    input: { method: 'PUT', headers: [['Authorization', 'Bearer a']] },
    answer: ({ method }) =>
      method === 'OPTIONS' ? { status: 401 } : { status: 200, headers: [`Access-Control-Allow-Origin: ${PAGE}`] },
  },
]

describe('the lines for nginx', () => {
  test.each(CASES)('let a request pass when $when ($code)', async ({ code, input, answer }) => {
    await withServer(answer, async (application) => {
      const before = await diagnose({ url: application, origin: PAGE, ...input }, { send: true })
      const finding = before.findings.find((each) => each.code === code)
      expect(before.verdict).toBe('blocked')

      const port = await openPort(await startNginx(application, place(finding ?? { lines: [] })))
      const after = await diagnose({ url: `http://127.0.0.1:${port}/`, origin: PAGE, ...input }, { send: true })
      expect(after.findings.filter(({ level }) => level === 'error')).toEqual([])
      expect(after.verdict).toBe('allowed')

      const other = await diagnose(
        { url: `http://127.0.0.1:${port}/`, origin: 'https://evil.test', ...input },
        { send: true },
      )
      expect(other.verdict).toBe('blocked')
      expect(other.findings.map((each) => each.code)).not.toContain('credentials/granted-to-refused-origin')
    })
  })

  test('leave OPTIONS that is not a preflight to the application', async () => {
    const answer: Answering = () => ({ status: 401 })
    await withServer(answer, async (application) => {
      const { findings } = await diagnose({ url: application, origin: PAGE, method: 'PUT' })
      const finding = findings.find(({ code }) => code === 'preflight/status-not-ok')
      const socket = await startNginx(application, place(finding ?? { lines: [] }))
      const preflight = [
        ['Origin', PAGE],
        ['Access-Control-Request-Method', 'PUT'],
      ] as const
      expect((await sendRaw(socket, { method: 'OPTIONS', headers: preflight })).status).toBe(204)
      expect((await sendRaw(socket, { method: 'OPTIONS' })).status).toBe(401)
      expect((await sendRaw(socket, { method: 'GET', headers: preflight })).status).toBe(401)
    })
  })
})
