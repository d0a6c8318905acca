import { ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import type { CorsPolicy } from '@crossorigin/policy'
import { warnOnce } from './process-warning.ts'
import type { AppliedDecision } from './response-state.ts'
import type { HeaderValue } from './write-head-headers.ts'

const WAYS_OUT =
  "If you want the application's value instead, pass { mode: 'yield' } to cors(), use a selector that returns another " +
  'policy (or undefined) for such requests, or, in Fastify, set config.cors on the route.'

/**
 * Warns of a header that other code has set against the policy, once per process for each header and kind of conflict.
 *
 * @returns Whether there is a conflict. What a policy adds is none, and neither are headers that browsers ignore without the
 * two that allow an origin.
 */
export function warnOfOverride(
  name: string,
  present: HeaderValue,
  wanted: HeaderValue,
  { reason }: AppliedDecision,
): boolean {
  if (present === undefined) return false
  if (name !== ACCESS_CONTROL_ALLOW_ORIGIN && name !== ACCESS_CONTROL_ALLOW_CREDENTIALS) return false
  const header = `${name}: ${quote(String(present))}`
  if (wanted !== undefined) {
    warn(
      `${name} replaced`,
      `${header}, set by other code, was replaced with ${quote(String(wanted))}, the policy's value. ${WAYS_OUT}`,
    )
  } else if (reason === 'origin/absent') {
    warn(
      `${name} without Origin`,
      `${header}, set by other code, was removed from the response to a request without Origin: the policy allows a list of ` +
        "origins. If these URLs are public, use a selector that returns a policy with origin: '*' for them. " +
        WAYS_OUT,
    )
  } else {
    warn(`${name} removed`, `${header}, set by other code, was removed: the policy does not allow it. ${WAYS_OUT}`)
  }
  return true
}

function warn(conflict: string, message: string): void {
  warnOnce(`CORS_OVERRIDDEN ${conflict}`, 'CORS_OVERRIDDEN', message)
}

/** The outer policy that each policy was last compared with. */
const compared = new WeakMap<CorsPolicy, CorsPolicy>()

/**
 * Warns, once per process, of an actual request that meets two different policies: its preflight was answered by the outer
 * one, which cannot know that there is an inner one.
 */
export function warnOfNestedPolicy(outer: CorsPolicy, inner: CorsPolicy): void {
  if (outer === inner || compared.get(inner) === outer) return
  compared.set(inner, outer)
  if (describeConfig(outer) === describeConfig(inner)) return
  warnOnce(
    'CORS_NESTED',
    'CORS_NESTED',
    'A request met two different CORS policies. The inner policy decides about actual requests, but the outer one responds to ' +
      'preflights. Use one cors() with a selector that returns the right policy for each request: cors((req) => policy).',
  )
}

function describeConfig({ config }: CorsPolicy): string {
  return JSON.stringify(config, (_name, value: unknown) =>
    typeof value === 'function' || value instanceof RegExp ? String(value) : value,
  )
}

/** Quotes a header's value, in printable ASCII and at most 200 characters. */
function quote(value: string): string {
  const shown = value.length > 200 ? `${value.slice(0, 200)}...` : value
  return JSON.stringify(shown).replace(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
