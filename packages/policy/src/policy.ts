import { ORIGIN, SEC_FETCH_SITE } from '@crossorigin/grammar'
import type { CorsConfig, NormalizedConfig, OriginPredicate } from './config.ts'
import { type ConfigIssue, CorsConfigError } from './config-issue.ts'
import { type CoveredSites, listSites } from './covered-site.ts'
import type { CorsRequest, Decide, Decision, Explanation } from './decision.ts'
import { observeDecisions } from './decision-event.ts'
import { compileGrant } from './grant.ts'
import { compileOrigin, isPromiseLike, type OriginReason } from './origin-matcher.ts'
import { NO_ORIGINS, type OriginList } from './origin-rules.ts'
import { checkConfig } from './validate-config.ts'
import { judgeHeaders, judgeMethod, judgeOrigin } from './verdict.ts'

const BRAND = Symbol.for('@crossorigin/policy.CorsPolicy')

/** A validated, compiled, immutable policy. */
export interface CorsPolicy {
  /** The configuration with its defaults, frozen. `{ ...policy.config, methods: [...] }` derives another policy. */
  readonly config: NormalizedConfig
  /** What is legal in the configuration, and probably not meant. */
  readonly warnings: readonly ConfigIssue[]
  /**
   * What the policy covers, as data for a review, or for a test that fails when the policy covers more: `'*'`, `'function'`, or the
   * sites whose origins it allows. Computed on first access.
   */
  readonly sites: CoveredSites
  /**
   * Decides about a request.
   *
   * Never throws for anything that a client sent. It throws, or its promise rejects, where a predicate of the
   * configuration does. A promise is returned only where a predicate returned one.
   */
  decide(request: CorsRequest): Decision | PromiseLike<Decision>
  /** Decides likewise, and puts every rule that was looked at into words. Slower, and reported to nobody. */
  explain(request: CorsRequest): Explanation | PromiseLike<Explanation>
}

/**
 * Builds a policy.
 *
 * @throws {@link CorsConfigError} naming everything that is wrong with the configuration.
 * @example
 * ```ts
 * const policy = createPolicy({ origin: 'https://app.example.com', methods: ['PUT'], credentials: true })
 * policy.decide({ method: 'GET', origin: 'https://app.example.com' })
 * // { kind: 'actual', allowed: true, headers: ['Access-Control-Allow-Origin', 'https://app.example.com', ...], ... }
 * ```
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function createPolicy(config: CorsConfig): CorsPolicy {
  const { issues, origin, config: normalized } = checkConfig(config)
  const errors = issues.filter((issue) => issue.severity === 'error')
  if (errors.length > 0) throw new CorsConfigError(errors)

  const allowed = origin || NO_ORIGINS
  const decide = allowed === '*' ? compileForAnyOrigin(normalized) : compileForOrigins(allowed, normalized)
  let sites: CoveredSites | undefined
  const policy = {
    config: normalized,
    warnings: issues,
    decide: normalized.onDecision === undefined ? decide : observeDecisions(decide, normalized, normalized.onDecision),
    explain: (request: CorsRequest) =>
      settle(decide(request), (decision) => explainDecision(decision, request, normalized)),
  }
  const readSites = (): CoveredSites => {
    sites ??= listSites(allowed)
    return sites
  }
  Object.defineProperties(policy, { [BRAND]: { value: true }, [READ_SITES]: { value: readSites }, sites: SITES })
  return Object.freeze(policy) as unknown as CorsPolicy
}

const READ_SITES = Symbol('readSites')

/**
 * Performance: one getter for all policies. To V8, an object with a getter of its own is a dictionary, and reading `decide` from one
 * takes longer than deciding about an origin of the list.
 */
const SITES: PropertyDescriptor = {
  enumerable: true,
  get(this: { [READ_SITES](): CoveredSites }) {
    return this[READ_SITES]()
  },
}

/**
 * Tells whether a value is a policy, also one that another installed copy of this package built.
 */
export function isCorsPolicy(value: unknown): value is CorsPolicy {
  return typeof value === 'object' && value !== null && BRAND in value
}

