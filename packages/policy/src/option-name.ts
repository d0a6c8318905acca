import type { CorsConfig } from './config.ts'

/** Every option that there is, in the order of the documentation. */
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

/** Options of other packages, with what to do instead. */
const FOREIGN_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['optionsSuccessStatus', 'Write preflightStatus: 204 or 200.'],
  ['preflightStatusCode', 'Write preflightStatus: 204 or 200.'],
  [
    'preflightContinue',
    'Remove it: only preflights are answered here, and every other OPTIONS request reaches the application.',
  ],
  [
    'endPreflightRequests',
    'Remove it: only preflights are answered here, and every other OPTIONS request reaches the application.',
  ],
  [
    'preflight',
    'Remove it: only preflights are answered here, and every other OPTIONS request reaches the application.',
  ],
  ['strictPreflight', 'Remove it: an OPTIONS request that is not a preflight belongs to the application.'],
  ['hook', 'Remove it: preflights are always answered in onRequest, before authentication.'],
  ['hideOptionsRoute', 'Remove it: no OPTIONS route is registered.'],
  ['delegator', 'Pass a function (req) => policy in place of the configuration.'],
  ['cacheControl', 'Remove it: HTTP caches do not store answers to OPTIONS; browsers obey maxAge.'],
  ['privateNetworkAccess', 'Remove it: no current browser asks for it.'],
  ['keepHeadersOnError', 'Remove it: the headers are always there on errors.'],
  ['secureContext', 'Remove it: it sets headers that are not CORS.'],
  ['vary', 'Pass it beside the policy: cors(source, { vary: [...] }), or { policy, vary: [...] } in Fastify.'],
  ['origins', 'Write origin: [...].'],
  ['allowOrigin', 'Write origin: [...].'],
  ['allowOrigins', 'Write origin: [...].'],
  ['allowMethods', 'Write methods: [...].'],
  ['allowedMethods', 'Write methods: [...].'],
  ['requestMethods', 'Write methods: [...].'],
  ['allowHeaders', 'Write allowedHeaders: [...].'],
  ['requestHeaders', 'Write allowedHeaders: [...].'],
  ['headers', 'Write allowedHeaders: [...].'],
  ['additionalHeaders', 'Write allowedHeaders: [...].'],
  ['exposeHeaders', 'Write exposedHeaders: [...].'],
  ['responseHeaders', 'Write exposedHeaders: [...].'],
  ['additionalExposedHeaders', 'Write exposedHeaders: [...].'],
  ['supportsCredentials', 'Write credentials: true.'],
  ['allowCredentials', 'Write credentials: true.'],
  ['preflightMaxAge', 'Write maxAge, in seconds.'],
])

/** Says what to do instead of an option that another package has; `undefined` where none is known to have it. */
export function replaceForeignOption(name: string): string | undefined {
  return FOREIGN_OPTIONS.get(name)
}

/** Returns the option whose name is nearest to a mistyped one, if any is near. */
export function findNearestOption(name: string): string | undefined {
  const lowerCased = name.toLowerCase()
  let nearest: string | undefined
  let least = 1 + Math.floor(Math.min(name.length, 32) / 3)
  for (const option of OPTION_NAMES) {
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
