import { parseOrigin } from '@crossorigin/grammar'
import { createPolicy, type Decision } from '@crossorigin/policy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const reasonFor = (origin: string | string[], request: string): string =>
  (createPolicy({ origin }).decide({ method: 'GET', origin: request }) as Decision).reason

/** As many as make a list long. */
const OTHERS = Array.from({ length: 17 }, (_, index) => `https://other-${index}.example`)

describe('a list of origins', () => {
  it.each([
    ['the origin itself', 'https://a.example', 'https://a.example', 'origin/listed'],
    ['another case', 'https://a.example', 'https://A.example', 'origin/malformed'],
    ['a trailing slash', 'https://a.example', 'https://a.example/', 'origin/malformed'],
    ['the default port spelled out', 'https://a.example', 'https://a.example:443', 'origin/not-listed'],
    ['another port', 'https://a.example', 'https://a.example:8443', 'origin/not-listed'],
    ['another scheme', 'https://a.example', 'http://a.example', 'origin/not-listed'],
    ['a longer name', 'https://a.example', 'https://a.example.evil.test', 'origin/not-listed'],
    ['a name with a prefix', 'https://a.example', 'https://evila.example', 'origin/not-listed'],
    ['a trailing dot', 'https://a.example', 'https://a.example.', 'origin/not-listed'],
    ['null', 'https://a.example', 'null', 'origin/null'],
    ['a local file in an older WebView', 'https://a.example', 'file://', 'origin/null'],
    ['a hyphen before the dot', 'https://a-.example', 'https://a-.example', 'origin/listed'],
    ['a hyphen after the dot', 'https://a.example', 'https://-a.example', 'origin/not-listed'],
    ['a host of dots in a scheme of its own', 'app://.', 'app://.', 'origin/listed'],
    ['a port above 65535', 'https://a.example', 'https://a.example:65536', 'origin/malformed'],
    ['an address with a dot', 'https://a.example', 'http://127.0.0.1.', 'origin/malformed'],
    ['null in another case', 'https://a.example', 'NULL', 'origin/malformed'],
    ['two origins', 'https://a.example', 'https://a.example, https://a.example', 'origin/malformed'],
    ['nothing', 'https://a.example', '', 'origin/malformed'],
    ['a name of the prototype', 'https://a.example', 'constructor', 'origin/malformed'],
  ])('judges %s', (_, listed, request, reason) => {
    expect(reasonFor(listed, request)).toBe(reason)
    expect(reasonFor([listed, 'https://other.example'], request)).toBe(reason)
    expect(reasonFor([listed, ...OTHERS], request)).toBe(reason)
  })
})

describe('a long list', () => {
  const label = fc.string({ unit: fc.constantFrom('a', 'b', '0'), minLength: 1, maxLength: 4 })
  const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => `${labels.join('.')}.example`)
  const origin = fc.tuple(host, fc.constantFrom('', ':1', ':10')).map(([name, port]) => `https://${name}${port}`)
  const origins = fc.uniqueArray(origin, { minLength: 17, maxLength: 60 })

  it('allows its origins, and no others', () => {
    fc.assert(
      fc.property(origins, fc.array(origin), (listed, others) => {
        const policy = createPolicy({ origin: listed })
        for (const asked of [...listed, ...others]) {
          const { allowed } = policy.decide({ method: 'GET', origin: asked }) as Decision
          expect(allowed, asked).toBe(listed.includes(asked))
        }
      }),
    )
  })

  it('of patterns allows origins that end with one of them, after a dot, and no others', () => {
    fc.assert(
      fc.property(origins, fc.array(origin), (suffixes, others) => {
        const policy = createPolicy({ origin: suffixes.map((suffix) => suffix.replace('://', '://*.')) })
        const ends = suffixes.map((suffix) => suffix.replace('https://', '.'))
        for (const asked of [...suffixes, ...suffixes.map((suffix) => suffix.replace('://', '://a.')), ...others]) {
          const { allowed } = policy.decide({ method: 'GET', origin: asked }) as Decision
          expect(allowed, asked).toBe(ends.some((end) => asked.endsWith(end)))
        }
      }),
    )
  })

  it('of hosts with any port allows these hosts, and no others', () => {
    fc.assert(
      fc.property(origins, fc.array(origin), (listed, others) => {
        const hosts = new Set([...OTHERS, ...listed].map((text) => text.replace(/:\d+$/, '')))
        const policy = createPolicy({ origin: [...hosts].map((text) => `${text}:*`) })
        for (const asked of [...listed, ...others, `https://a.${listed[0]?.slice('https://'.length)}`]) {
          const { allowed } = policy.decide({ method: 'GET', origin: asked }) as Decision
          expect(allowed, asked).toBe(hosts.has(asked.replace(/:\d+$/, '')))
        }
      }),
    )
  })

  const longest = `https://${'a'.repeat(300)}.example`
  it.each([
    ['the longest of them', longest, 'origin/listed'],
    ['one that is shorter by as much as a byte holds', `https://${'a'.repeat(300 - 256)}.example`, 'origin/not-listed'],
    ['one that is as long', `https://${'a'.repeat(299)}b.example`, 'origin/not-listed'],
    ['one that goes on', `${longest}.`, 'origin/not-listed'],
    ['one that goes on past its end', `${longest}\0`, 'origin/malformed'],
    ['two of them, as they may lie side by side', `${OTHERS[0]}${OTHERS[1]}`, 'origin/malformed'],
    ['characters beyond a byte', longest.replace('a', '\u0161'), 'origin/malformed'],
  ])('judges %s', (_, asked, reason) => {
    expect(reasonFor([...OTHERS, longest], asked)).toBe(reason)
  })
})

