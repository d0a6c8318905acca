import { type BrowserRequest, classify, type Engine } from '@crossorigin/browser-model'
import { parseOrigin } from '@crossorigin/grammar'
import type { CorsConfig } from '@crossorigin/policy'

/** The content of configurations in these tests: everything except functions and regular expressions. */
export type PlainConfig = Omit<CorsConfig, 'origin' | 'methods' | 'allowedHeaders'> & {
  readonly origin: '*' | readonly string[]
  readonly methods: '*' | readonly string[]
  readonly allowedHeaders: '*' | readonly string[]
}

/**
 * Returns whether a configuration should let a page make a cross-origin request and read the response: a naive reading of
 * the options, which shares nothing with the compiled policy.
 *
 * @param engine - The engine that sends the request: engines differ on the headers that need a preflight.
 */
export function isMeant(config: PlainConfig, request: BrowserRequest, engine?: Engine): boolean {
  if (!isOriginMeant(config, request.pageOrigin)) return false
  if (request.credentials === 'include' && config.credentials !== true) return false
  const { outcome, method, requestHeaders } = classify(request, engine)
  if (outcome !== 'preflight') return outcome === 'simple'
  const names = requestHeaders === null ? [] : requestHeaders.split(',')
  return isMethodMeant(config, method) && names.every((name) => isHeaderMeant(config, name))
}

export function isOriginMeant({ origin }: PlainConfig, pageOrigin: string): boolean {
  if (origin === '*') return true
  return origin.some((entry) => entry === pageOrigin || isCovered(entry, pageOrigin))
}

function isCovered(pattern: string, text: string): boolean {
  const origin = parseOrigin(text)
  if (origin === undefined) return false
  const [, scheme, wildcard, host, port] = /^(.+):\/\/(\*\.)?(.+?)((?::(?:\d+|\*))?)$/.exec(pattern) ?? []
  const ownPort = text.slice(`${origin.scheme}://${origin.host}`.length)
  if (scheme !== origin.scheme || (port !== ':*' && port !== ownPort)) return false
  return wildcard === undefined ? origin.host === host : origin.host.endsWith(`.${host}`)
}

function isMethodMeant({ methods }: PlainConfig, method: string): boolean {
  return (
    ['GET', 'HEAD', 'POST'].includes(method) ||
    methods === '*' ||
    methods.some((listed) => listed === method || listed === '*')
  )
}

/** A value that is too long or unusual does not turn one of them into a header that must be configured. */
const SAFELISTED_NAMES = ['accept', 'accept-language', 'content-language', 'content-type', 'range']

function isHeaderMeant({ allowedHeaders }: PlainConfig, name: string): boolean {
  if (SAFELISTED_NAMES.includes(name)) return true
  const listed = allowedHeaders === '*' ? ['*'] : allowedHeaders.map((header) => header.toLowerCase())
  return listed.includes(name) || (listed.includes('*') && name !== 'authorization')
}
