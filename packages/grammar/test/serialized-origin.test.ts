import { isLoopbackHost, MAX_ORIGIN_LENGTH, parseOrigin } from '@crossorigin/grammar'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../../test/vectors/origin-parse.json' with { type: 'json' }

/** What the design accepts beside the standard's grammar, because browsers send it. */
const WIDER = new Set(['host-underscore', 'host-trailing-dot'])

describe('parseOrigin', () => {
  it.each(vectors.cases)(
    'judges $id as the standard does, save for underscores and trailing dots',
    ({ input, expect: expected }) => {
      const isAccepted = input !== 'null' && (expected.abnf || WIDER.has(expected.reason))
      expect(parseOrigin(input) !== undefined).toBe(isAccepted)
    },
  )

  it.each([
    ['https://example.com', { scheme: 'https', host: 'example.com', port: null }],
    ['https://example.com:8443', { scheme: 'https', host: 'example.com', port: 8443 }],
    ['http://[2001:db8::1]:80', { scheme: 'http', host: '[2001:db8::1]', port: 80 }],
    ['http://[a::f]', { scheme: 'http', host: '[a::f]', port: null }],
    ['app://AZaz09', { scheme: 'app', host: 'AZaz09', port: null }],
    ['https://example.com.:1', { scheme: 'https', host: 'example.com.', port: 1 }],
    ['safari-web-extension://E5B6F0A2-0001', { scheme: 'safari-web-extension', host: 'E5B6F0A2-0001', port: null }],
    ['com.example.app+x://localhost', { scheme: 'com.example.app+x', host: 'localhost', port: null }],
    ['web+https://a.example', { scheme: 'web+https', host: 'a.example', port: null }],
    ['https://_a.b_.example', { scheme: 'https', host: '_a.b_.example', port: null }],
  ])('takes %s apart', (text, origin) => {
    expect(parseOrigin(text)).toEqual(origin)
  })

  it.each([
    'https://',
    'https://.',
    'https://..',
    'https://a..b',
    'https://.a',
    'https://a..',
    'https://-a',
    'https://a-',
    'https://a-.b',
    'https://a.-b',
    'https://A.example',
    'http://A.example',
    'ws://A.example',
    'wss://A.example',
    'ftp://A.example',
    'https://a.example:',
    'https://a.example:123456',
    'https://a.example:8o',
    'https://a.example/',
    'https://a.example:80/',
    'https://a.example/:80',
    'https://[::1',
    'https://[::1]x',
    'https://[::1]x80',
    'https://[]',
    'https://[:]',
    'https://[1:::2]',
    'https://[1::2::3]',
    'https://[1:2:3:4:5:6:7]',
    'https://[1:2:3:4:5:6:7::]',
    'https://[01::1]',
    'https://[12345::1]',
    'https://[g::1]',
    'https://[A::1]',
    'Https://a.example',
    '://a.example',
    'https:/a.example',
    'https:a.example',
    '1https://a.example',
    'app://A..b',
    'app://a b',
    'app://a[b',
    'app://a@b',
    'https://a.example https://b.example',
    'https://a.example, https://b.example',
  ])('refuses %j', (text) => {
    expect(parseOrigin(text)).toBeUndefined()
  })

  it('takes 326 characters and no more', () => {
    const longest = `https://${'a'.repeat(MAX_ORIGIN_LENGTH - 'https://'.length)}`
    expect(parseOrigin(longest)).toBeDefined()
    expect(parseOrigin(`${longest}a`)).toBeUndefined()
  })

  it('loses nothing: the parts spell the text', () => {
    const label = fc.stringMatching(/^[a-z0-9_](?:[a-z0-9_-]{0,6}[a-z0-9_])?$/)
    const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
    const port = fc.option(fc.integer({ min: 0, max: 99_999 }))
    fc.assert(
      fc.property(fc.constantFrom('http', 'https', 'app', 'moz-extension'), host, port, (scheme, name, number) => {
        const text = `${scheme}://${name}${number === null ? '' : `:${number}`}`
        expect(parseOrigin(text)).toEqual({ scheme, host: name, port: number })
      }),
    )
  })

  it('lets nothing through but the characters of its grammar', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        for (const candidate of [text, `https://${text}`, `https://a.example${text}`]) {
          if (parseOrigin(candidate) !== undefined)
            expect(candidate).toMatch(/^[a-z][a-z0-9+.-]*:\/\/[A-Za-z0-9._\-:[\]]+$/)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('isLoopbackHost', () => {
  it.each(['localhost', 'localhost.', 'app.localhost', 'a.b.localhost', '127.0.0.1', '127.255.0.9', '[::1]'])(
    'takes %s',
    (host) => {
      expect(isLoopbackHost(host)).toBe(true)
    },
  )

  it.each([
    'localhost.example',
    'notlocalhost',
    '128.0.0.1',
    '127.0.0.1.example',
    '1127.0.0.1',
    'a.127.0.0.1',
    '127.0.0',
    '127.0.0.x',
    '127.0.0.',
    '[::2]',
    '10.0.0.1',
    'example.com',
  ])('refuses %s', (host) => {
    expect(isLoopbackHost(host)).toBe(false)
  })
})
