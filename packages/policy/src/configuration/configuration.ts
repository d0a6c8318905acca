import type { NormalizedConfig, OriginPredicate } from '../config.ts'
import { MISSING_ORIGIN_HINT, type OriginList, readOrigin } from '../origin/origin-option.ts'
import { createNameLookup } from '../origin/public-suffix/name-status.ts'
import { type ConfigIssue, createIssueLog, type IssueLog } from './config-issue.ts'
import { readAllowedHeaders, readExposedHeaders, readMethods } from './name-options.ts'
import { hintForMistypedOption, OPTION_NAMES, replaceForeignOption } from './option-name.ts'
import { readBoolean, readMaxAge, readObserver, readOnDenied, readPreflightStatus } from './scalar-options.ts'

/** A configuration that has been read and checked. */
export interface CheckedConfig {
  readonly issues: readonly ConfigIssue[]
  /** The `origin` option, parsed. */
  readonly origin: '*' | false | OriginPredicate | OriginList
  readonly config: NormalizedConfig
}

/**
 * Finds all errors and warnings of a configuration, in the order of the options. It does not throw.
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

const DANGEROUS_FLAGS = [
  'dangerouslyAllowNullOrigin',
  'dangerouslyAllowInsecureOrigins',
  'dangerouslyAllowPublicSuffixes',
] as const

/**
 * Checks a configuration and copies it. Each property is read once, and no reference to the caller's objects is kept. If the issues
 * include errors, do not use the copy.
 */
export function checkConfig(config: unknown): CheckedConfig {
  const log = createIssueLog()
  const options = readOptions(config, log)
  const credentials = readBoolean(options['credentials'], 'credentials', log)
  const [allowsNull, allowsInsecure, allowsPublicSuffixes] = DANGEROUS_FLAGS.map((flag) =>
    readBoolean(options[flag], flag, log),
  ) as [boolean, boolean, boolean]
  const neededFlags = new Set<string>()
  const lookUp = createNameLookup()
  const context = { credentials, allowsNull, allowsInsecure, allowsPublicSuffixes, neededFlags, lookUp, log }
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
    dangerouslyAllowNullOrigin: allowsNull,
    dangerouslyAllowInsecureOrigins: allowsInsecure,
    dangerouslyAllowPublicSuffixes: allowsPublicSuffixes,
    debug: readBoolean(options['debug'], 'debug', log),
    onDecision: readObserver<NonNullable<NormalizedConfig['onDecision']>>(options['onDecision'], log),
  }
  warnUnneededFlags(normalized, neededFlags, log)
  if (normalized.onDenied === 'reject') warnUselessReject(origin, log)
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

function warnUnneededFlags(config: NormalizedConfig, neededFlags: ReadonlySet<string>, log: IssueLog): void {
  for (const flag of DANGEROUS_FLAGS) {
    if (!config[flag] || neededFlags.has(flag)) continue
    const problem = 'has no effect: nothing in this configuration needs it.'
    log.warn(`${flag}/unneeded`, { path: [flag], value: true, problem, hint: 'Remove it.' })
  }
}

function warnUselessReject(origin: CheckedConfig['origin'], log: IssueLog): void {
  const entry = { path: ['onDenied'], value: 'reject' }
  if (origin === '*') {
    const problem = 'has no effect: origin: "*" allows every origin.'
    log.warn('onDenied/reject-with-any-origin', { ...entry, problem, hint: 'Remove it.' })
  } else if (typeof origin === 'object' && origin.exact.has('null')) {
    const problem = 'does not reject requests from sandboxed frames, because "null" is allowed.'
    log.warn('onDenied/reject-with-null', { ...entry, problem, hint: 'Remove "null" from origin.' })
  }
}

/** Sorts by option, and then by entry. Properties that are not options come first. */
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
