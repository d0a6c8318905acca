import { createServer } from 'node:http'
import { type DiagnosisInput, diagnose, type Step } from '@crossorigin/doctor'
import { describe, expect, it } from 'vitest'
import { listen } from '../../../test/support/listen.ts'

const ORIGIN = 'https://app.example.com'

/** Starts a server that closes the connection for some methods, and allows the page otherwise. */
async function hangUpOn(...methods: readonly string[]): Promise<string> {
  const server = createServer((req, res) => {
    if (methods.includes(req.method ?? '')) req.socket.destroy()
    else res.writeHead(200, { 'Access-Control-Allow-Origin': ORIGIN }).end()
  })
  return `http://localhost:${await listen(server)}/`
}

async function statusesOf(input: Partial<DiagnosisInput> & { readonly url: string }): Promise<Record<string, string>> {
  const { steps } = await diagnose({ origin: ORIGIN, ...input })
  return Object.fromEntries(steps.map(({ name, status }: Step) => [name, status]))
}

describe('a step', () => {
  it('is not ok if there is no response', async () => {
    const url = await hangUpOn('GET')
    expect(await statusesOf({ url })).toMatchObject({ reachable: 'error', actual: 'error' })
  })

  it('is ok if a server responds to a method other than OPTIONS', async () => {
    const url = await hangUpOn('OPTIONS')
    expect(await statusesOf({ url, headers: [['X-A', '1']] })).toMatchObject({ reachable: 'ok', preflight: 'error' })
  })
})

describe('an internal error', () => {
  it.each(['GET', 'PUT'])('goes to the caller, and is not a verdict: %s', async (method) => {
    const error = new TypeError('onRequest is broken')
    const onRequest = (): never => {
      throw error
    }
    const url = await hangUpOn()
    await expect(diagnose({ url, origin: ORIGIN, method }, { onRequest })).rejects.toBe(error)
  })
})
