import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { classify } from '@crossorigin/browser-model'
import { describe, expect, it, onTestFinished } from 'vitest'
import { diagnose } from '../../src/diagnose.ts'
import type { FindingCode } from '../../src/findings/findings.ts'
import type { Exchange, FailureKind } from '../../src/network/exchange.ts'
import type { Observation, ObservedHop } from '../../src/observation.ts'
import { NO_PROBES } from '../../src/walk/probes.ts'
import { testCoverage } from '../support/catalogue-coverage.ts'
import { ALLOW_PAGE, type CatalogueFixture, testFixtures } from '../support/catalogue-fixture.ts'
import { findingsOf } from '../support/finding.ts'
import type { Answering } from '../support/fixture-server.ts'

const PUBLIC = { resolve: { 'public.test': '93.184.215.14' } } as const
const PAGE_URL = 'http://app.test:{port}/page'
const WITHOUT_CORS = { mode: 'no-cors' } as const
const BY_ELEMENT = { mode: 'no-cors', api: 'element' } as const

/** A missing page responds the same to other methods. */
const always =
  (status: number, ...headers: string[]): Answering =>
  () => ({ status, headers: [ALLOW_PAGE, ...headers] })

/** The page, with these headers and this body, and a response to everything else. */
const pageWith =
  (headers: readonly string[], body = '', others: readonly string[] = []): Answering =>
  ({ target }) =>
    target === '/page' ? { status: 200, headers, body } : { status: 200, headers: [ALLOW_PAGE, ...others] }

const policy = (value: string, others: readonly string[] = []) =>
  pageWith([`Content-Security-Policy: ${value}`], '', others)

