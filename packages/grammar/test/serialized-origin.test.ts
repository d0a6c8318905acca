import { isLoopbackHost, MAX_ORIGIN_LENGTH, parseOrigin } from '@crossorigin/grammar'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../../test/vectors/origin-parse.json' with { type: 'json' }

/** What is accepted in addition to the standard's grammar, because browsers send it, or because Punycode is not decoded. */
const WIDER = new Set(['host-underscore', 'host-trailing-dot', 'host-hyphen', 'host-bad-punycode'])
/** What is not accepted although the standard's grammar has it, because no browser sends it. */
const NARROWER = new Set(['port-out-of-range'])

describe('parseOrigin', () => {
  it.each(vectors.cases)(
    'judges $id as the standard does, except for what browsers do differently',
    ({ input, expect: { abnf, reason } }) => {
      const isAccepted = input !== 'null' && (WIDER.has(reason) || (abnf && !NARROWER.has(reason)))
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
    ['https://-a.b-.example-', { scheme: 'https', host: '-a.b-.example-', port: null }],
    ['https://r1---sn-.example:65535', { scheme: 'https', host: 'r1---sn-.example', port: 65_535 }],
    ['app://.', { scheme: 'app', host: '.', port: null }],
    ['app://-', { scheme: 'app', host: '-', port: null }],
    ['app://-:8080', { scheme: 'app', host: '-', port: 8080 }],
    ['app://A..b', { scheme: 'app', host: 'A..b', port: null }],
    ['app://127.0.0.1.', { scheme: 'app', host: '127.0.0.1.', port: null }],
    ['capacitor://localhost', { scheme: 'capacitor', host: 'localhost', port: null }],
    ['http://127.0.0.1a.', { scheme: 'http', host: '127.0.0.1a.', port: null }],
  ])('parses %s', (text, origin) => {
    expect(parseOrigin(text)).toEqual(origin)
  })

  it.each([
    'https://',
    'https://.',
    'https://..',
    'https://a..b',
    'https://.a',
    'https://a..',
    'http://127.0.0.1.',
    'http://127.0.0.1.:80',
    'http://10.0.0.10.',
    'http://1.',
    'https://a.example:65536',
    'https://a.example:99999',
    'app://localhost:65536',
    'file://',
    'file://localhost',
    'app://',
    'app://:80',
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
    'app://a b',
    'app://a%62',
    'app://a,b',
    'app://a*',
    'app://a[b',
    'app://a@b',
    'https://a.example https://b.example',
    'https://a.example, https://b.example',
  ])('does not accept %j', (text) => {
    expect(parseOrigin(text)).toBeUndefined()
  })

  it('accepts 326 characters and no more', () => {
    const longest = `https://${'a'.repeat(MAX_ORIGIN_LENGTH - 'https://'.length)}`
    expect(parseOrigin(longest)).toBeDefined()
    expect(parseOrigin(`${longest}a`)).toBeUndefined()
  })

  it('loses nothing: the parts add up to the text', () => {
    const label = fc.stringMatching(/^[a-z0-9_-]{1,8}$/)
    const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
    const port = fc.option(fc.integer({ min: 0, max: 65_535 }))
    fc.assert(
      fc.property(fc.constantFrom('http', 'https', 'app', 'moz-extension'), host, port, (scheme, name, number) => {
        const text = `${scheme}://${name}${number === null ? '' : `:${number}`}`
        expect(parseOrigin(text)).toEqual({ scheme, host: name, port: number })
      }),
    )
  })

  it('accepts all of these characters that the URL parser keeps, without empty labels', () => {
    const host = fc.string({ unit: fc.constantFrom('a', '0', '1', '-', '_', '.', 'xn'), minLength: 1, maxLength: 10 })
    const port = fc.constantFrom('', ':0', ':1', ':8443', ':65535', ':65536', ':70000')
    fc.assert(
      fc.property(fc.constantFrom('http', 'https', 'app'), host, port, (scheme, name, portText) => {
        const text = `${scheme}://${name}${portText}`
        fc.pre(scheme === 'app' || !/^\.|\.\./.test(name))
        const url = URL.canParse(text) ? new URL(text) : undefined
        if (url !== undefined && `${url.protocol}//${url.host}` === text) expect(parseOrigin(text)).toBeDefined()
        if (/:(?:65536|70000)$/.test(text)) expect(parseOrigin(text)).toBeUndefined()
      }),
      { numRuns: 5000 },
    )
  })

  it('accepts only the characters of its grammar', () => {
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
  ])('does not accept %s', (host) => {
    expect(isLoopbackHost(host)).toBe(false)
  })
})