describe('patterns of one host', () => {
  it.each([1, 2, 3])('allow each of their ports: %d', (port) => {
    const origins = [1, 2, 3].map((other) => `https://*.example.com:${other}`)
    expect(reasonFor(origins, `https://a.example.com:${port}`)).toBe('origin/pattern')
    expect(reasonFor(origins, `https://a.example.com:${port}0`)).toBe('origin/not-listed')
  })
})

describe('a pattern', () => {
  it.each([
    ['https://*.example.com', 'https://a.example.com', true],
    ['https://*.example.com', 'https://a.b.c.example.com', true],
    ['https://*.example.com', 'https://example.com', false],
    ['https://*.example.com', 'https://evilexample.com', false],
    ['https://*.example.com', 'https://a.example.com.evil.test', false],
    ['https://*.example.com', 'https://a.example.com:8443', false],
    ['https://*.example.com', 'http://a.example.com', false],
    ['https://*.example.com', 'https://a.example.com.', false],
    ['https://*.example.com.', 'https://a.example.com.', true],
    ['https://*.example.com', 'https://.example.com', false],
    ['https://*.example.com', 'https://a..example.com', false],
    ['https://*.example.com', 'https://a.undefined', false],
    ['https://*.example.com', 'https://-.example.com', true],
    ['https://*.example.com', 'https://r1---sn-.example.com', true],
    ['app://*.example', 'app://a..example', true],
    ['app://*.example', 'app://.example', false],
    ['https://*.example.com', 'https://a/b.example.com', false],
    ['https://*.example.com', 'https://a, https://b.example.com', false],
    ['https://*.example.com:8443', 'https://a.example.com:8443', true],
    ['https://*.example.com:8443', 'https://a.example.com:08443', false],
    ['https://*.example.com:8443', 'https://a.example.com', false],
    ['https://*.example.com:*', 'https://a.example.com:1', true],
    ['https://*.a.1.example', 'https://b.a.1.example', true],
    ['https://*.example.com:*', 'https://a.example.com', true],
    ['https://*.example.com:*', 'https://example.com:1', false],
    ['http://localhost:*', 'http://localhost:3000', true],
    ['http://localhost:*', 'http://localhost', true],
    ['http://localhost:*', 'http://a.localhost:3000', false],
    ['http://localhost:*', 'http://localhost:123456', false],
    ['http://localhost:*', 'http://localhost:', false],
    ['http://[::1]:*', 'http://[::1]:3000', true],
    ['http://[::1]:*', 'http://[::2]:3000', false],
    ['http://127.0.0.1:*', 'http://127.0.0.1:3000', true],
    ['http://127.0.0.1:*', 'http://1.127.0.0.1:3000', false],
    ['safari-web-extension://*.AB:*', 'safari-web-extension://x.AB:1', true],
  ])('%s, for %s: %j', (pattern, origin, isCovered) => {
    expect(reasonFor(pattern, origin) === 'origin/pattern').toBe(isCovered)
  })

  it('distinguishes names that share a suffix', () => {
    for (const origin of ['https://barfoo.com', 'https://foobar.com', 'https://foo.com.bar.com', 'https://oo.com']) {
      expect(reasonFor(['https://foo.com', 'https://bar.com'], origin)).toBe('origin/not-listed')
    }
  })

  it('stops at the first unknown label of a hostile host', () => {
    const host = `${'a.'.repeat(125)}a`
    expect(reasonFor(['https://*.example.com', 'https://*.a.a.example.com'], `https://${host}`)).toBe(
      'origin/not-listed',
    )
    expect(reasonFor(['https://*.a.a'], `https://${host}`)).toBe('origin/pattern')
  })
})

