import { type BrowserRequest, type CallFailureCode, classify, type RouteFailureCode } from '@crossorigin/browser-model'
import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/observation.ts'
import { NO_PROBES } from '../../src/walk/probes.ts'
import { findingsOf } from '../support/finding.ts'

const GET: BrowserRequest = { pageOrigin: 'https://app.test', url: 'https://api.test/' }
const STREAM = { method: 'POST', body: { kind: 'stream' } } as const

/** Reasons for the standard to send nothing; only WebKit does not support streams. */
type Reason = Exclude<CallFailureCode, 'stream-not-supported'> | RouteFailureCode

/** A request for every reason; the compiler reports a missing one. */
const REFUSED: Readonly<Record<Reason, BrowserRequest>> = {
  'invalid-url': { ...GET, url: 'https://' },
  'invalid-method': { ...GET, method: 'G T' },
  'forbidden-method': { ...GET, method: 'TRACE' },
  'invalid-header-name': { ...GET, headers: [['a b', '1']] },
  'invalid-header-value': { ...GET, headers: [['a', '1\0']] },
  'url-credentials': { ...GET, url: 'https://user@api.test/' },
  'mode-navigate': { ...GET, mode: 'navigate' },
  'only-if-cached': { ...GET, cache: 'only-if-cached' },
  'no-cors-method': { ...GET, mode: 'no-cors', method: 'PUT' },
  'body-with-get': { ...GET, body: { kind: 'string' } },
  'keepalive-stream': { ...GET, ...STREAM, keepalive: true },
  'stream-without-duplex': { ...GET, ...STREAM },
  'stream-no-cors': { ...GET, ...STREAM, duplex: 'half', mode: 'no-cors' },
  'bad-port': { ...GET, url: 'https://api.test:25/' },
  'mixed-content': { ...GET, url: 'http://api.test/' },
  'mode-same-origin': { ...GET, mode: 'same-origin' },
  'no-cors-redirect-mode': { ...GET, mode: 'no-cors', redirect: 'manual' },
  scheme: { ...GET, url: 'ftp://api.test/' },
}

/** Requests that a browser sends, as similar to the others as possible. */
const SENT: readonly BrowserRequest[] = [
  GET,
  { ...GET, method: 'PUT', headers: [['X-A', '1']] },
  { ...GET, mode: 'no-cors', method: 'POST' },
  { ...GET, ...STREAM, duplex: 'half' },
  { ...GET, mode: 'same-origin', url: 'https://app.test/' },
  { ...GET, url: 'http://localhost:3000/' },
  { ...GET, url: 'wss://api.test/', mode: 'websocket' },
  { ...GET, api: 'xhr', url: 'https://user@api.test/' },
  { ...GET, api: 'element', mode: 'no-cors' },
  { ...GET, pageOrigin: 'null' },
]

/** Returns the levels of the findings before anything is sent. */
function levelsOf(request: BrowserRequest): readonly string[] {
  const seen: Observation = {
    input: { url: request.url, origin: request.pageOrigin },
    request,
    url: URL.canParse(request.url) ? new URL(request.url) : undefined,
    classification: classify(request),
    engines: ['chromium', 'firefox', 'webkit'],
    exchanges: [],
    hops: [],
    journeys: new Map(),
    probes: NO_PROBES,
    page: undefined,
    pagePolicy: undefined,
    relationTo: () => 'cross-site',
    spaces: { page: 'unknown', target: 'unknown' },
  }
  return findingsOf(seen).map(({ level }) => level)
}

describe('a request that no browser sends', () => {
  it.each(Object.entries(REFUSED))('because of %s is an error', (reason, request) => {
    expect(classify(request).reasons).toEqual([reason])
    expect(levelsOf(request)).toContain('error')
  })
})

describe('a request that browsers send', () => {
  it.each(SENT)('is not an error: $api $mode $method $url', (request) => {
    expect(['throws', 'networkError']).not.toContain(classify(request).outcome)
    expect(levelsOf(request)).not.toContain('error')
  })
})
