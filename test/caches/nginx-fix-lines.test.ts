import { type AddressInfo, connect, createServer } from 'node:net'
import { type DiagnosisInput, diagnose, type Finding } from '@crossorigin/doctor'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Answering, withServer } from '../../packages/doctor/test/support/fixture-server.ts'
import { sendRaw } from '../support/raw-client.ts'
import { startProgram } from './program.ts'

const PAGE = 'https://app.example.com'

/** Takes the lines for nginx to where they say that they belong. */
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

/** Opens a port to a socket: the doctor knows addresses only. */
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
    when: 'an application says nothing',
    input: {},
    answer: () => ({ status: 200 }),
  },
  {
    code: 'response/allow-origin-mismatch',
    when: 'an application allows another page',
    input: {},
    answer: () => ({ status: 200, headers: ['Access-Control-Allow-Origin: https://other.example'] }),
  },
  {
    code: 'credentials/wildcard-origin',
    when: 'an application allows everybody, and cookies are sent',
    input: { credentials: 'include' },
    answer: () => ({ status: 200, headers: ['Access-Control-Allow-Origin: *'] }),
  },
  {
    code: 'credentials/allow-not-true',
    when: 'an application says True',
    input: { credentials: 'include' },
    answer: () => ({
      status: 200,
      headers: [`Access-Control-Allow-Origin: ${PAGE}`, 'Access-Control-Allow-Credentials: True'],
    }),
  },
  {
    code: 'preflight/wildcard-with-credentials',
    when: 'an application answers preflights with *',
    input: { credentials: 'include', method: 'PUT' },
    answer: () => ({
      status: 200,
      headers: ['Access-Control-Allow-Origin: *', 'Access-Control-Allow-Methods: PUT'],
    }),
  },
  {
    code: 'preflight/status-not-ok',
    when: 'an application wants a preflight to log in',
    input: { method: 'PUT', headers: [['Authorization', 'Bearer a']] },
    answer: ({ method }) =>
      method === 'OPTIONS' ? { status: 401 } : { status: 200, headers: [`Access-Control-Allow-Origin: ${PAGE}`] },
  },
]

describe('the lines for nginx', () => {
  test.each(CASES)('let a request pass where $when ($code)', async ({ code, input, answer }) => {
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

  test('leave OPTIONS that is no preflight to the application', async () => {
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