/** A naive implementation of a list of patterns. */
function naivelyAllows(patterns: readonly string[], text: string): boolean {
  const origin = parseOrigin(text)
  if (origin === undefined) return false
  const port = text.slice(`${origin.scheme}://${origin.host}`.length)
  return patterns.some((pattern) => {
    const [, scheme, wildcard, host, wantedPort] = /^(.+):\/\/(\*\.)?(.+?)((?::(?:\d+|\*))?)$/.exec(pattern) ?? []
    if (scheme !== origin.scheme) return false
    if (wantedPort !== ':*' && wantedPort !== port) return false
    return wildcard === undefined ? origin.host === host : origin.host.endsWith(`.${host}`)
  })
}

describe('the compiled matcher', () => {
  // A tiny alphabet, so that suffixes are shared, labels nest and names are one letter apart. None is a public suffix.
  const host = fc
    .array(fc.constantFrom('a', 'b', 'ab', 'bab'), { minLength: 1, maxLength: 4 })
    .map((labels) => labels.join('.'))
  const scheme = fc.constantFrom('https', 'http', 'app')
  const port = fc.constantFrom('', '', ':1', ':2')
  const pattern = fc
    .tuple(scheme, fc.constantFrom('', '*.'), host, fc.oneof(port, fc.constant(':*')))
    .map(([name, wildcard, hostName, portText]) => `${name}://${wildcard}${hostName}${portText}`)
  const request = fc.oneof(
    fc.tuple(scheme, host, port).map(([name, hostName, portText]) => `${name}://${hostName}${portText}`),
    fc
      .array(fc.constantFrom('https://', 'http://', 'a', 'b', '.', ':', '*', '-', '1', ', '), { maxLength: 8 })
      .map((parts) => parts.join('')),
  )

  it('allows exactly the same origins as a naive matcher', () => {
    fc.assert(
      fc.property(
        fc.array(pattern, { minLength: 1, maxLength: 6 }),
        fc.array(request, { minLength: 1, maxLength: 8 }),
        (patterns, requests) => {
          const policy = createPolicy({ origin: patterns })
          for (const origin of requests) {
            const { allowed } = policy.decide({ method: 'GET', origin }) as Decision
            expect({ origin, allowed }).toEqual({ origin, allowed: naivelyAllows(patterns, origin) })
          }
        },
      ),
      { numRuns: 5000 },
    )
  })

  it('does not depend on the order of a list or on duplicates', () => {
    fc.assert(
      fc.property(fc.uniqueArray(pattern, { minLength: 1, maxLength: 6 }), request, (patterns, origin) => {
        const allows = (list: string[]): boolean =>
          (createPolicy({ origin: list }).decide({ method: 'GET', origin }) as Decision).allowed
        expect(allows([...patterns, ...patterns].reverse())).toBe(allows(patterns))
      }),
    )
  })

  it('still allows all origins when one is added', () => {
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 6 }), pattern, request, (patterns, added, origin) => {
        const allows = (list: string[]): boolean =>
          (createPolicy({ origin: list }).decide({ method: 'GET', origin }) as Decision).allowed
        if (allows(patterns)) expect(allows([...patterns, added])).toBe(true)
      }),
    )
  })
})
