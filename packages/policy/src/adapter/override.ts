import { ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import type { CorsPolicy } from '@crossorigin/policy'
import type { AppliedDecision, HeaderValue } from './policy-header.ts'
import { hasWarned, warnOnce } from './process-warning.ts'

const MAX_QUOTED = 200
const CORS_NESTED = 'CORS_NESTED'

const WAYS_TO_KEEP =
  "To keep such headers, use mode: 'yield', or a selector that returns another policy (or undefined) for these requests."

/**
 * Warns about a header that other code has set contrary to the policy, once per process for each header and kind of conflict.
 *
 * @returns Whether there is a conflict. Headers that the policy adds are not a conflict, and neither are headers that browsers
 * ignore unless an origin is allowed.
 */
export function warnOfOverride(
  name: string,
  present: HeaderValue,
  wanted: HeaderValue,
  decision: AppliedDecision,
): boolean {
  if (present === undefined) return false
  if (name !== ACCESS_CONTROL_ALLOW_ORIGIN && name !== ACCESS_CONTROL_ALLOW_CREDENTIALS) return false
  const conflict = wanted === undefined ? classifyRemoval(decision) : 'replaced'
  const key = `CORS_OVERRIDDEN ${name} ${conflict}`
  // Performance: the same conflict can occur in every response.
  if (hasWarned(key)) return true
  const outcome =
    conflict === 'replaced'
      ? `replaced with ${quote(String(wanted))}, the value of your CORS policy.`
      : REMOVALS[conflict]
  warnOnce(
    key,
    'CORS_OVERRIDDEN',
    `Other code set ${name}: ${quote(String(present))} on a response. It was ${outcome} ${WAYS_TO_KEEP}`,
  )
  return true
}

const REMOVALS = {
  'not sent': 'removed, because your CORS policy does not send it.',
  'without Origin':
    'removed, because the request had no Origin header and your CORS policy does not allow every origin. If the URL is public, ' +
    "use a selector that returns a policy with origin: '*' for it.",
  'not allowed': 'removed, because your CORS policy does not allow the origin of the request.',
} as const

function classifyRemoval({ allowed, reason }: AppliedDecision): keyof typeof REMOVALS {
  if (allowed) return 'not sent'
  return reason === 'origin/absent' ? 'without Origin' : 'not allowed'
}

/** For each policy, the outer policies that are known to be the same. */
const same = new WeakMap<CorsPolicy, WeakSet<CorsPolicy>>()

/**
 * Warns, once per process, about an actual request that meets two different policies: the outer one has responded to its
 * preflight, and cannot know that there is an inner one.
 */
export function warnOfNestedPolicy(outer: CorsPolicy, inner: CorsPolicy): void {
  if (outer === inner || hasWarned(CORS_NESTED) || same.get(inner)?.has(outer)) return
  if (describeConfig(outer) === describeConfig(inner)) {
    same.set(inner, (same.get(inner) ?? new WeakSet()).add(outer))
    return
  }
  warnOnce(
    CORS_NESTED,
    CORS_NESTED,
    'A request met two different CORS policies. The inner policy decides about actual requests, but the outer one responds to ' +
      'preflights and rejections. Use one cors() with a selector that returns the right policy for each request: cors((req) => policy).',
  )
}

function describeConfig({ config }: CorsPolicy): string {
  return JSON.stringify(config, (_name, value: unknown) =>
    typeof value === 'function' || value instanceof RegExp ? String(value) : value,
  )
}

/** Quotes a header's value, in printable ASCII and at most 200 characters. */
function quote(value: string): string {
  const quoted = JSON.stringify(value.slice(0, MAX_QUOTED)).replace(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return quoted.length > MAX_QUOTED ? `${quoted.slice(0, MAX_QUOTED - 4)}..."` : quoted
}
