import type { NormalizedConfig, OriginPredicate } from './config.ts'
import { type ConfigIssue, createIssueLog, type IssueLog } from './config-issue.ts'
import { readAllowedHeaders, readExposedHeaders, readMethods } from './name-rules.ts'
import { hintForMistypedOption, OPTION_NAMES, replaceForeignOption } from './option-name.ts'
import type { OriginContext } from './origin-entry.ts'
import { MISSING_ORIGIN_HINT, type OriginList, readOrigin } from './origin-rules.ts'
import { createNameLookup } from './regexp/name-status.ts'
import { readBoolean, readMaxAge, readObserver, readOnDenied, readPreflightStatus } from './scalar-rules.ts'

/** A configuration that was looked at whole. */
export interface CheckedConfig {
  readonly issues: readonly ConfigIssue[]
  /** The `origin` option taken apart. */
  readonly origin: '*' | false | OriginPredicate | OriginList
  readonly config: NormalizedConfig
}

/**
 * Finds everything that is wrong or odd about a configuration, without throwing: errors and warnings, in the order of the
 * options.
 *
 * @example
 * ```ts
 * validateConfig({ origin: 'https://example.com/' })
 * // [{ code: 'origin/trailing-slash', path: ['origin'], hint: 'Write "https://example.com".', ... }]
 * ```
 */
export function validateConfig(config: unknown): readonly ConfigIssue[] {
  return checkConfig(config).issues
}

/**
 * Checks a configuration and copies it: each property is read once, and nothing of the caller's is kept. Where there are
 * errors among the issues, the copy is not to be used.
 */
export function checkConfig(config: unknown): CheckedConfig {
  const log = createIssueLog()
  const options = readOptions(config, log)
  const credentials = readBoolean(options['credentials'], 'credentials', log)
  const dangerouslyAllowNullOrigin = readBoolean(
    options['dangerouslyAllowNullOrigin'],
    'dangerouslyAllowNullOrigin',
    log,
  )
  const dangerouslyAllowInsecureOrigins = readBoolean(
    options['dangerouslyAllowInsecureOrigins'],
    'dangerouslyAllowInsecureOrigins',
    log,
  )
  const dangerouslyAllowPublicSuffixes = readBoolean(
    options['dangerouslyAllowPublicSuffixes'],
    'dangerouslyAllowPublicSuffixes',
    log,
  )
  const context: OriginContext = {
    credentials,
    allowsNull: dangerouslyAllowNullOrigin,
    allowsInsecure: dangerouslyAllowInsecureOrigins,
    allowsPublicSuffixes: dangerouslyAllowPublicSuffixes,
    lookUp: createNameLookup(),
    neededFlags: new Set(),
    log,
  }
  const origin = readOrigin(options['origin'], context)
  const normalized: NormalizedConfig = {
    origin: typeof origin === 'object' ? origin.entries : origin,
    methods: readMethods(options['methods'], log),
    allowedHeaders: readAllowedHeaders(options['allowedHeaders'], credentials, log),
    exposedHeaders: readExposedHeaders(options['exposedHeaders'], credentials, log),
    credentials,
    maxAge: readMaxAge(options['maxAge'], log),
    preflightStatus: readPreflightStatus(options['preflightStatus'], log),
    onDenied: readOnDenied(options['onDenied'], log),
    dangerouslyAllowNullOrigin,
    dangerouslyAllowInsecureOrigins,
    dangerouslyAllowPublicSuffixes,
    debug: readBoolean(options['debug'], 'debug', log),
    onDecision: readObserver<NonNullable<NormalizedConfig['onDecision']>>(options['onDecision'], log),
  }
  warnCombinations(origin, normalized, context, log)
  return { issues: inOptionOrder(log.issues), origin, config: freezeDeep(normalized) }
}

function readOptions(config: unknown, log: IssueLog): Record<string, unknown> {
  const options: Record<string, unknown> = { __proto__: null }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    log.error('config/not-an-object', {
      path: [],
      value: config,
      problem: 'is not a configuration.',
      hint: config === undefined ? MISSING_ORIGIN_HINT : 'Write { origin: "https://app.example.com" }.',
    })
    options['origin'] = '*'
    return options
  }
  for (const [name, value] of Object.entries(config)) {
    if (value === undefined) continue
    options[name] = value
    if (!isOptionName(name)) refuseOption(name, value, log)
  }
  return options
}

function isOptionName(name: string): boolean {
  return (OPTION_NAMES as readonly string[]).includes(name)
}

function refuseOption(name: string, value: unknown, log: IssueLog): void {
  const path = [name]
  const replacement = replaceForeignOption(name)
  if (replacement !== undefined) {
    const problem = 'is an option of another CORS package.'
    log.error('config/foreign-option', { path, value, isAboutOption: true, problem, hint: replacement })
  } else {
    const hint = hintForMistypedOption(name) ?? `The options are ${OPTION_NAMES.join(', ')}.`
    log.error('config/unknown-option', { path, value, isAboutOption: true, problem: 'is not an option.', hint })
  }
}

const DANGEROUS_FLAGS = [
  'dangerouslyAllowNullOrigin',
  'dangerouslyAllowInsecureOrigins',
  'dangerouslyAllowPublicSuffixes',
] as const

function warnCombinations(
  origin: CheckedConfig['origin'],
  config: NormalizedConfig,
  context: OriginContext,
  log: IssueLog,
): void {
  for (const flag of DANGEROUS_FLAGS) {
    if (config[flag] && !context.neededFlags.has(flag)) {
      log.warn(`${flag}/unneeded`, {
        path: [flag],
        value: true,
        problem: 'permits what nothing in this configuration calls for.',
        hint: 'Remove it.',
      })
    }
  }
  if (config.onDenied !== 'reject') return
  if (origin === '*') {
    log.warn('onDenied/reject-with-any-origin', {
      path: ['onDenied'],
      value: 'reject',
      problem: 'never rejects anything under origin: "*".',
      hint: 'Remove it.',
    })
  } else if (typeof origin === 'object' && origin.exact.has('null')) {
    log.warn('onDenied/reject-with-null', {
      path: ['onDenied'],
      value: 'reject',
      problem: 'lets every sandboxed frame through, since "null" is allowed.',
      hint: 'Remove "null" from origin.',
    })
  }
}

/** In the order of the options, and of the entries of a list; what is no option comes first. */
function inOptionOrder(issues: readonly ConfigIssue[]): readonly ConfigIssue[] {
  const rank = ({ path }: ConfigIssue): number => (OPTION_NAMES as readonly unknown[]).indexOf(path[0])
  const index = ({ path }: ConfigIssue): number => Number(path[1] ?? -1)
  return Object.freeze(issues.toSorted((left, right) => rank(left) - rank(right) || index(left) - index(right)))
}

function freezeDeep(config: NormalizedConfig): NormalizedConfig {
  for (const value of Object.values(config)) {
    if (Array.isArray(value)) Object.freeze(value)
  }
  return Object.freeze(config)
}
