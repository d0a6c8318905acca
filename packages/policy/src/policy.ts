import type { CorsConfig, NormalizedConfig } from './config.ts'
import { type ConfigIssue, CorsConfigError } from './configuration/config-issue.ts'
import { checkConfig } from './configuration/configuration.ts'
import { compileDecision } from './decision/compiled-decision.ts'
import type { CorsRequest, Decision, Explanation } from './decision/decision.ts'
import { observeDecisions } from './decision/decision-event.ts'
import { explainDecision } from './decision/verdict.ts'
import { type CoveredSites, listSites } from './origin/covered-site.ts'
import { isPromiseLike } from './origin/origin-matcher.ts'
import { NO_ORIGINS } from './origin/origin-option.ts'

const BRAND = Symbol.for('@crossorigin/policy.CorsPolicy')

/** A validated, compiled, immutable policy. */
export interface CorsPolicy {
  /** The configuration with its defaults, frozen. `{ ...policy.config, methods: [...] }` derives another policy. */
  readonly config: NormalizedConfig
  /** Settings that are valid, but probably unintended. */
  readonly warnings: readonly ConfigIssue[]
  /**
   * What the policy covers: `'*'`, `'function'`, or the sites whose origins it allows. Use it for reviews, or for a test that fails
   * when the policy covers more. Computed on first access.
   */
  readonly sites: CoveredSites
  /**
   * Decides about a request.
   *
   * Never throws because of what a client sent. If an origin function throws or rejects, so does `decide`. Returns a promise only if
   * an origin function does.
   */
  decide(request: CorsRequest): Decision | PromiseLike<Decision>
  /** Like `decide`, and describes each check. Slower, and does not call `onDecision`. */
  explain(request: CorsRequest): Explanation | PromiseLike<Explanation>
}

/**
 * Builds a policy.
 *
 * @throws {@link CorsConfigError} that lists every error of the configuration.
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
  const decide = compileDecision(allowed, normalized)
  const { onDecision } = normalized
  let sites: CoveredSites | undefined
  const policy = {
    config: normalized,
    warnings: issues,
    decide: onDecision === undefined ? decide : observeDecisions(decide, normalized, onDecision),
    explain(request: CorsRequest) {
      const decision = decide(request)
      return isPromiseLike(decision)
        ? decision.then((settled) => explainDecision(settled as Decision, request, normalized))
        : explainDecision(decision, request, normalized)
    },
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
 * Performance: all policies share one getter. V8 treats an object with its own getter as a dictionary, and reading `decide` from it
 * takes longer than deciding about a listed origin.
 */
const SITES: PropertyDescriptor = {
  enumerable: true,
  get(this: { [READ_SITES](): CoveredSites }) {
    return this[READ_SITES]()
  },
}

/** Tells whether a value is a policy, including policies built by another installed copy of this package. */
export function isCorsPolicy(value: unknown): value is CorsPolicy {
  return typeof value === 'object' && value !== null && BRAND in value
}
