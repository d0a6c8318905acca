import { describe, expect, it } from 'vitest'
import { findingsOf } from '../support/finding.ts'
import { observe } from '../support/observation.ts'

const ORIGIN = 'Access-Control-Allow-Origin: https://app.example'

/** The lines for a product from the findings about a preflight response. */
async function linesFor(product: string, headers: readonly string[]): Promise<readonly string[]> {
  const seen = await observe({
    input: { method: 'PUT', headers: [['X-A', '1']] },
    answer: () => ({ status: 204, headers: [ORIGIN, ...headers] }),
  })
  return findingsOf(seen).flatMap(({ lines }) => lines.flatMap((each) => (each.product === product ? [each.line] : [])))
}

describe('a line that replaces a list', () => {
  it.each([
    [
      'keeps the methods that were on it',
      ['Access-Control-Allow-Methods: GET, DELETE', 'Access-Control-Allow-Headers: x-a'],
      "app.use(cors({ origin: ['https://app.example'], methods: ['GET', 'HEAD', 'POST', 'DELETE', 'PUT'], allowedHeaders: ['x-a'] }))",
    ],
    [
      'keeps the headers that were on it',
      ['Access-Control-Allow-Methods: PUT', 'Access-Control-Allow-Headers: content-type, X-B'],
      "app.use(cors({ origin: ['https://app.example'], methods: ['GET', 'HEAD', 'POST', 'PUT'], allowedHeaders: ['content-type', 'X-B', 'x-a'] }))",
    ],
    [
      'splits a malformed list',
      ['Access-Control-Allow-Methods: PUT', 'Access-Control-Allow-Headers: x-b; x-c'],
      "app.use(cors({ origin: ['https://app.example'], methods: ['GET', 'HEAD', 'POST', 'PUT'], allowedHeaders: ['x-b', 'x-c', 'x-a'] }))",
    ],
    [
      'keeps nothing that would break the line',
      ['Access-Control-Allow-Methods: PUT', "Access-Control-Allow-Headers: a'b"],
      "app.use(cors({ origin: ['https://app.example'], methods: ['GET', 'HEAD', 'POST', 'PUT'], allowedHeaders: ['x-a'] }))",
    ],
  ])('%s', async (_, headers, line) => {
    expect(await linesFor('cors', headers)).toContain(line)
  })
})

describe('a line with values from a server or an archive', () => {
  it.each([
    ["a method with '", { method: "it's" }, "methods: ['it\\'s']", "'it\\'s'"],
    ['a header with `', { headers: [['x-`', '1']] as const }, "allowedHeaders: ['x-`']", "'x-`'"],
  ])('keeps %s in its quotes', async (_, input, javascript, nginx) => {
    const seen = await observe({
      input,
      answer: () => ({ status: 204, headers: [ORIGIN, 'Access-Control-Allow-Headers: x-b, x-`'] }),
    })
    const denied = await observe({ input, answer: () => ({ status: 204, headers: [ORIGIN] }) })
    const lines = [seen, denied].flatMap((one) => findingsOf(one).flatMap((finding) => finding.lines))
    expect(lines.some(({ product, line }) => product !== 'nginx' && line.includes(javascript))).toBe(true)
    expect(lines.some(({ product, line }) => product === 'nginx' && line.includes(nginx))).toBe(true)
  })

  it('has no line for nginx, which would expand a variable', async () => {
    const seen = await observe({ input: { method: 'a$host' }, answer: () => ({ status: 204, headers: [ORIGIN] }) })
    const { lines = [] } = findingsOf(seen).find(({ code }) => code === 'preflight/method-not-allowed') ?? {}
    expect(lines.map(({ product }) => product)).not.toContain('nginx')
    expect(lines.map(({ line }) => line).join()).toContain("['a$host']")
  })

  it('keeps the value of a header in its quotes', async () => {
    const seen = await observe({
      answer: () => ({ status: 200, headers: ["Access-Control-Allow-Origin: https://a.example'],x:['"] }),
    })
    for (const { line } of findingsOf(seen).flatMap(({ lines }) => lines)) expect(line).not.toContain("],x:['")
  })
})

describe('lines for nginx', () => {
  it('replace a * if cookies are sent', async () => {
    const seen = await observe({
      input: { credentials: 'include' },
      answer: () => ({ status: 200, headers: ['Access-Control-Allow-Origin: *'] }),
    })
    const lines = findingsOf(seen).find(({ code }) => code === 'credentials/wildcard-origin')?.lines ?? []
    expect(lines.filter(({ product }) => product === 'nginx').map(({ line }) => line)).toEqual([
      '# in http { }:',
      "map $http_origin $cors_origin { 'https://app.example' $http_origin; }",
      'map $cors_origin $cors_credentials { ~. true; }',
      '# in location { }, instead of what sends these now:',
      'proxy_hide_header Access-Control-Allow-Origin;',
      'add_header Access-Control-Allow-Origin $cors_origin always; add_header Vary Origin always;',
      'proxy_hide_header Access-Control-Allow-Credentials;',
      'add_header Access-Control-Allow-Credentials $cors_credentials always;',
    ])
  })

  it('respond only to preflights, and with headers', async () => {
    const seen = await observe({ input: { method: 'PUT' }, answer: () => ({ status: 401 }) })
    const lines = findingsOf(seen).find(({ code }) => code === 'preflight/status-not-ok')?.lines ?? []
    const text = lines.flatMap(({ product, line }) => (product === 'nginx' ? [line] : [])).join('\n')
    expect(text).toContain('if ($cors_preflight) { return 204; }')
    expect(text).toContain('add_header Access-Control-Allow-Origin $cors_origin always;')
    expect(text).not.toContain('$request_method = OPTIONS')
  })

  it('are left out completely if the origin should never be allowed', async () => {
    const seen = await observe({ input: { origin: 'null' }, answer: () => ({ status: 200 }) })
    const finding = findingsOf(seen).find(({ code }) => code === 'response/allow-origin-missing')
    expect(finding?.lines).toEqual([])
  })
})
