import { isLoopbackHost } from '@crossorigin/grammar'
import type { EngineBehavior } from './engine.ts'

/** The part of the WHATWG `URL` used here. It is declared because this package does not depend on an environment's types. */
export interface ParsedUrl {
  readonly href: string
  readonly protocol: string
  readonly username: string
  readonly password: string
  readonly host: string
  readonly hostname: string
  readonly port: string
  readonly hash: string
  readonly origin: string
}

declare const URL: new (text: string, base?: string) => ParsedUrl

/** Parses a URL as a page does. Returns `undefined` if it is invalid. */
export function parseUrl(text: string, base: string): ParsedUrl | undefined {
  try {
    return base === 'null' ? new URL(text) : new URL(text, base)
  } catch {
    return undefined
  }
}

/**
 * Serializes the origin of a URL, including URLs with custom schemes, to which engines give tuple origins. Returns `undefined`
 * if the origin is opaque.
 */
export function originOf(url: ParsedUrl): string | undefined {
  if (url.origin !== 'null') return url.origin
  return url.host === '' ? undefined : `${url.protocol}//${url.host}`
}

/** Tells whether a URL has the origin of a page. An opaque origin equals no other origin. */
export function isSameOrigin(url: ParsedUrl, pageOrigin: string): boolean {
  return originOf(url) === pageOrigin
}

/** Tells whether the scheme of a URL is `http` or `https`. */
export function isWebUrl(url: ParsedUrl): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:'
}

/** Tells whether loading a URL opens a connection to a port. */
export function hasPort(url: ParsedUrl): boolean {
  return isWebUrl(url) || url.protocol === 'ws:' || url.protocol === 'wss:'
}

/** Addresses of private networks, as the URL parser writes them, and local names. */
const PRIVATE_HOST =
  /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2[0-9]|3[01])\.)[0-9.]+$|^\[f(?:[cd]|e[89ab])[0-9a-f:]+\]$|\.local$/

/**
 * Tells whether a secure page cannot load a URL because it is not encrypted.
 *
 * @see https://w3c.github.io/webappsec-mixed-content/#should-block-fetch
 */
export function isMixedContent(url: ParsedUrl, pageOrigin: string, behavior: EngineBehavior): boolean {
  const isEncrypted = url.protocol !== 'http:' && url.protocol !== 'ws:'
  if (!pageOrigin.startsWith('https:') || isEncrypted) return false
  if (isLoopbackHost(url.hostname)) return behavior.blocksLoopback
  return !(behavior.allowsPrivateAddress && PRIVATE_HOST.test(url.hostname))
}
