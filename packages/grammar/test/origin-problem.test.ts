import { diagnoseOrigin, MAX_ORIGIN_LENGTH, parseOrigin } from '@crossorigin/grammar'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../../test/vectors/origin-parse.json' with { type: 'json' }

/** What a browser sends exactly so, and a policy may therefore list. */
const ACCEPTED = new Set([
  'ok',
  'ok-null',
  'ok-custom-scheme',
  'host-hyphen',
  'host-underscore',
  'host-trailing-dot',
  'port-zero',
])

describe('diagnoseOrigin', () => {
  const accepted = vectors.cases.filter((row) => ACCEPTED.has(row.expect.reason))
  const refused = vectors.cases.filter((row) => !ACCEPTED.has(row.expect.reason))

  it.each(accepted)('finds no problem in $id', ({ input }) => {
    expect(diagnoseOrigin(input)).toBeUndefined()
  })

  it.each(refused)('finds the problem of $id', ({ input, expect: { reason } }) => {
    expect(diagnoseOrigin(input)?.code).toBe(reason)
  })

  it.each(refused.filter((row) => row.expect.normalized !== null && row.expect.normalized !== row.input))(
    'corrects $id',
    ({ input, expect: { normalized } }) => {
      expect(diagnoseOrigin(input)?.corrected).toBe(normalized)
    },
  )

  it.each([
    ['example.com', 'scheme-missing', 'https://example.com'],
    ['//example.com', 'scheme-missing', 'https://example.com'],
    ['localhost:3000', 'scheme-missing', 'http://localhost:3000'],
    ['127.0.0.1:3000', 'scheme-missing', 'http://127.0.0.1:3000'],
    ['example.com:8443/', 'scheme-missing', 'https://example.com:8443'],
    ['https//example.com', 'scheme-missing', 'https://example.com'],
    ['undefined', 'scheme-missing', undefined],
    ['https:/example.com', 'slashes', 'https://example.com'],
    ['https://Example.com/path?x#y', 'path', 'https://example.com'],
    ['https://example.com/?x', 'path', 'https://example.com'],
    ['https://example.com#x', 'fragment', 'https://example.com'],
    ['https://example.com?x', 'query', 'https://example.com'],
    ['HTTPS://Example.com:443/', 'trailing-slash', 'https://example.com'],
    ['HTTPS://example.com:443', 'scheme-upper', 'https://example.com'],
    ['https://example.com.:443', 'default-port', 'https://example.com.'],
    ['http://fe80::1', 'ipv6-invalid', 'http://[fe80::1]'],
    [' https://Example.com ', 'whitespace-outer', 'https://example.com'],
    ['app://localhost:0080', 'port-leading-zeros', 'app://localhost:80'],
    ['app://localhost:', 'port-empty', 'app://localhost'],
    ['app://[0:0:0:0:0:0:0:g]', 'ipv6-invalid', undefined],
    ['app://m\u00fcnchen', 'host-sub-delims', undefined],
    ['app://a%62', 'host-sub-delims', undefined],
    ['app://a\u0001', 'host-forbidden-char', undefined],
    ['mailto:a@example.com', 'opaque-scheme', undefined],
    ['blob:https://example.com/x', 'opaque-scheme', undefined],
    ['app://a..b', undefined, undefined],
    ['app://.', undefined, undefined],
    ['app://-', undefined, undefined],
    ['app://-/', 'trailing-slash', 'app://-'],
    ['http://127.0.0.1.', 'ipv4-noncanonical', 'http://127.0.0.1'],
    ['https://a.example:65536', 'port-out-of-range', undefined],
    ['file://', 'file', undefined],
    ['https://XN--A.example', 'host-bad-punycode', undefined],
    [`https://${'a.'.repeat(160)}example`, 'too-long', undefined],
    ['"NULL"', 'null-case', 'null'],
    ['https://a.example null', 'list', undefined],
    ['app://[::1]', undefined, undefined],
    ['app://A_b.C', undefined, undefined],
    ['https://a.xn--p1ai', undefined, undefined],
    ['https://b.1a', undefined, undefined],
    ['https://a.example 1https://b.example', 'host-forbidden-char', undefined],
    ['nonnull', 'scheme-missing', undefined],
    ['nullable', 'scheme-missing', undefined],
    ['localhost:8/x', 'scheme-missing', 'http://localhost:8'],
    ['localhost:3000x', 'opaque-scheme', undefined],
    ['example.com//x', 'scheme-missing', 'https://example.com'],
    ['example.com/localhost', 'scheme-missing', 'https://example.com'],
    ['http//example.com', 'scheme-missing', 'http://example.com'],
    ['www.https//x', 'scheme-missing', 'https://www.https'],
    ['https:a.example/x', 'slashes', 'https://a.example'],
    ['https://:80', 'host-empty', undefined],
    ['https://?x', 'host-empty', undefined],
    ['https://a..b/', 'host-empty-label', undefined],
    ['https://[1:x', 'ipv6-invalid', undefined],
    ['https://Example.com:8443', 'host-upper', 'https://example.com:8443'],
    ['https://-a.example', undefined, undefined],
    ['https://a-.example', undefined, undefined],
    ['https://a.example-', undefined, undefined],
    ['https://a.-', undefined, undefined],
    [`HTTPS://${'a'.repeat(MAX_ORIGIN_LENGTH - 8)}`, 'scheme-upper', `https://${'a'.repeat(MAX_ORIGIN_LENGTH - 8)}`],
    [`HTTPS://${'a'.repeat(MAX_ORIGIN_LENGTH - 7)}`, 'too-long', undefined],
  ])('finds in %j: %s, corrected to %s', (text, code, corrected) => {
    const found = diagnoseOrigin(text)
    expect(found?.code).toBe(code)
    expect(found?.corrected).toBe(corrected)
  })

  const nearOrigins = fc
    .tuple(
      fc.constantFrom('http', 'https', 'HTTPS', 'app', 'ws', ''),
      fc.constantFrom('://', ':/', ':', ''),
      fc.array(
        fc.constantFrom(
          'a',
          'B',
          '.',
          '-',
          '_',
          '1',
          '0x1',
          'xn--',
          '[',
          ']',
          ':',
          '::',
          '\u00fc',
          '%',
          ' ',
          '*',
          ',',
          '@',
        ),
        { maxLength: 8 },
      ),
      fc.constantFrom('', ':', ':0', ':80', ':443', ':080', ':99999', ':x', '/', '/x', '?', '#'),
    )
    .map(([scheme, separator, parts, tail]) => `${scheme}${separator}${parts.join('')}${tail}`)

  it('finds no problem only if the strict parser accepts the text', () => {
    fc.assert(
      fc.property(nearOrigins, (text) => {
        if (diagnoseOrigin(text) === undefined) expect(parseOrigin(text)).toBeDefined()
      }),
      { numRuns: 20_000 },
    )
  })

  it('finds no problem in web origins only if they are spelled as by the URL parser', () => {
    fc.assert(
      fc.property(nearOrigins, (text) => {
        if (/^https?:/.test(text) && diagnoseOrigin(text) === undefined) expect(new URL(text).origin).toBe(text)
      }),
      { numRuns: 20_000 },
    )
  })

  it('only returns corrections that have no problem', () => {
    fc.assert(
      fc.property(nearOrigins, (text) => {
        const corrected = diagnoseOrigin(text)?.corrected
        if (corrected !== undefined) expect(diagnoseOrigin(corrected)).toBeUndefined()
      }),
      { numRuns: 20_000 },
    )
  })
})
