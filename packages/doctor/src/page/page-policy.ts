import type { Evidence } from '../finding.ts'
import type { HeaderLine } from '../network/exchange.ts'
import {
  type ContentSecurityPolicy,
  type Directive,
  directiveForConnections,
  parsePolicy,
  parsePolicyList,
} from './content-security-policy.ts'
import { findMetaPolicies, IGNORED_IN_META } from './meta-policy.ts'
import { matchesSourceList, type SourceTarget } from './source-list.ts'

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
