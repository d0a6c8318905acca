import type { CorsConfig } from '../config.ts'

/** All options, in the order of the documentation. */
export const OPTION_NAMES: readonly (keyof CorsConfig)[] = [
  'origin',
  'methods',
  'allowedHeaders',
  'exposedHeaders',
  'credentials',
  'maxAge',
  'preflightStatus',
  'onDenied',
  'dangerouslyAllowNullOrigin',
  'dangerouslyAllowInsecureOrigins',
  'dangerouslyAllowPublicSuffixes',
  'debug',
  'onDecision',
]

const ONLY_PREFLIGHTS =
  'Remove it: the policy responds only to preflights. All other OPTIONS requests reach your application.'

/** Options of other packages, each with the option to use instead, or with a sentence that explains the fix. */
const FOREIGN_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['optionsSuccessStatus', 'preflightStatus: 200 or 204'],
  ['optionSuccessStatus', 'preflightStatus: 200 or 204'],
  ['preflightStatusCode', 'preflightStatus: 200 or 204'],
  ['preflightContinue', ONLY_PREFLIGHTS],
  ['endPreflightRequests', ONLY_PREFLIGHTS],
  ['preflight', ONLY_PREFLIGHTS],
  ['strictPreflight', 'Remove it: OPTIONS requests that are not preflights reach your application.'],
  ['hook', 'Remove it: preflights are always handled in onRequest, before authentication.'],
  ['hideOptionsRoute', 'Remove it: no OPTIONS routes are added.'],
  ['delegator', 'Pass a function (req) => policy instead of a configuration.'],
  ['cacheControl', 'Remove it: HTTP caches do not store responses to OPTIONS; browsers use maxAge.'],
  ['privateNetworkAccess', 'Remove it: browsers have dropped Private Network Access.'],
  ['allowPrivateNetwork', 'Remove it: browsers have dropped Private Network Access.'],
  ['allowPrivateNetworkAccess', 'Remove it: browsers have dropped Private Network Access.'],
  ['keepHeadersOnError', 'Remove it: error responses always have the CORS headers.'],
  ['secureContext', 'Remove it: it sets headers that are not CORS headers.'],
  ['vary', 'Pass it in addition to the policy: cors(source, { vary: [...] }), or { policy, vary: [...] } in Fastify.'],
  ['origins', 'origin: [...]'],
  ['allowOrigin', 'origin: [...]'],
  ['allowOrigins', 'origin: [...]'],
  ['allowedOrigin', 'origin: [...]'],
  ['allowedOrigins', 'origin: [...]'],
  ['allowMethods', 'methods: [...]'],
  ['allowedMethods', 'methods: [...]'],
  ['requestMethods', 'methods: [...]'],
  ['allowHeaders', 'allowedHeaders: [...]'],
  ['requestHeaders', 'allowedHeaders: [...]'],
  ['headers', 'allowedHeaders: [...]'],
  ['additionalHeaders', 'allowedHeaders: [...]'],
  ['exposeHeaders', 'exposedHeaders: [...]'],
  ['responseHeaders', 'exposedHeaders: [...]'],
  ['additionalExposedHeaders', 'exposedHeaders: [...]'],
  ['supportsCredentials', 'credentials: true'],
  ['allowCredentials', 'credentials: true'],
  ['preflightMaxAge', 'maxAge, in seconds'],
])

/** Returns a hint for an option of another CORS package; `undefined` if it is not known to be one. */
export function replaceForeignOption(name: string): string | undefined {
  const replacement = FOREIGN_OPTIONS.get(name)
  return replacement?.endsWith('.') ? replacement : replacement && `Did you mean ${replacement}?`
}

/** Returns a hint for a misspelled option of this package or another; `undefined` if no name is similar. */
export function hintForMistypedOption(name: string): string | undefined {
  const nearest = findNearest(name, [...OPTION_NAMES, ...FOREIGN_OPTIONS.keys()])
  return nearest && (replaceForeignOption(nearest) ?? `Did you mean ${nearest}?`)
}

function findNearest(name: string, options: readonly string[]): string | undefined {
  const lowerCased = name.toLowerCase()
  let nearest: string | undefined
  let least = 1 + Math.floor(Math.min(name.length, 32) / 3)
  for (const option of options) {
    const distance = editDistance(lowerCased, option.toLowerCase(), least)
    if (distance < least) {
      least = distance
      nearest = option
    }
  }
  return nearest
}

/** Counts the insertions, deletions and replacements between two texts; texts whose lengths are `limit` apart are not compared. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (const [index, code] of [...left].entries()) {
    const next = [index + 1]
    for (let column = 0; column < right.length; column++) {
      const replaced = (row[column] as number) + (code === right[column] ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] as number) + 1, (next[column] as number) + 1))
    }
    row = next
  }
  return row[right.length] as number
}
