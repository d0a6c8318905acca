import { createServer } from 'node:http'
import { type DiagnosisInput, diagnose, type Finding } from '@crossorigin/doctor'
import { describe, expect, it } from 'vitest'
import { listen } from '../../../test/support/listen.ts'

const APP = 'https://app.example.com'

/** The expected console messages, with the code of the finding for each. */
async function consolesOf(
  answer: { readonly preflight?: number; readonly actual?: number; readonly headers?: Record<string, string> },
  request: Partial<DiagnosisInput> = {},
): Promise<Record<string, string>> {
  const server = createServer((req, res) => {
    res.writeHead((req.method === 'OPTIONS' ? answer.preflight : answer.actual) ?? 200, answer.headers).end()
  })
  const url = `http://localhost:${await listen(server)}/`
  const { findings } = await diagnose({ url, origin: APP, ...request })
  const errors = findings.filter(({ level }) => level === 'error')
  return Object.fromEntries(errors.flatMap(({ code, says }: Finding) => Object.keys(says).map((name) => [name, code])))
}

describe('the console', () => {
  it('of Chrome and Firefox reports a missing header where Safari reports the status', async () => {
    expect(await consolesOf({ preflight: 401 }, { method: 'PUT' })).toEqual({
      chrome: 'preflight/allow-origin-missing',
      firefox: 'preflight/allow-origin-missing',
      safari: 'preflight/status-not-ok',
    })
  })

  it('reports the status in every browser, if the headers are present', async () => {
    const headers = { 'Access-Control-Allow-Origin': APP }
    const consoles = await consolesOf({ preflight: 500, headers }, { method: 'PUT' })
    expect(new Set(Object.values(consoles))).toEqual(new Set(['preflight/status-not-ok']))
  })

  it('does not mention the response if the preflight has failed', async () => {
    const consoles = await consolesOf({}, { headers: [['X-A', '1']] })
    expect(Object.values(consoles).every((code) => code.startsWith('preflight/'))).toBe(true)
  })

  it('prints one message for a response with several errors', async () => {
    const headers = { 'Access-Control-Allow-Origin': '*' }
    const consoles = await consolesOf({ headers }, { credentials: 'include' })
    expect(consoles['chrome']).toBe('credentials/wildcard-origin')
  })

  it('prints nothing if the request is allowed', async () => {
    expect(await consolesOf({ headers: { 'Access-Control-Allow-Origin': '*' } })).toEqual({})
  })
})

describe('a line of configuration', () => {
  const linesFor = async (origin: string): Promise<readonly string[]> => {
    const server = createServer((_, res) => void res.end())
    const { findings } = await diagnose({ url: `http://localhost:${await listen(server)}/`, origin })
    return findings.flatMap(({ lines }) => lines.map(({ line }) => line))
  }

  it('allows the origin of the request', async () => {
    expect((await linesFor(APP)).some((line) => line.includes(`'${APP}'`))).toBe(true)
  })

  it('never allows null', async () => {
    expect((await linesFor('null')).filter((line) => line.includes('null'))).toEqual([])
  })
})
