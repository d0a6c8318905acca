import { isForbiddenResponseHeaderName, isSafelistedResponseHeaderName } from '@crossorigin/grammar'
import type { HeaderLine } from '../network/exchange.ts'

/** Headers that script is known to look for, in lower case. */
const WANTED_NAMES: ReadonlySet<string> = new Set([
  'content-disposition',
  'content-range',
  'deprecation',
  'link',
  'ratelimit',
  'ratelimit-limit',
  'ratelimit-policy',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
  'sunset',
  'www-authenticate',
])

/** Headers that speak to browsers, proxies and operators, and to no script. */
const INFRASTRUCTURE =
  /^x-(?:powered-by|content-type-options|frame-options|xss-protection|dns-prefetch-control|download-options|permitted-cross-domain-policies|robots-tag|ua-compatible|served-by|timer|runtime|varnish|generator|cdn|forwarded|real-ip|aspnet|aspnetmvc|amz|amzn|azure|cache|cloud|content-security|drupal|envoy|fastly|goog|middleton|ms|nf|proxy|vercel|webkit)(?:-|$)/

/**
 * Returns the names, in lower case, of the headers that script may well want to read and that are not safelisted. Most
 * headers of a response are of no interest to script, and to list them would hide the one that is.
 */
export function findWantedHeaders(headers: readonly HeaderLine[], status: number): readonly string[] {
  const names = headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name, value]) => isWanted(name, value, status))
    .map(([name]) => name)
  return [...new Set(names)]
}

function isWanted(name: string, value: string, status: number): boolean {
  if (isSafelistedResponseHeaderName(name) || isForbiddenResponseHeaderName(name)) return false
  if (WANTED_NAMES.has(name)) return true
  // The place of something new; of a redirect, JavaScript sees nothing anyway.
  if (name === 'location') return status === 201
  // A weak one is made by frameworks for caches; a strong one can be sent back in If-Match.
  if (name === 'etag') return !value.startsWith('W/')
  return name.startsWith('x-') && !INFRASTRUCTURE.test(name)
}
