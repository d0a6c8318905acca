import { createServer } from 'node:http'
import { type DiagnosisInput, diagnose, type Finding } from '@crossorigin/doctor'
import { describe, expect, it } from 'vitest'
import { listen } from '../../../test/support/listen.ts'

const APP = 'https://app.example.com'

/** What the consoles will say, with the code of the finding that says it. */
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
  it('of Chrome and Firefox misses a header where that of Safari sees the status', async () => {
    expect(await consolesOf({ preflight: 401 }, { method: 'PUT' })).toEqual({
      chrome: 'preflight/allow-origin-missing',
      firefox: 'preflight/allow-origin-missing',
      safari: 'preflight/status-not-ok',
    })
  })

  it('sees the status everywhere, where the headers are there', async () => {
    const headers = { 'Access-Control-Allow-Origin': APP }
    const consoles = await consolesOf({ preflight: 500, headers }, { method: 'PUT' })
    expect(new Set(Object.values(consoles))).toEqual(new Set(['preflight/status-not-ok']))
  })

  it('says nothing of the response where the preflight has failed', async () => {
    const consoles = await consolesOf({}, { headers: [['X-A', '1']] })
    expect(Object.values(consoles).every((code) => code.startsWith('preflight/'))).toBe(true)
  })

  it('says one sentence of a response with several faults', async () => {
    const headers = { 'Access-Control-Allow-Origin': '*' }
    const consoles = await consolesOf({ headers }, { credentials: 'include' })
    expect(consoles['chrome']).toBe('credentials/wildcard-origin')
  })

  it('says nothing where the request is allowed', async () => {
    expect(await consolesOf({ headers: { 'Access-Control-Allow-Origin': '*' } })).toEqual({})
  })
})

describe('a line of configuration', () => {
  const linesFor = async (origin: string): Promise<readonly string[]> => {
    const server = createServer((_, res) => void res.end())
    const { findings } = await diagnose({ url: `http://localhost:${await listen(server)}/`, origin })
    return findings.flatMap(({ lines }) => lines.map(({ line }) => line))
  }

  it('allows the origin that asks', async () => {
    expect((await linesFor(APP)).some((line) => line.includes(`'${APP}'`))).toBe(true)
  })

  it('never allows null', async () => {
    expect((await linesFor('null')).filter((line) => line.includes('null'))).toEqual([])
  })
})
