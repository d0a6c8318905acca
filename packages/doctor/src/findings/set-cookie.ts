import { trimBlanks } from '../header-lines.ts'

/** A `Set-Cookie` line, as far as it decides where the cookie goes. Names of attributes are in lower case. */
export interface SetCookie {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
}

/**
 * Reads a `Set-Cookie` line as browsers do: what cannot be understood is passed over.
 *
 * @see https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-the-set-cookie-header-field-2
 */
export function parseSetCookie(line: string): SetCookie {
  const [pair = '', ...rest] = line.split(';')
  const attributes = new Map(
    rest.map((part) => {
      const [key, value] = splitPair(part)
      return [key.toLowerCase(), value] as const
    }),
  )
  const equals = pair.indexOf('=')
  return { name: equals === -1 ? '' : trimBlanks(pair.slice(0, equals)), attributes }
}

function splitPair(text: string): readonly [key: string, value: string] {
  const equals = text.indexOf('=')
  if (equals === -1) return [trimBlanks(text), '']
  return [trimBlanks(text.slice(0, equals)), trimBlanks(text.slice(equals + 1))]
}

/** Returns when a cookie is sent from other sites: what is not one of the three words counts as not said. */
export function sameSiteOf({ attributes }: SetCookie): 'strict' | 'lax' | 'none' | undefined {
  const value = attributes.get('samesite')?.toLowerCase()
  return value === 'strict' || value === 'lax' || value === 'none' ? value : undefined
}

/**
 * Says why a cookie that a URL sets is not stored, or does not come back to it; `undefined` where it does.
 *
 * @see https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-storage-model
 */
export function findScopeProblem(cookie: SetCookie, url: URL, isTrustworthy: boolean): string | undefined {
  const { name, attributes } = cookie
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase()
  const path = attributes.get('path')
  const isSecure = attributes.has('secure')
  if (name.startsWith('__Secure-') && !isSecure) return 'Its name begins with __Secure-, and it has no Secure.'
  if (name.startsWith('__Host-') && (!isSecure || path !== '/' || (domain ?? '') !== ''))
    return 'Its name begins with __Host-, which requires Secure, Path=/ and no Domain.'
  if (isSecure && !isTrustworthy) return 'It has Secure, and the URL is not encrypted.'
  if (domain !== undefined && domain !== '' && !coversHost(domain, url.hostname))
    return `Its Domain is ${domain}, and the host is ${url.hostname}.`
  if (path?.startsWith('/') && !coversPath(path, url.pathname))
    return `Its Path is ${path}, and the URL's is ${url.pathname}.`
  return undefined
}

function coversHost(domain: string, host: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}

function coversPath(path: string, target: string): boolean {
  if (target === path) return true
  return target.startsWith(path.endsWith('/') ? path : `${path}/`)
}
