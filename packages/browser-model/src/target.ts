import { isLoopbackHost } from '@crossorigin/grammar'
import type { EngineBehavior } from './engine.ts'

/** The part of the WHATWG URL that is used here; declared because this package has no environment's types. */
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

/** Parses a URL as a page does; `undefined` if it is not a valid one. */
export function parseUrl(text: string, base: string): ParsedUrl | undefined {
  try {
    return base === 'null' ? new URL(text) : new URL(text, base)
  } catch {
    return undefined
  }
}

/**
 * Serializes the origin of a URL, with those of custom schemes, which engines give to their own pages; `undefined` if it is
 * opaque.
 */
export function originOf(url: ParsedUrl): string | undefined {
  if (url.origin !== 'null') return url.origin
  return url.host === '' ? undefined : `${url.protocol}//${url.host}`
}

/** Tells whether a URL has the origin of a page. An opaque origin is equal to none. */
export function isSameOrigin(url: ParsedUrl, pageOrigin: string): boolean {
  return originOf(url) === pageOrigin
}

/** Tells whether the scheme of a URL is `http` or `https`. */
export function isWebUrl(url: ParsedUrl): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:'
}

/** Tells whether a connection to a port is opened for a URL. */
export function hasPort(url: ParsedUrl): boolean {
  return isWebUrl(url) || url.protocol === 'ws:' || url.protocol === 'wss:'
}

/** Addresses of private networks, as the URL parser writes them, and names that are only known there. */
const PRIVATE_HOST =
  /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2[0-9]|3[01])\.)[0-9.]+$|^\[f(?:[cd]|e[89ab])[0-9a-f:]+\]$|\.local$/

/**
 * Tells whether a secure page may not load a URL, because it is not encrypted.
 *
 * @see https://w3c.github.io/webappsec-mixed-content/#should-block-fetch
 */
export function isMixedContent(url: ParsedUrl, pageOrigin: string, behavior: EngineBehavior): boolean {
  const isEncrypted = url.protocol !== 'http:' && url.protocol !== 'ws:'
  if (!pageOrigin.startsWith('https:') || isEncrypted) return false
  if (isLoopbackHost(url.hostname)) return behavior.blocksLoopback
  return !(behavior.allowsPrivateAddress && PRIVATE_HOST.test(url.hostname))
}
