import {
  CORS_REQUEST_HEADER_NAMES,
  CORS_RESPONSE_HEADER_NAMES,
  isForbiddenMethod,
  isForbiddenRequestHeaderName,
  isForbiddenResponseHeaderName,
  isNonWildcardRequestHeaderName,
  isSafelistedResponseHeaderName,
  METHOD_OVERRIDE_HEADER_NAMES,
  normalizeMethod,
} from '@crossorigin/grammar'
import type { IssueLog } from './config-issue.ts'
import { type NameList, type NameRules, readNames } from './name-list.ts'

const METHODS: NameRules = {
  option: 'methods',
  example: '["PUT", "DELETE"]',
  normalize: normalizeMethod,
  keyOf: (method) => method,
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
  keyOf: (name) => name.toLowerCase(),
  staysBesideWildcard: isNonWildcardRequestHeaderName,
  check(name, path, log) {
    const lowerCased = name.toLowerCase()
    if (CORS_RESPONSE_HEADER_NAMES.has(lowerCased) || lowerCased.startsWith('access-control-allow-')) {
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
  keyOf: (name) => name.toLowerCase(),
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
      log.warn('exposedHeaders/cors-header', {
        path,
        value: name,
        problem: 'is a header of the CORS protocol itself, which no page needs to read.',
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
