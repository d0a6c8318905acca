import { describe, expect, test, vi } from 'vitest'
import { diagnose } from '../src/diagnose.ts'
import type { DiagnosisOptions } from '../src/diagnosis.ts'
import type * as resolver from '../src/network/resolver.ts'
import { withServer } from './support/fixture-server.ts'

/** The test's server is on this machine; the address of the first request counts as public. */
vi.mock('../src/network/resolver.ts', async (importOriginal) => {
  const original = await importOriginal<typeof resolver>()
  return {
    ...original,
    spaceOfAddress: (address: string) => (address === '127.0.0.1' ? 'public' : original.spaceOfAddress(address)),
  }
})

const ORIGIN = 'http://app.test'

/** Redirects to a host, and returns the requests received there. */
function redirect(host: string, options: DiagnosisOptions = {}, input: { readonly page?: boolean } = {}) {
  return withServer(
    ({ target, header, method }) => {
      const port = header('host')?.split(':').at(-1) ?? ''
      const allowing = ['Origin', 'Methods', 'Headers'].map((name) => `Access-Control-Allow-${name}: *`)
      if (target !== '/data' || method === 'OPTIONS') return { status: 200, headers: allowing }
      return { status: 307, headers: [...allowing, `Location: http://${host.replace('PORT', port)}/inside`] }
    },
    async (origin, requests) => {
      const url = `${origin}/data`
      const request = input.page === true ? { url: `${origin}/other`, page: url } : { url, method: 'PUT', headers: KEY }
      const diagnosis = await diagnose({ ...request, origin: ORIGIN }, { send: true, timeout: 1000, ...options })
      return { ...diagnosis, inside: requests.filter(({ target }) => target === '/inside').length }
    },
  )
}

const KEY = [['X-Api-Key', 'secret']] as const

describe('a redirect from the public network', () => {
  test.each([
    '127.0.0.1:PORT',
    'localhost:PORT',
    'a.localhost:PORT',
    '2130706433:PORT',
    '0x7f.1:PORT',
    '[::1]:PORT',
    '[::ffff:127.0.0.1]:PORT',
    '[::ffff:8.8.8.8]:PORT',
    '0.0.0.0:PORT',
    '[::]:PORT',
    '10.0.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '[fd00::1]',
    '[fe80::1]',
    'inside.test:PORT',
  ])('is not followed to %s', async (host) => {
    for (const page of [false, true]) {
      const { inside, exchanges, findings, verdict } = await redirect(
        host,
        { resolve: { 'inside.test': '127.0.0.1' } },
        { page },
      )
      expect(inside).toBe(0)
      expect(exchanges.map(({ request }) => new URL(request.url).pathname)).not.toContain('/inside')
      if (page) continue
      expect(verdict).toBe('unknown')
      expect(findings.map(({ code }) => code)).toContain('redirect/private-address')
    }
  })

  test('is followed if requested', async () => {
    const { inside, findings } = await redirect('localhost:PORT', { private: true })
    expect(inside).toBeGreaterThan(0)
    expect(findings.map(({ code }) => code)).not.toContain('redirect/private-address')
  })
})