const FIXTURES: readonly CatalogueFixture[] = [
  {
    code: 'lookalike/empty',
    when: 'the server closes the connection',
    answer: () => 'drop',
    near: { when: 'if it responds', answer: always(200) },
  },
  {
    code: 'lookalike/timeout',
    when: 'no answer comes',
    options: { timeout: 200 },
    answer: () => 'hang',
    near: { when: 'if one does', answer: always(200) },
  },
  {
    code: 'lookalike/not-http',
    when: 'the response is not HTTP',
    answer: () => ({ raw: 'SSH-2.0-OpenSSH_9.2\r\n' }),
    near: { when: 'if it is', answer: always(200) },
  },
  ...(
    [
      ['lines end with LF alone', 'HTTP/1.1 200 OK\nContent-Length: 0\n\n'],
      ['a header has a control byte in it', 'HTTP/1.1 200 OK\r\nX-A: a\x01b\r\nContent-Length: 0\r\n\r\n'],
      ['a length comes twice', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n'],
      [
        'there are two different lengths',
        'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ],
      [
        'an unexpected interim response is sent',
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
      ],
      ['the headers have no end', 'HTTP/1.1 200 OK\r\nX-A: b\r\n'],
    ] as const
  ).map(
    ([when, raw]): CatalogueFixture => ({
      code: 'lookalike/malformed',
      when,
      answer: () => ({ raw }),
      near: {
        when: 'if it is well-formed',
        answer: () => ({ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n' }),
      },
    }),
  ),
  {
    code: 'lookalike/mixed-content',
    when: 'the page is on https',
    input: { origin: 'https://app.test' },
    marks: ['http:'],
    near: { when: 'if it is not', input: { origin: 'http://app.test' } },
  },
  {
    code: 'lookalike/mixed-content',
    when: 'Safari may block what the others allow',
    level: 'note',
    input: { origin: 'https://app.test', url: 'http://localhost:{port}/' },
    options: { engine: 'all' },
    near: { when: 'in Chromium', options: { engine: 'chromium' } },
  },
  {
    code: 'lookalike/mixed-content',
    when: 'only Safari is asked, which makes no exception for this machine',
    input: { origin: 'https://app.test', url: 'http://localhost:{port}/' },
    options: { engine: 'webkit' },
    marks: ['http:'],
    near: { when: 'in Firefox', options: { engine: 'firefox' } },
  },
  {
    code: 'lookalike/mixed-content',
    when: 'only Firefox is asked, which makes no exception for local names',
    input: { origin: 'https://app.test', url: 'http://api.local:{port}/' },
    options: { engine: 'firefox', resolve: { 'api.local': '127.0.0.1' } },
    marks: ['http:'],
    near: { when: 'in Chromium, which asks the user', options: { engine: 'chromium' } },
  },
  {
    code: 'lookalike/csp-connect-src',
    when: 'connect-src names another host',
    input: { page: PAGE_URL },
    answer: policy("default-src *; connect-src 'self' other.test"),
    marks: ["connect-src 'self' other.test"],
    near: { when: 'if it names this one', answer: policy("default-src *; connect-src 'self' api.test:*") },
  },
  {
    code: 'lookalike/csp-connect-src',
    when: 'default-src replaces it',
    input: { page: PAGE_URL },
    answer: policy("default-src 'self'"),
    near: { when: 'if connect-src is wider', answer: policy("default-src 'self'; connect-src *") },
  },
  {
    code: 'lookalike/csp-connect-src',
    when: 'the policy is in the head of the page',
    input: { page: PAGE_URL },
    answer: pageWith([], `<meta http-equiv="Content-Security-Policy" content="connect-src 'none'">`),
    marks: ["connect-src 'none'"],
    near: {
      when: 'if it is in its body',
      answer: pageWith([], `<body><meta http-equiv="Content-Security-Policy" content="connect-src 'none'">`),
    },
  },
  {
    code: 'lookalike/csp-connect-src',
    when: 'the policy is enforced',
    input: { page: PAGE_URL },
    answer: pageWith(["Content-Security-Policy: connect-src 'none'"]),
    near: {
      when: 'if it is only reported',
      answer: pageWith(["Content-Security-Policy-Report-Only: connect-src 'none'"]),
    },
  },
  {
    code: 'lookalike/corp',
    when: 'another site may not embed it',
    input: WITHOUT_CORS,
    answer: always(200, 'Cross-Origin-Resource-Policy: same-site'),
    near: { when: 'with CORS, to which it does not apply', input: { mode: 'cors' } },
  },
  {
    code: 'lookalike/corp',
    when: 'another origin may not embed it',
    input: { ...WITHOUT_CORS, origin: 'http://www.api.test' },
    answer: always(200, 'Cross-Origin-Resource-Policy: same-origin'),
    near: { when: 'if its site may', answer: always(200, 'Cross-Origin-Resource-Policy: same-site') },
  },
  {
    code: 'lookalike/coep',
    when: 'the page embeds only resources that opt in',
    input: { ...WITHOUT_CORS, page: 'http://localhost:{port}/page' },
    answer: pageWith(['Cross-Origin-Embedder-Policy: require-corp']),
    near: {
      when: 'if it opts in',
      answer: pageWith(['Cross-Origin-Embedder-Policy: require-corp'], '', [
        'Cross-Origin-Resource-Policy: cross-origin',
      ]),
    },
  },
  {
    code: 'lookalike/coep',
    when: 'the page is a secure context',
    input: { ...WITHOUT_CORS, page: 'http://localhost:{port}/page' },
    answer: pageWith(['Cross-Origin-Embedder-Policy: require-corp; report-to="a"']),
    near: { when: 'if it is not, and the policy is ignored', input: { page: PAGE_URL } },
  },
  {
    code: 'lookalike/orb',
    when: 'an element gets JSON',
    input: BY_ELEMENT,
    answer: always(200, 'Content-Type: application/json'),
    near: { when: 'if it gets an image', answer: always(200, 'Content-Type: image/png') },
  },
  {
    code: 'lookalike/local-network-insecure',
    when: 'a public page over http sends a request to this machine',
    input: { origin: 'http://public.test' },
    options: { ...PUBLIC, engine: 'chromium' },
    answer: always(200, 'Access-Control-Allow-Origin: http://public.test'),
    says: 'the target is loopback',
    near: { when: 'if the page is on this machine', input: { origin: 'http://app.test' } },
  },
  {
    code: 'lookalike/local-network-insecure',
    when: 'Chromium is one of the selected engines',
    input: { origin: 'http://public.test' },
    options: PUBLIC,
    answer: always(200),
    near: { when: 'if only Firefox is', options: { ...PUBLIC, engine: 'firefox' } },
  },
  {
    code: 'lookalike/local-network-insecure',
    when: 'the page asks to be treated as a public one',
    input: { page: PAGE_URL },
    answer: policy('treat-as-public-address'),
    marks: ['treat-as-public-address'],
    near: { when: 'if it does not', answer: policy('upgrade-insecure-requests; connect-src *:*') },
  },
  {
    code: 'lookalike/local-network-permission',
    when: 'a public page over https sends a request to this machine',
    input: { origin: 'https://public.test', url: 'http://localhost:{port}/' },
    options: { ...PUBLIC, engine: 'chromium' },
    answer: () => ({ status: 200, headers: ['Access-Control-Allow-Origin: https://public.test'] }),
    near: { when: 'if the network of the page is unknown', input: { origin: 'https://unknown.invalid' } },
  },
  {
    code: 'lookalike/blocker',
    when: 'the path says analytics',
    target: '/v1/analytics',
    marks: ['analytics'],
    near: { when: 'if it says analyst', target: '/v1/analyst' },
  },
  {
    code: 'lookalike/proxy-or-portal',
    when: 'a network wants a login',
    answer: always(511),
    near: { when: 'if the server does', answer: always(401) },
  },
  {
    code: 'lookalike/csrf-or-waf',
    when: 'the body of a 403 mentions forgery',
    answer: () => ({ status: 403, headers: [ALLOW_PAGE], body: '<h1>CSRF verification failed</h1>' }),
    marks: ['CSRF'],
    near: { when: 'if it does not', answer: () => ({ status: 403, headers: [ALLOW_PAGE], body: 'Forbidden' }) },
  },
  {
    code: 'lookalike/csrf-or-waf',
    when: 'a firewall signs a 403',
    answer: always(403, 'X-Sucuri-Block: XSS'),
    near: { when: 'if the request passes', answer: always(200, 'X-Sucuri-ID: 11') },
  },
  {
    code: 'lookalike/size-limits',
    when: 'a proxy rejects the size',
    answer: () => ({ status: 413 }),
    near: { when: 'if the application does', answer: always(413) },
  },
]

testFixtures('look-alikes', FIXTURES)

const KINDS: Readonly<Record<Exclude<FailureKind, 'aborted'>, FindingCode>> = {
  dns: 'lookalike/dns',
  refused: 'lookalike/refused',
  unreachable: 'lookalike/unreachable',
  reset: 'lookalike/reset',
  timeout: 'lookalike/timeout',
  empty: 'lookalike/empty',
  'not-http': 'lookalike/not-http',
  malformed: 'lookalike/malformed',
  'too-large': 'lookalike/too-large',
  'tls-expired': 'lookalike/tls-expired',
  'tls-self-signed': 'lookalike/tls-self-signed',
  'tls-wrong-host': 'lookalike/tls-wrong-host',
  'tls-untrusted': 'lookalike/tls-untrusted',
  'tls-client-certificate': 'lookalike/tls-client-certificate',
  'tls-protocol': 'lookalike/tls-protocol',
  'http-on-https-port': 'lookalike/http-on-https-port',
}

const REQUEST = { pageOrigin: 'https://app.test', url: 'https://api.test/' } as const

function exchange(number: number, outcome: Exchange['outcome']): Exchange {
  return { number, purpose: 'actual', request: { method: 'GET', url: REQUEST.url, headers: [] }, outcome }
}

function failing(number: number, failure: FailureKind): Exchange {
  return exchange(number, {
    kind: 'failure',
    failure,
    message: `failed: ${failure}`,
    wasConnected: false,
    milliseconds: 1,
  })
}

function answering(number: number, problem?: FailureKind): Exchange {
  const tls = { version: 'TLSv1.3', issuer: 'Nobody', validTo: 'Jan 1 00:00:00 2020 GMT', problem }
  return exchange(number, {
    kind: 'answer',
    status: 200,
    statusText: 'OK',
    headers: [],
    body: '',
    isTruncated: false,
    milliseconds: 1,
    connection: { address: '192.0.2.1', protocol: 'HTTP/1.1', tls },
  })
}

/** The findings about a URL with this response. */
function lookAt(
  exchanges: Pick<ObservedHop, 'actual' | 'preflight'>,
): readonly { code: string; level?: string | undefined }[] {
  const hop: ObservedHop = {
    index: 0,
    url: REQUEST.url,
    method: 'GET',
    origin: REQUEST.pageOrigin,
    isCors: true,
    judgment: undefined,
    skipped: undefined,
    substitute: undefined,
    failures: [],
    ...exchanges,
  }
  const seen: Observation = {
    input: { url: REQUEST.url, origin: REQUEST.pageOrigin },
    request: REQUEST,
    url: new URL(REQUEST.url),
    classification: classify(REQUEST),
    engines: ['chromium', 'firefox', 'webkit'],
    exchanges: [exchanges.preflight, exchanges.actual].filter((each) => each !== undefined),
    hops: [hop],
    journeys: new Map(),
    probes: NO_PROBES,
    page: undefined,
    pagePolicy: undefined,
    relationTo: () => 'cross-site',
    spaces: { page: 'unknown', target: 'unknown' },
  }
  return findingsOf(seen)
    .filter(({ code }) => code.startsWith('lookalike/'))
    .map(({ code, level }) => ({ code, level }))
}

/** Starts a server that speaks plain HTTP, and returns its port. */
async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function codesAt(url: string): Promise<readonly string[]> {
  const { findings } = await diagnose({ url, origin: 'http://app.test' })
  return findings.map(({ code }) => code)
}

it('reports https to a plain HTTP server, and nothing over http', async () => {
  const server = createServer((_, response) => response.end())
  const port = await listen(server)
  onTestFinished(() => void server.close())
  expect(await codesAt(`https://127.0.0.1:${port}/`)).toContain('lookalike/http-on-https-port')
  expect(await codesAt(`http://127.0.0.1:${port}/`)).not.toContain('lookalike/http-on-https-port')
})

it('reports an unreachable server, and not a reachable one', async () => {
  const server = createServer((_, response) => response.end())
  const url = `http://127.0.0.1:${await listen(server)}/`
  expect(await codesAt(url)).not.toContain('lookalike/refused')
  await new Promise((resolve) => server.close(resolve))
  expect(await codesAt(url)).toContain('lookalike/refused')
})

describe('a failing network', () => {
  it.each(Object.entries(KINDS))('with %s is reported as %s', (failure, code) => {
    expect(lookAt({ preflight: undefined, actual: failing(1, failure as FailureKind) })).toEqual([
      { code, level: 'error' },
    ])
    expect(lookAt({ preflight: failing(1, failure as FailureKind), actual: failing(2, 'empty') })).toEqual([
      { code, level: 'error' },
    ])
  })

  it.each(Object.keys(KINDS))('with %s is not reported if there was another response', (failure) => {
    expect(lookAt({ preflight: answering(1), actual: failing(2, failure as FailureKind) })).toEqual([])
    expect(lookAt({ preflight: failing(1, failure as FailureKind), actual: answering(2) })).toEqual([])
  })

  it('because of an abort is not an error', () => {
    expect(lookAt({ preflight: undefined, actual: failing(1, 'aborted') })).toEqual([])
  })

  it.each(['tls-expired', 'tls-self-signed', 'tls-wrong-host', 'tls-untrusted'] as const)(
    'with %s for a browser causes a warning if the error is ignored here',
    (problem) => {
      const found = [{ code: `lookalike/${problem}`, level: 'warning' }]
      expect(lookAt({ preflight: undefined, actual: answering(1, problem) })).toEqual(found)
      expect(lookAt({ preflight: undefined, actual: answering(1) })).toEqual([])
    },
  )
})

testCoverage(
  ['lookalike'],
  [...FIXTURES.map(({ code }) => code), ...Object.values(KINDS), 'lookalike/tao'],
  [
    'lookalike/aborted',
    // An option of fetch that is not part of the request.
    'lookalike/local-network-mismatch',
    'lookalike/nosniff-mime',
    'lookalike/service-worker',
    'lookalike/sri',
    // The finding is about the redirect.
    'lookalike/unsafe-port',
  ],
)
