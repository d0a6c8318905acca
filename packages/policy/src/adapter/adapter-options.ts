import { isToken } from '@crossorigin/grammar'
import type { Difference } from './difference.ts'

/**
 * What a policy can change.
 *
 * - `'enforce'`: responses have the CORS headers of the policy and no others.
 * - `'yield'`: the policy handles preflights and rejections. If the application has set a different
 *   `Access-Control-Allow-Origin` when an actual response begins, the application's CORS headers are kept.
 * - `'report'`: the policy does not respond to, change or delay anything. `onDifference` is called if a browser would decide
 *   differently under the policy.
 */
export type Mode = 'enforce' | 'yield' | 'report'

/** Options of an adapter, in addition to the policy. */
export interface AdapterOptions<Req, Res> {
  /**
   * The request headers that a selector reads, such as `['Host']`. They are added to `Vary` on every response, because
   * another value could have selected another policy.
   *
   * @defaultValue `[]`
   */
  readonly vary?: readonly string[] | undefined
  /**
   * What the policy can change.
   *
   * @defaultValue `'enforce'`
   */
  readonly mode?: Mode | undefined
  /**
   * With `mode: 'report'`, called when a response begins that a browser would treat differently under the policy. If it throws,
   * the process emits one warning.
   */
  readonly onDifference?: ((difference: Difference<Req>) => void) | undefined
  /**
   * Called when an origin function or a selector fails. Unless `mode` is `'report'`, the error then goes to the framework:
   * `next(error)` in Express, status 500 on a plain server. If `onError` begins the response, that response is sent instead.
   *
   * @defaultValue On a plain server, a process warning; none with `mode: 'report'`.
   */
  readonly onError?: ((error: Error, req: Req, res: Res) => void) | undefined
}

const OPTION_NAMES: readonly string[] = ['vary', 'mode', 'onDifference', 'onError']
const MODES: readonly unknown[] = ['enforce', 'yield', 'report']

/**
 * Checks the options of an adapter.
 *
 * @throws `TypeError` with the code `ERR_CORS_OPTIONS`.
 */
export function checkOptions<Options extends object>(options: Options): Options {
  if (typeof options !== 'object' || options === null) throw createOptionsError('The options must be an object.')
  for (const name of Object.keys(options)) {
    if (!OPTION_NAMES.includes(name))
      throw createOptionsError(`Unknown option "${name}". The options are ${OPTION_NAMES.join(', ')}.`)
  }
  const { vary, mode, onDifference, onError }: AdapterOptions<never, never> = options
  if (vary !== undefined && !(Array.isArray(vary) && vary.every((name) => typeof name === 'string' && isToken(name)))) {
    throw createOptionsError('vary must be an array of request header names, such as ["Host"].')
  }
  if (mode !== undefined && !MODES.includes(mode)) {
    throw createOptionsError('mode must be "enforce", "yield" or "report".')
  }
  for (const [name, value] of Object.entries({ onDifference, onError })) {
    if (value !== undefined && typeof value !== 'function') throw createOptionsError(`${name} must be a function.`)
  }
  if ((mode === 'report') !== (onDifference !== undefined)) {
    throw createOptionsError(
      'mode: "report" and onDifference need each other: { mode: "report", onDifference: (difference) => { ... } }.',
    )
  }
  return options
}

/** Creates the error for incorrect use of an adapter. */
export function createOptionsError(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: 'ERR_CORS_OPTIONS' })
}
