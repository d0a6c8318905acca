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
import type { ConfigIssue, IssueLog, ListOption } from './config-issue.ts'

/** A list of names, or `'*'`, as a configuration may have it once it is checked. */
export type NameList = '*' | readonly string[]

type Path = ConfigIssue['path']

/** How the names of one option are judged and spelled. */
interface NameRules {
  readonly option: ListOption
  readonly example: string
  /** Spells a name as it is compared on the wire. */
  normalize(name: string): string
  /** Says whether a name keeps its meaning beside a wildcard. */
  staysBesideWildcard(name: string): boolean
  /** Refuses or questions a name that is a token. */
  check(name: string, path: Path, log: IssueLog): void
}

const METHODS: NameRules = {
  option: 'methods',
  example: '["PUT", "DELETE"]',
  normalize: normalizeMethod,
  staysBesideWildcard: () => false,
  check(method, path, log) {
    if (isForbiddenMethod(method)) {
      log.error('methods/forbidden', {
        path,
        value: method,
        problem: 'is a method that no script can send.',
        hint: 'Remove it.',
      })
    } else if (method === 'patch') {
      log.warn('methods/lower-case-patch', {
        path,
        value: method,
        problem: 'is another method than PATCH: fetch upper-cases six methods, and this is not one of them.',
        hint: 'Write "PATCH", and let callers write it so.',
      })
    } else if (normalizeMethod(method) === 'OPTIONS') {
      log.warn('methods/options', {
        path,
        value: method,
        problem: 'need not be listed for preflights, only for scripts that send OPTIONS themselves.',
        hint: 'Remove it unless it is meant.',
      })
    }
  },
}

const ALLOWED_HEADERS: NameRules = {
  option: 'allowedHeaders',
  example: '["Authorization", "X-Request-Id"]',
  normalize: (name) => name,
  staysBesideWildcard: isNonWildcardRequestHeaderName,
  check(name, path, log) {
    const lowerCased = name.toLowerCase()
    if (CORS_RESPONSE_HEADER_NAMES.has(lowerCased)) {
      log.error('allowedHeaders/response-header', {
        path,
        value: name,
        problem: 'is a header of responses.',
        hint: 'List the headers that requests carry.',
      })
    } else if (isForbiddenRequestHeaderName(name)) {
      const hint = lowerCased.startsWith('cookie')
        ? 'Remove it; cookies are let in by credentials: true.'
        : 'Remove it.'
      log.error('allowedHeaders/forbidden', { path, value: name, problem: 'is a header that no script can set.', hint })
    } else if (METHOD_OVERRIDE_HEADER_NAMES.has(lowerCased)) {
      log.warn('allowedHeaders/method-override', {
        path,
        value: name,
        problem: 'lets a caller tunnel any method through an allowed POST.',
        hint: 'Remove it unless the server ignores it, or means it.',
      })
    } else if (lowerCased.startsWith('access-control-request-')) {
      log.warn('allowedHeaders/private-network', {
        path,
        value: name,
        problem: "is the browser's own and needs no permission; no current browser sends it.",
        hint: 'Remove it.',
      })
    }
  },
}

const EXPOSED_HEADERS: NameRules = {
  option: 'exposedHeaders',
  example: '["ETag", "X-Total-Count"]',
  normalize: (name) => name,
  staysBesideWildcard: () => false,
  check(name, path, log) {
    const lowerCased = name.toLowerCase()
    if (isForbiddenResponseHeaderName(name)) {
      log.error('exposedHeaders/forbidden', {
        path,
        value: name,
        problem: 'is a header that no script can read.',
        hint: 'Remove it.',
      })
    } else if (CORS_RESPONSE_HEADER_NAMES.has(lowerCased) || CORS_REQUEST_HEADER_NAMES.has(lowerCased)) {
      log.error('exposedHeaders/cors-header', {
        path,
        value: name,
        problem: 'belongs to the CORS protocol itself.',
        hint: 'Remove it.',
      })
    } else if (isSafelistedResponseHeaderName(name)) {
      log.warn('exposedHeaders/safelisted', {
        path,
        value: name,
        problem: 'can be read without being listed.',
        hint: 'Remove it.',
      })
    }
  },
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
      problem: 'allows whatever is asked for, in the name of your visitors.',
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
      problem: 'stands with credentials, where browsers take it for a header named "*".',
      hint: 'List the headers.',
    })
  }
  return names
}

function readNames(value: unknown, rules: NameRules, log: IssueLog): NameList {
  if (value === undefined) return []
  if (value === '*') return '*'
  if (!Array.isArray(value)) {
    refuseNonList(value, rules, log)
    return []
  }
  const names = new Map<string, string>()
  for (const [index, name] of Array.from(value).entries()) readName(name, [rules.option, index], names, rules, log)
  return settleWildcard(names, rules, log)
}

function refuseNonList(value: unknown, { option, example }: NameRules, log: IssueLog): void {
  if (typeof value !== 'string' || value.trim() === '') {
    log.error(`${option}/not-a-list`, {
      path: [option],
      value,
      problem: 'is not a list.',
      hint: `Write "*" or a list, such as ${example}.`,
    })
  } else {
    const list = value
      .trim()
      .split(/[\s,]+/)
      .map((name) => JSON.stringify(name))
      .join(', ')
    const problem = value.includes(',')
      ? 'is one text with commas, where a list belongs.'
      : 'is one text, where a list belongs.'
    log.error(`${option}/${value.includes(',') ? 'comma-separated' : 'not-a-list'}`, {
      path: [option],
      value,
      problem,
      hint: `Write [${list}].`,
    })
  }
}

function readName(name: unknown, path: Path, names: Map<string, string>, rules: NameRules, log: IssueLog): void {
  const { option } = rules
  if (typeof name === 'string' && name.includes(',')) {
    const members = name
      .split(',')
      .map((member) => JSON.stringify(member.trim()))
      .join(', ')
    log.error(`${option}/comma-separated`, {
      path,
      value: name,
      problem: 'holds several names.',
      hint: `Write ${members}.`,
    })
  } else if (typeof name !== 'string' || !isToken(name)) {
    const hint =
      typeof name === 'string' && isToken(name.trim())
        ? `Write "${name.trim()}".`
        : `Write names, such as ${rules.example}.`
    log.error(`${option}/not-a-token`, {
      path,
      value: name,
      problem: 'is not a name: letters, digits and hyphens, without spaces.',
      hint,
    })
  } else {
    const normalized = rules.normalize(name)
    const key = option === 'methods' ? normalized : normalized.toLowerCase()
    if (names.has(key))
      log.warn(`${option}/duplicate`, { path, value: name, problem: 'is listed twice.', hint: 'Remove one of them.' })
    else rules.check(name, path, log)
    names.set(key, normalized)
  }
}

function settleWildcard(names: ReadonlyMap<string, string>, rules: NameRules, log: IssueLog): NameList {
  const list = [...names.values()]
  if (!names.has('*')) return list
  const kept = list.filter((name) => rules.staysBesideWildcard(name))
  for (const name of list) {
    if (name !== '*' && !kept.includes(name)) {
      log.warn(`${rules.option}/beside-wildcard`, {
        path: [rules.option],
        value: name,
        problem: 'stands beside "*", which covers it.',
        hint: 'Remove it, or the "*".',
      })
    }
  }
  return kept.length === 0 ? '*' : ['*', ...kept]
}
