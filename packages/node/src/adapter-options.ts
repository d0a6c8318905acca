import { isToken } from '@crossorigin/grammar'

/** What an adapter can be told beside the policy. */
export interface CorsOptions<Req, Res> {
  /**
   * The request headers that a selector reads, such as `['Host']`. They join `Vary` on every response, since another value
   * could have selected another policy.
   *
   * @defaultValue `[]`
   */
  readonly vary?: readonly string[] | undefined
  /**
   * Is told when a predicate or a selector has failed, before the error takes its path: `next(error)` in Express, status
   * 500 on a plain server. If it begins the response itself, that is the answer.
   *
   * @defaultValue On a plain server, a warning of the process.
   */
  readonly onError?: ((error: Error, req: Req, res: Res) => void) | undefined
}

/**
 * Checks the options of an adapter and returns the value of `vary` to be merged.
 *
 * @throws `TypeError` with the code `ERR_CORS_OPTIONS`.
 */
export function readVaryOption(options: { readonly vary?: unknown }, names: readonly string[]): string | undefined {
  for (const name of Object.keys(options)) {
    if (!names.includes(name))
      throw createOptionsError(`There is no option ${name} here; there is ${names.join(' and ')}.`)
  }
  const { vary } = options
  if (vary === undefined) return undefined
  if (!Array.isArray(vary) || !vary.every((name) => typeof name === 'string' && isToken(name))) {
    throw createOptionsError('vary must be a list of names of request headers, such as ["Host"].')
  }
  return vary.length === 0 ? undefined : vary.join(', ')
}

/** Makes the error for a misuse of an adapter. */
export function createOptionsError(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: 'ERR_CORS_OPTIONS' })
}