/** Everything that `'*'` answers is constant, for requests without an origin too: caches need no `Vary`. */
function compileForAnyOrigin(config: NormalizedConfig): Decide {
  const grant = compileGrant(config)
  const headers = Object.freeze(grant.actual('*'))
  const answer = { allowed: true, headers, vary: undefined } as const
  const absent: Decision = Object.freeze({ kind: 'actual', ...answer, reason: 'origin/absent' })
  const actual: Decision = Object.freeze({ kind: 'actual', ...answer, reason: 'origin/any' })
  const preflight: Decision = Object.freeze({
    ...answer,
    kind: 'preflight',
    status: config.preflightStatus,
    headers: Object.freeze(grant.preflight('*', { method: 'OPTIONS' })),
    reason: 'origin/any',
  })
  return (request) => {
    if (request.origin === undefined) return absent
    return request.method === 'OPTIONS' && request.requestMethod !== undefined ? preflight : actual
  }
}

function compileForOrigins(origin: OriginPredicate | OriginList, config: NormalizedConfig): Decide {
  const match = compileOrigin(origin, config)
  const grant = compileGrant(config)
  const { debug, preflightStatus } = config
  const rejects = config.onDenied === 'reject'
  const deniedVary = rejects ? `${ORIGIN}, ${SEC_FETCH_SITE}` : ORIGIN
  const absent: Decision = Object.freeze({
    kind: 'actual',
    allowed: false,
    headers: NO_HEADERS,
    vary: ORIGIN,
    reason: 'origin/absent',
  })

  return (request) => {
    const { origin } = request
    if (origin === undefined) return absent
    const matched = match(origin)
    return typeof matched === 'string'
      ? decideMatched(matched, request)
      : matched.then((reason) => decideMatched(reason, request))
  }

  function decideMatched(reason: OriginReason, request: CorsRequest): Decision {
    const origin = request.origin as string
    const isPreflight = request.method === 'OPTIONS' && request.requestMethod !== undefined
    // Performance: comparing four constants costs less than looking one up.
    const isAllowed =
      reason === 'origin/listed' ||
      reason === 'origin/pattern' ||
      reason === 'origin/regexp' ||
      reason === 'origin/predicate'
    if (isAllowed && isPreflight) {
      const headers = grant.preflight(origin, request)
      return { kind: 'preflight', allowed: true, status: preflightStatus, headers, vary: grant.preflightVary, reason }
    }
    if (isAllowed) return { kind: 'actual', allowed: true, headers: grant.actual(origin), vary: ORIGIN, reason }
    const headers = debug ? ['Cors-Reason', reason] : NO_HEADERS
    if (isPreflight) return { kind: 'preflight', allowed: false, status: 403, headers, vary: ORIGIN, reason }
    const vary = origin === '' || origin.includes(',') ? NO_CACHE : deniedVary
    return rejects && !OWN_SITES.has(request.fetchSite)
      ? { kind: 'reject', allowed: false, status: 403, headers, vary, reason }
      : { kind: 'actual', allowed: false, headers, vary, reason }
  }
}

const NO_HEADERS: readonly string[] = Object.freeze([])

/** Requests that Fetch Metadata vouches for: of the same origin, or the user's own doing. */
const OWN_SITES: ReadonlySet<string | undefined> = new Set(['same-origin', 'none'])

/**
 * The `Vary` of a response that no cache may keep for anyone.
 *
 * Security: caches may see another `Origin` than the one that is not allowed. Of several lines, which Node joins with commas,
 * Varnish looks at the first, which may be an allowed origin; to nginx, an empty line is none. A response that such a cache
 * kept would be served to others. Browsers send neither.
 */
const NO_CACHE = '*'

function settle<Result>(
  decision: Decision | PromiseLike<Decision>,
  read: (decision: Decision) => Result,
): Result | PromiseLike<Result> {
  return isPromiseLike(decision) ? decision.then((settled) => read(settled as Decision)) : read(decision)
}

function explainDecision(decision: Decision, request: CorsRequest, config: NormalizedConfig): Explanation {
  const verdicts = [judgeOrigin(decision, request)]
  if (decision.kind === 'preflight') {
    verdicts.push(judgeMethod(config, request.requestMethod as string))
    verdicts.push(...judgeHeaders(config, request.requestHeaders ?? ''))
  }
  return { ...decision, verdicts }
}
