import { parseUrl } from '../request/parse-url.ts'

/** Why a text is not an absolute URL, and what to write. */
export interface UrlMistake {
  readonly reason: string
  /** `undefined` if there is no good guess. */
  readonly corrected: string | undefined
}

/** Says why a text is not an absolute URL; `undefined` if it is one. */
export function findUrlMistake(text: string): UrlMistake | undefined {
  if (text.trim() === '') return { reason: 'it is empty', corrected: undefined }
  if (text !== text.trim()) return { reason: 'it has white space around it', corrected: correct(text.trim()) }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    return { reason: 'it has no scheme', corrected: correct(withScheme(text)) }
  if (parseUrl(text) === undefined) return { reason: 'it cannot be parsed', corrected: undefined }
  return undefined
}

/** Servers on localhost rarely have certificates. */
function withScheme(text: string): string {
  if (/^https?:/i.test(text)) return text.replace(/:\/*/, '://')
  const rest = text.replace(/^:?\/+/, '')
  return `${/^(?:localhost|127\.|\[)/.test(rest) ? 'http' : 'https'}://${rest}`
}

/** A guess is only offered if it looks like the address of a server. */
function correct(guess: string): string | undefined {
  if (parseUrl(guess) === undefined) return undefined
  const { hostname } = new URL(guess)
  return hostname === 'localhost' || /[.:]/.test(hostname) ? guess : undefined
}

/** A host in lower case, with a port and what follows it; labels that are longer may be parts of a token. */
const HOST = /^(?:localhost|[a-z0-9-]{1,30}(?:\.[a-z0-9-]{1,30})+)\.?(?::\d+)?(?:[/?#]|$)/

/** Tells whether a text has the looks of an address, and not of a value that went astray on a command line. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]{0,20}:\/+/i.test(text.trim()) || HOST.test(text.trim())
}

/** Names a thing together with what was typed for it, if that is an address: anything else may be a secret. */
export function nameTyped(thing: string, text: string): string {
  return isAddress(text) ? `${thing} ${JSON.stringify(text)}` : thing
}
