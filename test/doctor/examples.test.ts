import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type DiagnosisInput, diagnose } from '@crossorigin/doctor'
import { describe, expect, it } from 'vitest'
import { startDemo } from '../../examples/demo/demo.js'
import { runProgram, waitForPort } from '../support/program.ts'

const EXAMPLES = new URL('../../examples/', import.meta.url)
const APP = 'https://app.example.com'

const ANY_PORTS = { PAGE_PORT: 0, OTHER_PAGE_PORT: 0, EXPRESS_PORT: 0, FASTIFY_PORT: 0, NODE_PORT: 0 }

type Request = Omit<DiagnosisInput, 'url'> & { readonly path: string }

/** The requests that a page should be able to send to each example. */
const REQUESTS: Readonly<Record<string, readonly Request[]>> = {
  'count-denied.js': [{ path: '/', origin: APP, method: 'PUT', body: 'text' }],
  'express.js': [
    { path: '/notes/1', origin: APP, credentials: 'include' },
    { path: '/notes/none', origin: 'http://localhost:5173' },
    {
      path: '/notes/1',
      origin: APP,
      method: 'PUT',
      credentials: 'include',
      headers: [['Content-Type', 'application/json']],
      body: '{"note":"buy bread"}',
    },
  ],
  'fastify.js': [
    { path: '/notes', origin: APP, headers: [['Authorization', 'Bearer secret']] },
    { path: '/notes', origin: APP, method: 'DELETE', headers: [['Authorization', 'Bearer secret']] },
    { path: '/nowhere', origin: APP, headers: [['Authorization', 'Bearer secret']] },
  ],
  'fetch.js': [
    { path: '/', origin: APP },
    { path: '/', origin: APP, method: 'PUT', body: 'buy bread' },
    { path: '/nowhere', origin: APP },
  ],
  'koa.js': [
    { path: '/', origin: APP },
    { path: '/', origin: APP, method: 'PUT', body: 'buy bread' },
    { path: '/nowhere', origin: APP },
  ],
  'moving-from-cors.js': [{ path: '/notes', origin: APP, method: 'PUT', body: 'text', credentials: 'include' }],
  'log-denied.js': [{ path: '/', origin: APP, method: 'PUT', body: 'text' }],
  'node-http.js': [
    { path: '/', origin: APP },
    { path: '/', origin: APP, method: 'PUT', body: 'buy bread' },
  ],
  'per-route.js': [
    { path: '/account', origin: APP, credentials: 'include' },
    { path: '/public', origin: 'https://stranger.example' },
    { path: '/public', origin: 'https://admin.example.com', method: 'PUT' },
  ],
  'reconfigure.js': [{ path: '/', origin: 'https://old.example.com', method: 'PUT', body: 'text' }],
}

async function runExample(name: string): Promise<string> {
  const program = runProgram([fileURLToPath(new URL(name, EXAMPLES))], fileURLToPath(new URL('..', EXAMPLES)))
  return `http://localhost:${await waitForPort(program)}`
}

/** Findings more severe than a note. */
async function findTrouble({ path, ...request }: Request, target: string) {
  const { verdict, findings } = await diagnose({ ...request, url: target + path }, { send: true, repeat: 2 })
  const trouble = findings.filter(({ level }) => level !== 'note')
  return { verdict, trouble: trouble.map(({ code, explanation }) => `${code}: ${explanation}`) }
}

describe('the doctor', () => {
  it('is run on every example', () => {
    const names = readdirSync(EXAMPLES).filter((name) => name.endsWith('.js'))
    expect([...Object.keys(REQUESTS), 'wrong-order.js'].sort()).toEqual(names.sort())
  })

  it.each(Object.entries(REQUESTS))('finds only notes in %s', async (name, requests) => {
    const target = await runExample(name)
    for (const request of requests) {
      expect(await findTrouble(request, target), JSON.stringify(request)).toEqual({ verdict: 'allowed', trouble: [] })
    }
  })

  it('finds only notes in the servers of the demo', async () => {
    const demo = await startDemo(ANY_PORTS)
    try {
      for (const { origin } of demo.apis) {
        const request: Request = {
          path: '/notes',
          origin: demo.pageOrigin,
          credentials: 'include',
          headers: [['Content-Type', 'application/json']],
        }
        expect(await findTrouble(request, origin), origin).toEqual({ verdict: 'allowed', trouble: [] })
      }
    } finally {
      await demo.close()
    }
  })

  it('names the error in wrong-order.js', async () => {
    const url = `${await runExample('wrong-order.js')}/account`
    const { verdict, findings } = await diagnose({ url, origin: APP, headers: [['Authorization', 'Bearer secret']] })
    expect(verdict).toBe('blocked')
    const [first] = findings
    expect(first).toMatchObject({ code: 'preflight/status-not-ok', level: 'error' })
    expect(first?.explanation).toMatch(/401/)
    expect(first?.fix).toMatch(/before/)
    expect(first?.evidence.map(({ value }) => value).join('\n')).toMatch(/401/)
  })
})
