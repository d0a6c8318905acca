import { createServer } from 'node:http'
import { diagnose } from '@crossorigin/doctor'
import { describe, expect, it } from 'vitest'
import { listen } from '../../../test/support/listen.ts'

const APP = 'https://app.example.com'

/** Diagnoses a PUT, sent or not, with a server that decides by the method of the request. */
async function examine(allows: (method: string) => boolean, send: boolean) {
  const methods: string[] = []
  const server = createServer(({ method = '' }, res) => {
    methods.push(method)
    if (allows(method)) res.setHeader('Access-Control-Allow-Origin', APP)
    res.writeHead(204, { 'Access-Control-Allow-Methods': 'PUT', Vary: 'Origin' }).end()
  })
  const url = `http://localhost:${await listen(server)}/`
  const { verdict } = await diagnose({ url, origin: APP, method: 'PUT' }, { send })
  return { verdict, wasSent: methods.includes('PUT') }
}

describe('a request that may change something', () => {
  it.each([
    { name: 'everything', allows: () => true },
    { name: 'everything but the request itself', allows: (method: string) => method !== 'PUT' },
    { name: 'the preflight and the request, not the GET sent instead', allows: (method: string) => method !== 'GET' },
  ])('has no verdict unless it is sent, if a server allows $name', async ({ allows }) => {
    expect(await examine(allows, false)).toEqual({ verdict: 'unknown', wasSent: false })
  })

  it('gets its verdict from its response, if it is sent', async () => {
    expect(await examine(() => true, true)).toEqual({ verdict: 'allowed', wasSent: true })
    expect(await examine((method) => method !== 'PUT', true)).toEqual({ verdict: 'blocked', wasSent: true })
    expect(await examine((method) => method !== 'GET', true)).toEqual({ verdict: 'allowed', wasSent: true })
  })

  it('is never sent, and is blocked, if its preflight fails', async () => {
    for (const send of [true, false]) {
      expect(await examine((method) => method !== 'OPTIONS', send)).toEqual({ verdict: 'blocked', wasSent: false })
    }
  })
})
