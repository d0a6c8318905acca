import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../src/finding.ts'
import type { HeaderLine } from '../../src/network/exchange.ts'
import { readPagePolicy } from '../../src/page/page-policy.ts'

const TARGET = { url: new URL('https://api.test/'), pageOrigin: 'https://app.test', isRedirected: false }
const CSP = 'Content-Security-Policy'

function read(headers: readonly HeaderLine[], body = '') {
  return readPagePolicy({ exchange: 1, headers, body })
}

function marked({ value, at = 0, length = 0 }: Evidence): string {
  return value.slice(at, at + length)
}

describe('readPagePolicy', () => {
  it('takes no longer for a policy with a long run of spaces', () => {
    const started = performance.now()
    expect(read([[CSP, `connect-src 'none'${' '.repeat(200_000)}x`]]).sandbox).toBeUndefined()
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('finds nothing if the page has no policy', () => {
    const policy = read([['Content-Type', 'text/html']], '<title>a</title>')
    expect(policy.findRefusals(TARGET)).toEqual([])
    expect(policy).toMatchObject({
      sandbox: undefined,
      treatedAsPublic: undefined,
      upgradesRequests: false,
      requiresPolicies: undefined,
    })
  })

  it.each([
    { value: "connect-src 'self'", refused: ["connect-src 'self'"] },
    { value: "  img-src * ;  connect-src\t'self' ; ", refused: ["connect-src\t'self'"] },
    { value: "default-src 'self'", refused: ["default-src 'self'"] },
    { value: "default-src 'none'; connect-src https:", refused: [] },
    { value: "connect-src *; connect-src 'none'", refused: [] },
    { value: "CONNECT-SRC 'self'", refused: ["CONNECT-SRC 'self'"] },
    { value: 'connect-src', refused: ['connect-src'] },
    { value: "script-src 'none'", refused: [] },
    { value: "connect-src *, connect-src 'self'", refused: ["connect-src 'self'"] },
  ])('reports a block by $refused for $value', ({ value, refused }) => {
    expect(
      read([[CSP, value]])
        .findRefusals(TARGET)
        .map(marked),
    ).toEqual(refused)
  })

  it('checks a request against every policy', () => {
    const policy = read([
      [CSP, "connect-src 'self'"],
      ['content-security-policy', "default-src 'none'"],
    ])
    expect(policy.findRefusals(TARGET).map(marked)).toEqual(["connect-src 'self'", "default-src 'none'"])
  })

  it.each([
    {
      where: 'the head',
      html: '<head><meta http-equiv=content-security-policy content="connect-src x.test">',
      refuses: true,
    },
    {
      where: 'an implied head',
      html: `<META HTTP-EQUIV='Content-Security-Policy' CONTENT='connect-src x.test'>`,
      refuses: true,
    },
    {
      where: 'the body',
      html: '<body><meta http-equiv="content-security-policy" content="connect-src x.test">',
      refuses: false,
    },
    {
      where: 'a comment',
      html: '<!-- <meta http-equiv="content-security-policy" content="connect-src x.test"> -->',
      refuses: false,
    },
    {
      where: 'a script',
      html: '<script>"<meta http-equiv=content-security-policy content=default-src>"</script>',
      refuses: false,
    },
    {
      where: 'a different element',
      html: '<meta name="description" content="connect-src x.test">',
      refuses: false,
    },
    { where: 'an empty element', html: '<meta http-equiv="content-security-policy">', refuses: false },
    {
      where: 'a report-only policy',
      html: '<meta http-equiv="content-security-policy-report-only" content="connect-src x.test">',
      refuses: false,
    },
  ])('reads a policy in $where: $refuses', ({ html, refuses }) => {
    expect(read([], html).findRefusals(TARGET).length > 0).toBe(refuses)
  })

  it('reads a sandbox only from a header', () => {
    expect(read([[CSP, 'sandbox']]).sandbox).toMatchObject({ header: CSP, value: 'sandbox' })
    expect(read([[CSP, 'sandbox Allow-Same-Origin']]).sandbox).toBeUndefined()
    expect(read([], '<meta http-equiv="content-security-policy" content="sandbox">').sandbox).toBeUndefined()
  })

  it.each([
    { value: 'require-corp', requires: true },
    { value: ' require-corp ; report-to="a"', requires: true },
    { value: 'credentialless', requires: false },
    { value: 'unsafe-none', requires: false },
    { value: 'Require-Corp', requires: false },
  ])('requires policies for $value: $requires', ({ value, requires }) => {
    expect(read([['Cross-Origin-Embedder-Policy', value]]).requiresPolicies !== undefined).toBe(requires)
  })

  it('detects that a page upgrades its requests, or asks to be treated as a public one', () => {
    expect(read([[CSP, 'upgrade-insecure-requests']]).upgradesRequests).toBe(true)
    expect(read([[CSP, 'treat-as-public-address']]).treatedAsPublic).toMatchObject({ exchange: 1 })
  })
})
