import {
  CORS_REQUEST_HEADER_NAMES,
  CORS_RESPONSE_HEADER_NAMES,
  isForbiddenMethod,
  isForbiddenRequestHeaderName,
  isForbiddenResponseHeaderName,
  isNonWildcardRequestHeaderName,
  isSafelistedResponseHeaderName,
  isToken,
  METHOD_OVERRIDE_HEADER_NAMES,
  normalizeMethod,
} from '@crossorigin/grammar'
import type { ConfigIssue, ConfigIssueCode, IssueLog, ListOption } from './config-issue.ts'

/** A validated list of names, or `'*'`. */
export type NameList = '*' | readonly string[]

type Path = ConfigIssue['path']

/** How the names of one option are written, compared and checked. */
interface NameRules {
  readonly option: ListOption
  /** An example list, as source code. */
  readonly example: string
  /** Returns a name as it is sent. */
  normalize(name: string): string
  /** Returns a name as it is compared. */
  keyOf(normalized: string): string
  /** Tells whether a name still has a meaning if `*` is listed too. */
  hasMeaningBesideWildcard(name: string): boolean
  /** Finds the problem of a name that is a token. */
  check(name: string): NameFinding | undefined
}

interface NameFinding {
  readonly severity: ConfigIssue['severity']
  readonly code: ConfigIssueCode
  readonly problem: string
  readonly hint: string
}

/** Reads the `methods` option. */
export function readMethods(value: unknown, log: IssueLog): NameList {
  return readNames(value, METHODS, log)
}

/** Reads the `allowedHeaders` option. */
export function readAllowedHeaders(value: unknown, credentials: boolean, log: IssueLog): NameList {
  const names = readNames(value, ALLOWED_HEADERS, log)
  if (credentials && names.includes('*')) {
    log.warn('allowedHeaders/wildcard-with-credentials', {
      path: ['allowedHeaders'],
      value,
      problem: 'allows every request header in requests with the credentials of your visitors.',
      hint: 'List the headers.',
    })
  }
  return names
}

/** Reads the `exposedHeaders` option. */
export function readExposedHeaders(value: unknown, credentials: boolean, log: IssueLog): NameList {
  const names = readNames(value, EXPOSED_HEADERS, log)
  if (credentials && names === '*') {
    log.error('exposedHeaders/wildcard-with-credentials', {
      path: ['exposedHeaders'],
      value,
      problem: 'cannot be combined with credentials: true. Browsers would treat it as a header named "*".',
      hint: 'List the headers.',
    })
  }
  return names
}

/** Names, each under the text that it is compared by. */
type Names = Map<string, { readonly name: string; readonly path: Path }>

function readNames(value: unknown, rules: NameRules, log: IssueLog): NameList {
  if (value === undefined) return []
  if (value === '*') return '*'
  if (!Array.isArray(value)) {
    refuseNonList(value, rules, log)
    return []
  }
  const names: Names = new Map()
  for (const [index, name] of Array.from<unknown>(value).entries()) {
    const path = [rules.option, index]
    if (typeof name === 'string' && isToken(name)) addName(names, { name, path }, { rules, log })
    else refuseName(name, path, { rules, log })
  }
  return settleWildcard(names, rules, log)
}

function refuseNonList(value: unknown, { option, example }: NameRules, log: IssueLog): void {
  const path = [option]
  const isText = typeof value === 'string' && value.trim() !== ''
  if (isText && value.includes(',')) {
    const problem = 'must be an array, not a comma-separated string.'
    // Most lists include OPTIONS for preflights, which do not need it.
    const names = option === 'methods' ? value.replace(/,\s*OPTIONS\b/i, '') : value
    log.error(`${option}/comma-separated`, { path, value, problem, hint: `Write [${quoteAll(names)}].` })
  } else {
    const hint = isText ? `Write [${quoteAll(value)}].` : `Write "*" or an array, such as ${example}.`
    log.error(`${option}/not-a-list`, { path, value, problem: 'must be an array.', hint })
  }
}

function refuseName(
  value: unknown,
  path: Path,
  { rules: { option, example }, log }: { rules: NameRules; log: IssueLog },
): void {
  if (typeof value === 'string' && value.includes(',')) {
    const hint = `Write ${quoteAll(value)}.`
    log.error(`${option}/comma-separated`, { path, value, problem: 'contains several names.', hint })
  } else {
    const isPadded = typeof value === 'string' && isToken(value.trim())
    const hint = isPadded ? `Write "${value.trim()}".` : `Write names, such as ${example}.`
    const problem = 'is not a valid name. Names have letters, digits and hyphens, and no spaces.'
    log.error(`${option}/not-a-token`, { path, value, problem, hint })
  }
}

