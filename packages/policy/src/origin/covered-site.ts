import { type Origin, parseOrigin } from '@crossorigin/grammar'
import type { OriginPredicate } from '../config.ts'
import type { OriginList } from './origin-option.ts'
import type { OriginPattern } from './origin-pattern.ts'
import { createNameLookup, findSite, type NameLookup } from './public-suffix/name-status.ts'
import { findPrivateNetwork } from './regexp/origin-grammar.ts'
import type { RegExpSite } from './regexp/site-reader.ts'

/** A site with origins that a policy allows. */
export interface CoveredSite {
  /**
   * A registrable domain or another name that is one site (`example.com`, `intranet`, `localhost`), an address (`203.0.113.7`), a
   * private network (`192.168.0.0/16`; `127.0.0.0/8` and `[::1]` are the visitor's own machine), a host of a scheme other than
   * http(s) (`capacitor://localhost`), `null`, or `file://`.
   */
  readonly site: string
  /** Whether the site itself is covered: `https://example.com`. */
  readonly itself: boolean
  /** Whether one or more names under it are covered: `https://app.example.com`. */
  readonly subdomains: boolean
  /** The covered ports: an empty string is the default port of the scheme, and `*` is any port. */
  readonly ports: readonly string[]
}

/** What a policy covers: any origin, the origins that a function allows, or a list of sites, sorted by name. */
export type CoveredSites = '*' | 'function' | readonly CoveredSite[]

/** Lists what the `origin` option covers. Without the Public Suffix List, each host name of a text counts as a site. */
export function listSites(origin: '*' | OriginPredicate | OriginList): CoveredSites {
  if (origin === '*') return origin
  if (typeof origin === 'function') return 'function'
  const lookUp = createNameLookup()
  const sites = new Map<string, CoveredSite>()
  const add = (site: CoveredSite): void => {
    sites.set(site.site, join(site, sites.get(site.site) ?? site))
  }
  for (const text of origin.exact) add(siteOfText(text, lookUp))
  for (const pattern of origin.patterns) add(siteOfPattern(pattern, lookUp))
  for (const { sites: own } of origin.expressions) own.map(siteOfRegExp).forEach(add)
  return Object.freeze([...sites.values()].sort((one, other) => (one.site < other.site ? -1 : 1)))
}

function join(one: CoveredSite, other: CoveredSite): CoveredSite {
  return Object.freeze({
    site: one.site,
    itself: one.itself || other.itself,
    subdomains: one.subdomains || other.subdomains,
    ports: Object.freeze([...new Set([...one.ports, ...other.ports])].sort()),
  })
}

function siteOfText(text: string, lookUp: NameLookup): CoveredSite {
  const origin = parseOrigin(text)
  if (origin === undefined) return { site: text, itself: true, subdomains: false, ports: [''] }
  return cover(origin, false, [String(origin.port ?? '')], lookUp)
}

function siteOfPattern(pattern: OriginPattern, lookUp: NameLookup): CoveredSite {
  return cover(pattern, pattern.matchesSubdomains, pattern.port === '*' ? ['', '*'] : [pattern.port], lookUp)
}

function siteOfRegExp({ name, itself, subdomains, ports }: RegExpSite): CoveredSite {
  return { site: name, itself, subdomains, ports: [...ports] }
}

function cover(
  { scheme, host }: Pick<Origin, 'scheme' | 'host'>,
  isSuffix: boolean,
  ports: readonly string[],
  lookUp: NameLookup,
): CoveredSite {
  const name = host.replace(/\.$/, '')
  const isWeb = scheme === 'https' || scheme === 'http'
  const site = isWeb ? findWebSite(name, lookUp) : `${scheme}://${host}`
  const subdomains = isSuffix || (isWeb && name.endsWith(`.${site}`))
  return { site, itself: !subdomains, subdomains, ports }
}

function findWebSite(name: string, lookUp: NameLookup): string {
  const isAddress = name.startsWith('[') || /\.\d+$/.test(name)
  return (isAddress ? findPrivateNetwork(name) : findSite(name, lookUp)) ?? name
}
