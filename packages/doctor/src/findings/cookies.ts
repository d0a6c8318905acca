import { isLoopbackHost } from '@crossorigin/grammar'
import type { Evidence } from '../finding.ts'
import { trimBlanks, valuesOf } from '../header-lines.ts'
import type { Observation } from '../observation.ts'
import { responseOf, showHeader } from './evidence.ts'
import { type Checks, type Detection, type Findings, warning } from './finding-entry.ts'
import { ALLOW_CREDENTIALS_LINES } from './fix-line.ts'

/** What becomes of the cookies that responses set. */
export const cookieFindings = {
  'credentials/cookie-samesite': warning('credentials', {
    title: 'The cookie is not sent from other sites',
    explanation:
      "The page and the server are on different sites, and the cookie '{cookie}' is {sameSite}. Such a cookie is " +
      'only sent with requests from its own site: CORS passes, but the visitor is not logged in.',
    fix: 'Set the cookie with SameSite=None; Secure, or serve the page and the API from one site.',
    spec: 'https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-the-samesite-attribute-2',
    checks: atCookies(({ cookie, isForeign }) => {
      const sameSite = sameSiteOf(cookie)
      if (!isForeign || sameSite === 'none') return undefined
      return { certainty: sameSite === undefined ? 'likely' : 'certain' }
    }),
  }),
  'credentials/cookie-none-without-secure': warning('credentials', {
    title: 'The cookie is rejected: SameSite=None without Secure',
    explanation: "Browsers do not store the cookie '{cookie}': SameSite=None only counts together with Secure.",
    fix: 'Add Secure, and serve the API over https.',
    spec: 'https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-the-samesite-attribute-2',
    checks: atCookies(({ cookie }) => (isNoneWithoutSecure(cookie) ? {} : undefined)),
  }),
  'credentials/cookie-third-party': warning('credentials', {
    certainty: 'possible',
    title: 'The cookie is a third-party cookie, which many browsers block',
    explanation:
      "The page and the server are on different sites, so '{cookie}' is a third-party cookie. Safari blocks it, " +
      'Firefox keeps a separate one for each site, and in Chrome the visitor decides.',
    fix:
      'Serve the page and the API from one site; or add Partitioned, use the Storage Access API, or send a token in ' +
      'a header.',
    spec: 'https://privacycg.github.io/storage-access/',
    checks: atCookies(({ cookie, isForeign }) => {
      const isThirdParty = isForeign && sameSiteOf(cookie) === 'none' && !isNoneWithoutSecure(cookie)
      return isThirdParty && !cookie.attributes.has('partitioned') ? {} : undefined
    }),
  }),
  'credentials/cookie-scope': warning('credentials', {
    title: 'The cookie does not cover this URL',
    explanation: "The cookie '{cookie}' will not be sent to this URL. {problem}",
    fix: "Change the attribute so that it covers the API's URL, or omit it.",
    spec: 'https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-storage-model',
    checks: atCookies(({ problem }) => (problem === undefined ? undefined : {})),
  }),
  'credentials/set-cookie-ignored': warning('credentials', {
    title: 'The response sets a cookie that the browser ignores',
    explanation:
      "Cross-origin responses can set cookies only if the request was made with credentials: 'include'. This one was " +
      "not, so '{cookie}' is lost.",
    fix: "Make the login request with credentials: 'include' too, not only the requests after it.",
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-request-credentials-mode',
    checks: { credentials: lookForIgnored },
  }),
} satisfies Findings

/** A cookie that a response sets. */
interface SetByResponse {
  readonly cookie: SetCookie
  /** Whether the page is on another site. */
  readonly isForeign: boolean
  /** Why it is not stored, or does not come back. */
  readonly problem: string | undefined
  readonly evidence: readonly Evidence[]
}

function listCookies(seen: Observation): readonly SetByResponse[] {
  return seen.hops.flatMap((hop) => {
    const exchange = hop.isCors ? responseOf(hop) : undefined
    if (exchange === undefined) return []
    const url = new URL(hop.url)
    const isTrustworthy = url.protocol === 'https:' || isLoopbackHost(url.hostname)
    return valuesOf(exchange.outcome, 'Set-Cookie').map((line) => {
      const cookie = parseSetCookie(line)
      return {
        cookie,
        isForeign: seen.relationTo(url.origin) === 'cross-site',
        problem: findScopeProblem(cookie, url, isTrustworthy),
        evidence: showHeader(exchange, 'Set-Cookie').filter(({ value }) => value === line),
      }
    })
  })
}

function atCookies(look: (set: SetByResponse) => Detection | undefined): Checks {
  return {
    credentials: (seen) => {
      if (seen.request.credentials !== 'include') return undefined
      return listCookies(seen).flatMap((set) => {
        const { cookie, problem = '', evidence } = set
        const detection = look(set)
        const details = { cookie: cookie.name, problem, sameSite: describeSameSite(cookie) }
        return detection === undefined ? [] : [{ ...detection, details, evidence }]
      })
    },
  }
}

function isNoneWithoutSecure(cookie: SetCookie): boolean {
  return sameSiteOf(cookie) === 'none' && !cookie.attributes.has('secure')
}

function describeSameSite(cookie: SetCookie): string {
  const sameSite = sameSiteOf(cookie)
  if (sameSite === undefined) return 'set without SameSite, which Chrome treats as SameSite=Lax'
  return `set with SameSite=${sameSite.charAt(0).toUpperCase()}${sameSite.slice(1)}`
}

function lookForIgnored({ hops, request }: Observation): readonly Detection[] {
  if (request.credentials === 'include') return []
  return hops.flatMap((hop) => {
    const exchange = hop.isCors ? responseOf(hop) : undefined
    const lines = exchange === undefined ? [] : valuesOf(exchange.outcome, 'Set-Cookie')
    if (exchange === undefined || lines.length === 0) return []
    const names = lines.map((line) => parseSetCookie(line).name)
    return [{ details: { cookie: names.join("', '") }, evidence: showHeader(exchange, 'Set-Cookie') }]
  })
}

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