function quoteAll(text: string): string {
  const members = text.trim().split(/[\s,]+/)
  return members.map((member) => JSON.stringify(member)).join(', ')
}

function addName(
  names: Names,
  { name, path }: { name: string; path: Path },
  { rules, log }: { rules: NameRules; log: IssueLog },
): void {
  const normalized = rules.normalize(name)
  const key = rules.keyOf(normalized)
  if (names.has(key)) {
    const problem = 'is listed twice.'
    log.warn(`${rules.option}/duplicate`, { path, value: name, problem, hint: 'Remove one of them.' })
    return
  }
  names.set(key, { name: normalized, path })
  const found = rules.check(name)
  if (found !== undefined) log.add(found.severity, found.code, { ...found, path, value: name })
}

function settleWildcard(names: Names, { option, hasMeaningBesideWildcard }: NameRules, log: IssueLog): NameList {
  const all = [...names.values()]
  if (!names.has('*')) return all.map(({ name }) => name)
  const kept: string[] = []
  for (const { name: value, path } of all) {
    if (value === '*') continue
    if (hasMeaningBesideWildcard(value)) kept.push(value)
    else {
      const problem = 'is already covered by "*".'
      log.warn(`${option}/beside-wildcard`, { path, value, problem, hint: 'Remove it, or remove "*".' })
    }
  }
  return kept.length === 0 ? '*' : ['*', ...kept]
}

const METHODS: NameRules = {
  option: 'methods',
  example: '["PUT", "DELETE"]',
  normalize: normalizeMethod,
  keyOf: (method) => method,
  hasMeaningBesideWildcard: () => false,
  check(method) {
    if (isForbiddenMethod(method)) return error('methods/forbidden', 'is a method that browsers do not let pages send.')
    if (method === 'patch') {
      const problem =
        'is a different method from PATCH: fetch capitalizes six method names, and patch is not one of them.'
      return warning('methods/lower-case-patch', problem, 'Write "PATCH", here and in the pages that call fetch.')
    }
    if (normalizeMethod(method) !== 'OPTIONS') return undefined
    const problem = 'is not needed for preflights. It lets pages send OPTIONS requests themselves.'
    return warning('methods/options', problem, 'Remove it unless pages send OPTIONS.')
  },
}

const ALLOWED_HEADERS: NameRules = {
  option: 'allowedHeaders',
  example: '["Authorization", "X-Request-Id"]',
  normalize: (name) => name,
  keyOf: (name) => name.toLowerCase(),
  hasMeaningBesideWildcard: isNonWildcardRequestHeaderName,
  check(name) {
    const lowerCased = name.toLowerCase()
    if (CORS_RESPONSE_HEADER_NAMES.has(lowerCased) || lowerCased.startsWith('access-control-allow-')) {
      return error('allowedHeaders/response-header', 'is a response header.', 'List request headers.')
    }
    if (isForbiddenRequestHeaderName(name)) {
      const hint = lowerCased.startsWith('cookie') ? 'Remove it. To allow cookies, set credentials: true.' : undefined
      return error('allowedHeaders/forbidden', 'is a header that pages cannot set.', hint)
    }
    if (METHOD_OVERRIDE_HEADER_NAMES.has(lowerCased)) {
      const problem = 'lets pages send any method disguised as an allowed POST.'
      return warning('allowedHeaders/method-override', problem, 'Remove it, unless your server ignores it.')
    }
    if (!lowerCased.startsWith('access-control-request-')) return undefined
    return warning('allowedHeaders/private-network', 'is set by browsers, not by pages, and is never checked.')
  },
}

const EXPOSED_HEADERS: NameRules = {
  option: 'exposedHeaders',
  example: '["ETag", "X-Total-Count"]',
  normalize: (name) => name,
  keyOf: (name) => name.toLowerCase(),
  hasMeaningBesideWildcard: () => false,
  check(name) {
    const lowerCased = name.toLowerCase()
    if (isForbiddenResponseHeaderName(name)) {
      return error('exposedHeaders/forbidden', 'is a header that pages cannot read.')
    }
    if (CORS_RESPONSE_HEADER_NAMES.has(lowerCased) || CORS_REQUEST_HEADER_NAMES.has(lowerCased)) {
      return warning('exposedHeaders/cors-header', 'is part of the CORS protocol. Pages do not need to read it.')
    }
    if (!isSafelistedResponseHeaderName(name)) return undefined
    return warning('exposedHeaders/safelisted', 'is always readable and does not need to be listed.')
  },
}

function error(code: ConfigIssueCode, problem: string, hint = 'Remove it.'): NameFinding {
  return { severity: 'error', code, problem, hint }
}

function warning(code: ConfigIssueCode, problem: string, hint = 'Remove it.'): NameFinding {
  return { severity: 'warning', code, problem, hint }
}
