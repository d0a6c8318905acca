import type { WireRequest } from '@crossorigin/browser-model'
import { isLoopbackHost } from '@crossorigin/grammar'
import type { HeaderLine } from '../network/exchange.ts'
import { siteRelation } from './site.ts'

/** What the headers that a browser adds depend on. */
export interface Dressing {
  readonly pageOrigin: string
  readonly mode: string
  readonly userAgent: string
  /** Present where a browser would send cookies. */
  readonly cookie: string | undefined
}

/**
 * Adds the headers that a browser adds by itself: who asks, from where and what for.
 *
 * @see https://w3c.github.io/webappsec-fetch-metadata/
 */
export function addBrowserHeaders({ url, headers }: WireRequest, dressing: Dressing): readonly HeaderLine[] {
  const names = new Set(headers.map(([name]) => name.toLowerCase()))
  const isPreflight = names.has('access-control-request-method')
  const target = new URL(url)
  const referrer = referrerOf(dressing.pageOrigin, target)
  const added: (HeaderLine | undefined)[] = [
    ['Accept', '*/*'],
    ['User-Agent', dressing.userAgent],
    referrer === undefined ? undefined : ['Referer', referrer],
    ...(isTrustworthy(target) ? fetchMetadata(dressing, target) : []),
    // Deviation: Chromium sends it on every preflight, where the standard wants a trustworthy target.
    isPreflight ? ['Sec-Fetch-Mode', 'cors'] : undefined,
    dressing.cookie === undefined || isPreflight ? undefined : ['Cookie', dressing.cookie],
  ]
  const lines = [...headers]
  for (const line of added) {
    if (line === undefined || names.has(line[0].toLowerCase())) continue
    names.add(line[0].toLowerCase())
    lines.push(line)
  }
  return lines
}

function fetchMetadata({ mode, pageOrigin }: Dressing, target: URL): readonly HeaderLine[] {
  return [
    ['Sec-Fetch-Dest', 'empty'],
    ['Sec-Fetch-Mode', mode],
    ['Sec-Fetch-Site', siteRelation(pageOrigin, target.origin)],
  ]
}

function isTrustworthy({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isLoopbackHost(hostname)
}

/** @see https://w3c.github.io/webappsec-referrer-policy/#referrer-policy-strict-origin-when-cross-origin */
function referrerOf(pageOrigin: string, target: URL): string | undefined {
  if (!pageOrigin.startsWith('http')) return undefined
  const isDowngrade = pageOrigin.startsWith('https:') && !isTrustworthy(target)
  return isDowngrade ? undefined : `${pageOrigin}/`
}
