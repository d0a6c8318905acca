import { findLocations } from '@crossorigin/browser-model'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { parseUrl } from '../request/parse-url.ts'
import { responseOf } from './evidence.ts'
import { differByWww } from './url-part.ts'

/** Where a response redirects to. */
export interface Redirect {
  /** As it was received, bytes beyond ASCII escaped; several that contradict each other, joined. */
  readonly location: string
  /** Absent where it is no URL. */
  readonly url: URL | undefined
}

/** What a redirect changes, where it changes one thing only, and where it leads. */
export type RedirectKind = 'upgrade-https' | 'trailing-slash' | 'canonical-host' | 'to-login' | 'downgrade'

/** Returns where a response redirects to, as all engines read it; `undefined` if it does not. */
export function findRedirect({ outcome, request }: Answered): Redirect | undefined {
  const [location, ...others] = findLocations(outcome, 'chromium')
  if (location === undefined) return undefined
  if (others.length > 0) return { location: [location, ...others].join(', '), url: undefined }
  return { location, url: parseUrl(location, request.url) }
}

/** A hop whose response redirects. */
export interface RedirectedHop {
  readonly hop: ObservedHop
  readonly exchange: Answered
  readonly redirect: Redirect
}

/** Lists the redirects of requests, not of preflights. */
export function listRedirects({ hops }: Observation): readonly RedirectedHop[] {
  return hops.flatMap((hop) => {
    const exchange = responseOf(hop)
    const redirect = exchange === undefined ? undefined : findRedirect(exchange)
    return exchange === undefined || redirect === undefined ? [] : [{ hop, exchange, redirect }]
  })
}

/** Says of what kinds a redirect is. */
export function classifyRedirect(from: string, to: URL): readonly RedirectKind[] {
  const kinds: readonly (readonly [RedirectKind, (from: URL, to: URL) => boolean])[] = [
    ['upgrade-https', isUpgrade],
    ['trailing-slash', changesSlash],
    ['canonical-host', changesHost],
    ['downgrade', isDowngrade],
    ['to-login', isLogin],
  ]
  const start = new URL(from)
  return kinds.filter(([, matches]) => matches(start, to)).map(([kind]) => kind)
}

function isUpgrade(from: URL, to: URL): boolean {
  return from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname && hasSamePath(from, to)
}

function changesSlash(from: URL, to: URL): boolean {
  const differs = from.pathname === `${to.pathname}/` || to.pathname === `${from.pathname}/`
  return from.origin === to.origin && from.search === to.search && differs
}

function changesHost(from: URL, to: URL): boolean {
  return (
    from.protocol === to.protocol && from.port === to.port && from.hostname !== to.hostname && hasSamePath(from, to)
  )
}

function isDowngrade(from: URL, to: URL): boolean {
  return from.protocol === 'https:' && to.protocol === 'http:'
}

function hasSamePath(from: URL, to: URL): boolean {
  return from.pathname === to.pathname && from.search === to.search
}

/** Words that stand in the names of login pages and of what serves them. */
const LOGIN_WORDS: ReadonlySet<string> = new Set([
  'account',
  'accounts',
  'auth',
  'authorize',
  'cas',
  'idp',
  'login',
  'oauth',
  'oauth2',
  'oidc',
  'okta',
  'saml',
  'saml2',
  'signin',
  'sso',
])

function isLogin(from: URL, to: URL): boolean {
  const words = `${to.host}${to.pathname}`.toLowerCase().split(/[./_-]/)
  const isThere = `${from.host}${from.pathname}`.toLowerCase().split(/[./_-]/)
  return words.some((word) => LOGIN_WORDS.has(word) && !isThere.includes(word)) || to.pathname.includes('sign-in')
}

const DESCRIPTIONS: Readonly<Record<RedirectKind, { readonly because: string; readonly advice: string }>> = {
  'upgrade-https': { because: 'Only http becomes https.', advice: 'Use https in the URL that the page requests.' },
  'trailing-slash': {
    because: 'Only the slash at the end of the path differs.',
    advice: 'Use the path that the server expects.',
  },
  'canonical-host': {
    because: 'Only the host differs.',
    advice: 'Use the final host in the URL that the page requests.',
  },
  'to-login': {
    because: 'It looks like a login page: authentication runs before CORS.',
    advice: 'Exempt OPTIONS from authentication.',
  },
  downgrade: {
    because: 'It leads from https to http.',
    advice: 'Let the proxy tell the server that it is reached over https.',
  },
}

/** Says in words what a redirect of a preflight changes, and what to do about that. */
export function describeLocation(
  from: string,
  to: URL | undefined,
): { readonly because: string; readonly advice: string } {
  const [kind] = to === undefined ? [] : classifyRedirect(from, to)
  if (kind !== undefined) return DESCRIPTIONS[kind]
  const differsByWww = to !== undefined && differByWww(new URL(from).hostname, to.hostname)
  return differsByWww
    ? { because: "The hosts differ by 'www.'.", advice: DESCRIPTIONS['canonical-host'].advice }
    : { because: '', advice: '' }
}
