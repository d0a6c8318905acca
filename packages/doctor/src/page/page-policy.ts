import { findLocation } from '@crossorigin/browser-model'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import type { Evidence } from '../finding.ts'
import type { Exchange, HeaderLine } from '../network/exchange.ts'
import { parseUrl } from '../request/parse-url.ts'
import type { Sender } from '../walk/sender.ts'
import {
  type ContentSecurityPolicy,
  type Directive,
  directiveForConnections,
  matchesSourceList,
  parsePolicy,
  parsePolicyList,
  type SourceTarget,
} from './content-security-policy.ts'

/** As many as a browser follows. */
const MOST_REDIRECTS = 20

/** Loads the page that was named, as a navigation does. Nothing is sent for a page that is not of the web. */
export async function openPage(
  address: string | undefined,
  { send, userAgent }: Sender,
  mayFollow: (from: Exchange, url: string) => Promise<boolean>,
): Promise<Exchange | undefined> {
  const headers = [
    ['Accept', 'text/html'],
    ['User-Agent', userAgent],
  ] as const
  let page: Exchange | undefined
  let url = address
  for (let count = 0; count <= MOST_REDIRECTS && url !== undefined && /^https?:/i.test(url); count++) {
    page = await send('page', { method: 'GET', url, headers })
    const next = findNext(page, url)
    url = next !== undefined && (await mayFollow(page, next)) ? next : undefined
  }
  return page
}

function findNext({ outcome }: Exchange, base: string): string | undefined {
  const location = outcome.kind === 'answer' ? findLocation(outcome, 'chromium') : undefined
  return location === undefined ? undefined : parseUrl(location, base)?.href
}

/** Reads what the response for a page says of its requests; `undefined` if there is none. */
export function readPolicyOf(page: Exchange | undefined): PagePolicy | undefined {
  if (page?.outcome.kind !== 'answer') return undefined
  const { headers, body } = page.outcome
  return readPagePolicy({ exchange: page.number, headers, body })
}

/** The response for a page. */
export interface PageAnswer {
  /** The number of the exchange. */
  readonly exchange: number
  readonly headers: readonly HeaderLine[]
  /** The beginning of its text. */
  readonly body: string
}

/** A policy of a page, with the header line or the element that contains it. */
interface StatedPolicy {
  readonly policy: ContentSecurityPolicy
  readonly source: Evidence
}

/** What a page's response says of the requests that it may make. */
export interface PagePolicy {
  /** The directives that refuse a connection, one for each policy that does. */
  findRefusals(target: SourceTarget): readonly Evidence[]
  /** The `sandbox` directive that makes the page's origin opaque. */
  readonly sandbox: Evidence | undefined
  /** The directive that makes the page count as public, wherever it is. */
  readonly treatedAsPublic: Evidence | undefined
  /** Whether `http:` URLs are fetched as `https:` ones. */
  readonly upgradesRequests: boolean
  /** The embedder policy, if it requires every resource to opt in. */
  readonly requiresPolicies: Evidence | undefined
}

/**
 * Reads what a page's own response says: its headers, and the policies in its head. What is only reported is left out.
 *
 * @see https://w3c.github.io/webappsec-csp/
 */
export function readPagePolicy(page: PageAnswer): PagePolicy {
  const stated = [...policiesOfHeaders(page), ...policiesOfElements(page)]
  const find = (name: string): Evidence | undefined => findDirectives(stated, (policy) => policy.get(name))[0]
  return {
    findRefusals: (target) =>
      findDirectives(stated, (policy) => {
        const directive = directiveForConnections(policy)
        return directive !== undefined && !matchesSourceList(directive.values, target) ? directive : undefined
      }),
    sandbox: findDirectives(stated, opaqueSandbox)[0],
    treatedAsPublic: find('treat-as-public-address'),
    upgradesRequests: find('upgrade-insecure-requests') !== undefined,
    requiresPolicies: findRequirement(page),
  }
}

function policiesOfHeaders({ exchange, headers }: PageAnswer): readonly StatedPolicy[] {
  return headers
    .filter(([name]) => name.toLowerCase() === 'content-security-policy')
    .flatMap(([header, value]) =>
      parsePolicyList(value).map((policy) => ({ policy, source: { exchange, header, value } })),
    )
}

function policiesOfElements({ exchange, body }: PageAnswer): readonly StatedPolicy[] {
  return findMetaPolicies(body).map((value) => {
    const directives = [...parsePolicy(value)].filter(([name]) => !IGNORED_IN_META.has(name))
    return { policy: new Map(directives), source: { exchange, value } }
  })
}

function findDirectives(
  stated: readonly StatedPolicy[],
  pick: (policy: ContentSecurityPolicy) => Directive | undefined,
): readonly Evidence[] {
  return stated.flatMap(({ policy, source }) => {
    const directive = pick(policy)
    return directive === undefined ? [] : [{ ...source, at: directive.at, length: directive.length }]
  })
}

function opaqueSandbox(policy: ContentSecurityPolicy): Directive | undefined {
  const directive = policy.get('sandbox')
  return directive?.values.some((value) => value.toLowerCase() === 'allow-same-origin') ? undefined : directive
}

/** @see https://html.spec.whatwg.org/multipage/browsers.html#the-coep-headers */
function findRequirement({ exchange, headers }: PageAnswer): Evidence | undefined {
  const line = headers.find(([name]) => name.toLowerCase() === 'cross-origin-embedder-policy')
  if (line === undefined) return undefined
  const [header, value] = line
  return value.split(';', 1)[0]?.trim() === 'require-corp' ? { exchange, header, value } : undefined
}

/** Directives that are ignored in a `<meta>` element. */
const IGNORED_IN_META: ReadonlySet<string> = new Set(['frame-ancestors', 'report-uri', 'sandbox'])

/**
 * Returns the policies that a page carries in `<meta http-equiv>` elements of its head. Elsewhere they have no effect.
 *
 * @see https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-content-security-policy
 */
function findMetaPolicies(html: string): readonly string[] {
  const head = childNamed(childNamed(parse(html), 'html'), 'head')
  return (head?.childNodes ?? []).flatMap((node) => {
    if (node.nodeName !== 'meta') return []
    const { attrs } = node as DefaultTreeAdapterTypes.Element
    const attribute = (name: string) => attrs.find((each) => each.name === name)?.value
    const content = attribute('content') ?? ''
    return attribute('http-equiv')?.toLowerCase() === 'content-security-policy' && content !== '' ? [content] : []
  })
}

type Parent = DefaultTreeAdapterTypes.ParentNode

function childNamed(parent: Parent | undefined, name: string): Parent | undefined {
  return parent?.childNodes.find((node) => node.nodeName === name) as Parent | undefined
}
