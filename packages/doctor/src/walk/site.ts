import { getDomain } from 'tldts'
import { parseUrl } from '../request/parse-url.ts'

/** How a page and a target are related, in the words of `Sec-Fetch-Site`. */
export type SiteRelation = 'same-origin' | 'same-site' | 'cross-site'

/**
 * Says how two serialized origins are related. Sites are compared with their schemes.
 *
 * @see https://html.spec.whatwg.org/multipage/browsers.html#same-site
 */
export function siteRelation(pageOrigin: string, targetOrigin: string): SiteRelation {
  if (pageOrigin === 'null') return 'cross-site'
  if (pageOrigin === targetOrigin) return 'same-origin'
  const site = siteOf(pageOrigin)
  return site !== undefined && site === siteOf(targetOrigin) ? 'same-site' : 'cross-site'
}

function siteOf(origin: string): string | undefined {
  if (parseUrl(origin) === undefined) return undefined
  const { protocol, hostname } = new URL(origin)
  return `${protocol}//${getDomain(hostname, { allowPrivateDomains: true }) ?? hostname}`
}
