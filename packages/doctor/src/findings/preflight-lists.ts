import {
  ACCESS_CONTROL_ALLOW_HEADERS,
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_REQUEST_HEADERS,
  ACCESS_CONTROL_REQUEST_METHOD,
  isSafelistedMethod,
} from '@crossorigin/grammar'
import { valuesOf } from '../header-lines.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { answered, showHeader, showRequestHeader, wholeOf } from './evidence.ts'
import { atHops, type Checks, type Detection, error, type Findings, warning } from './finding-entry.ts'
import { ALLOW_HEADERS_LINES, ALLOW_METHOD_LINES, type Needs } from './fix-line.ts'
import { describeList, findBadMember, findMember, type ListMember, membersOf, splitList } from './token-list.ts'

/** What a preflight does not allow. */
export const preflightListFindings = {
  'preflight/allow-methods-unparsable': error('method', {
    title: 'Access-Control-Allow-Methods cannot be parsed',
    explanation:
      'The value must be a list of methods separated by commas: no semicolons, no quotes, no spaces instead of ' +
      'commas. One syntax error invalidates the whole preflight, even for methods that need no permission. The error ' +
      "is in '{token}'.",
    fix: 'Separate the methods with commas.',
    lines: ALLOW_METHOD_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-new-header-syntax',
    checks: atHops('preflight', (hop) => lookForBadList(hop, 'allow-methods-malformed', ACCESS_CONTROL_ALLOW_METHODS)),
    stage: 'allow-methods',
  }),
  'preflight/method-not-allowed': error('method', {
    title: 'The preflight response does not allow the method',
    explanation:
      'GET, HEAD and POST need no permission; every other method must be in Access-Control-Allow-Methods. The ' +
      'request is {method}, and the server lists {listed}.',
    fix: 'Add the method to the list.',
    lines: ALLOW_METHOD_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-access-control-allow-methods',
    checks: refusedMethod('unlisted'),
  }),
  'preflight/method-case': error('method', {
    title: 'The method is listed with different capitalization',
    explanation:
      'Methods are case-sensitive. fetch and XMLHttpRequest convert DELETE, GET, HEAD, OPTIONS, POST and PUT to ' +
      "upper case and send all others as they are written. The request is '{method}', and the server lists " +
      "'{listedAs}'.",
    fix: "Write methods in upper case, in the server's list and in the call.",
    lines: [
      { product: '@crossorigin', line: "cors({ origin: ['{origin}'], methods: ['{upperCased}'] })" },
      {
        product: 'cors',
        line: "app.use(cors({ origin: ['{origin}'], methods: ['GET', 'HEAD', 'POST', '{upperCased}'] }))",
      },
      {
        product: '@fastify/cors',
        line: "await app.register(cors, { origin: ['{origin}'], methods: ['GET', 'HEAD', 'POST', '{upperCased}'] })",
      },
      { product: 'nginx', line: "add_header Access-Control-Allow-Methods '{upperCased}' always;" },
    ],
    spec: 'https://fetch.spec.whatwg.org/#concept-method-normalize',
    checks: refusedMethod('case'),
  }),
  'preflight/method-wildcard-literal': error('method', {
    title: 'With credentials, * in Access-Control-Allow-Methods is not a wildcard',
    explanation: "For a request with credentials: 'include', * in the list only allows a method that is named *.",
    fix: 'List the methods by name, or make the request without credentials.',
    lines: ALLOW_METHOD_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-new-header-syntax',
    checks: refusedMethod('wildcard'),
  }),
  'preflight/allow-headers-unparsable': error('headers', {
    title: 'Access-Control-Allow-Headers cannot be parsed',
    explanation:
      'The value must be a list of header names separated by commas: no semicolons, no quotes, no spaces instead of ' +
      'commas. One syntax error invalidates the whole preflight, even if no header needs permission. The error is in ' +
      "'{token}'.",
    fix: 'Separate the names with commas.',
    lines: ALLOW_HEADERS_LINES.filter(({ product }) => product !== 'nginx'),
    spec: 'https://fetch.spec.whatwg.org/#http-new-header-syntax',
    checks: atHops('preflight', (hop) => lookForBadList(hop, 'allow-headers-malformed', ACCESS_CONTROL_ALLOW_HEADERS)),
    stage: 'allow-headers',
  }),
  'preflight/header-not-allowed': error('headers', {
    title: 'The preflight response does not allow a request header',
    explanation:
      'Every request header that is not CORS-safelisted must be listed in Access-Control-Allow-Headers, including ' +
      'Content-Type for JSON. Missing: {names}. The server lists {listed}. Browsers only name the first that is ' +
      'missing.',
    fix: 'Add the names to the list, or do not send these headers.',
    lines: ALLOW_HEADERS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-access-control-allow-headers',
    checks: atHops('preflight', (hop, seen) => lookForRefusedHeaders(hop, seen, false)),
  }),
  'preflight/header-wildcard-literal': error('headers', {
    title: 'With credentials, * in Access-Control-Allow-Headers is not a wildcard',
    explanation:
      "For a request with credentials: 'include', * in the list only allows a header that is named *. Missing: " +
      '{names}.',
    fix: 'List the headers by name, or make the request without credentials.',
    lines: ALLOW_HEADERS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-new-header-syntax',
    checks: atHops('preflight', (hop, seen) => lookForRefusedHeaders(hop, seen, true)),
  }),
  'preflight/authorization-needs-naming': warning('headers', {
    title: 'Only * allows Authorization, which the standard does not accept',
    explanation:
      'By the standard, * in Access-Control-Allow-Headers covers every header except Authorization. Chrome, Firefox ' +
      'and Safari still accept it; Firefox warns that it will stop.',
    fix: 'List Authorization by name, in addition to * or instead of it.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: ['{origin}'], allowedHeaders: ['*', 'Authorization'] })" },
      { product: 'cors', line: "app.use(cors({ origin: ['{origin}'], allowedHeaders: ['*', 'Authorization'] }))" },
      {
        product: '@fastify/cors',
        line: "await app.register(cors, { origin: ['{origin}'], allowedHeaders: ['*', 'Authorization'] })",
      },
      { product: 'nginx', line: "add_header Access-Control-Allow-Headers '*, Authorization' always;" },
    ],
    spec: 'https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name',
    checks: atHops('preflight', lookForUnnamedAuthorization),
  }),
} satisfies Findings

function codesOf({ judgment }: ObservedHop): readonly string[] {
  return (judgment?.failures ?? []).map(({ code }) => code)
}

function lookForBadList(hop: ObservedHop, failure: string, header: string): Detection | undefined {
  const exchange = answered(hop.preflight)
  if (exchange === undefined || !codesOf(hop).includes(failure)) return undefined
  const values = valuesOf(exchange.outcome, header)
  const [bad] = values.map(findBadMember).filter((found) => found !== undefined)
  const requested = valuesOf(exchange.request, ACCESS_CONTROL_REQUEST_HEADERS).flatMap(splitList)
  const [method = ''] = valuesOf(exchange.request, ACCESS_CONTROL_REQUEST_METHOD)
  return {
    details: {
      ...detailsOfNames(
        requested.map(({ text }) => text),
        membersOf(exchange.outcome, ACCESS_CONTROL_ALLOW_HEADERS),
      ),
      ...detailsOfMethods(method, membersOf(exchange.outcome, ACCESS_CONTROL_ALLOW_METHODS)),
      value: values.join(', '),
      token: bad?.member ?? '',
    },
    evidence: showHeader(exchange, header, (value) => findBadMember(value)?.span),
  }
}

/**
 * Why a method is not allowed: it is listed with other capitals, `*` is no wildcard with credentials, or it is not
 * listed.
 */
function refusedMethod(wanted: 'case' | 'wildcard' | 'unlisted'): Checks {
  return atHops('preflight', (hop, { request }) => {
    const exchange = answered(hop.preflight)
    if (exchange === undefined || !codesOf(hop).includes('method-not-allowed')) return undefined
    const { method } = hop
    const members = membersOf(exchange.outcome, ACCESS_CONTROL_ALLOW_METHODS)
    const alike = members.find(({ text }) => text.toLowerCase() === method.toLowerCase())
    const hasWildcard = members.some(({ text }) => text === '*') && request.credentials === 'include'
    const reason = alike !== undefined ? 'case' : hasWildcard ? 'wildcard' : 'unlisted'
    if (reason !== wanted) return undefined
    const marked = alike?.text ?? (hasWildcard ? '*' : undefined)
    return {
      details: {
        method,
        listed: describeList(valuesOf(exchange.outcome, ACCESS_CONTROL_ALLOW_METHODS)),
        listedAs: alike?.text ?? '',
        upperCased: method.toUpperCase(),
        ...detailsOfMethods(method, members),
      },
      evidence: [
        ...showRequestHeader(exchange, ACCESS_CONTROL_REQUEST_METHOD, wholeOf),
        ...showHeader(exchange, ACCESS_CONTROL_ALLOW_METHODS, (value) => findMember(value, marked)),
      ],
    }
  })
}

interface RefusedHeaders {
  readonly exchange: Answered
  readonly missing: readonly string[]
  readonly hasWildcard: boolean
  readonly withCredentials: boolean
}

function readRefusedHeaders(hop: ObservedHop, { request }: Observation): RefusedHeaders | undefined {
  const exchange = answered(hop.preflight)
  if (exchange === undefined || codesOf(hop).includes('allow-headers-malformed')) return undefined
  const refusal = hop.judgment?.failures.find(
    ({ code }) => code === 'header-not-allowed' || code === 'authorization-not-listed',
  )
  return {
    exchange,
    missing: (refusal?.missing ?? []).map((name) => name.replace('header:', '')),
    hasWildcard: membersOf(exchange.outcome, ACCESS_CONTROL_ALLOW_HEADERS).some(({ text }) => text === '*'),
    withCredentials: request.credentials === 'include',
  }
}

function lookForRefusedHeaders(hop: ObservedHop, seen: Observation, ofWildcard: boolean): Detection | undefined {
  const found = readRefusedHeaders(hop, seen)
  if (found === undefined || found.missing.length === 0 || found.hasWildcard !== ofWildcard) return undefined
  const { exchange, missing, hasWildcard, withCredentials } = found
  // A wildcard without credentials covers every name but one, which has a code of its own.
  if (hasWildcard && !withCredentials) return undefined
  return {
    details: detailsOfNames(missing, membersOf(exchange.outcome, ACCESS_CONTROL_ALLOW_HEADERS)),
    evidence: [
      ...missing.flatMap((name) => showRequested(exchange, name)),
      ...showHeader(exchange, ACCESS_CONTROL_ALLOW_HEADERS, (value) =>
        findMember(value, hasWildcard ? '*' : undefined),
      ),
    ],
  }
}

function lookForUnnamedAuthorization(hop: ObservedHop, seen: Observation): Detection | undefined {
  const found = readRefusedHeaders(hop, seen)
  if (found?.hasWildcard !== true || found.withCredentials) return undefined
  const { exchange, missing } = found
  const requested = valuesOf(exchange.request, ACCESS_CONTROL_REQUEST_HEADERS).flatMap(splitList)
  const named = membersOf(exchange.outcome, ACCESS_CONTROL_ALLOW_HEADERS)
  const isAsked = requested.some(({ text }) => text.toLowerCase() === 'authorization')
  const isNamed = named.some(({ text }) => text.toLowerCase() === 'authorization')
  if (!isAsked || isNamed) return undefined
  return {
    level: missing.length === 0 ? undefined : 'error',
    evidence: [
      ...showRequested(exchange, 'authorization'),
      ...showHeader(exchange, ACCESS_CONTROL_ALLOW_HEADERS, (value) => findMember(value, '*')),
    ],
  }
}

/** Points at a name in what the preflight asked for. */
function showRequested(exchange: Answered, name: string): ReturnType<typeof showHeader> {
  return showRequestHeader(exchange, ACCESS_CONTROL_REQUEST_HEADERS, (value) => findMember(value, name))
}

/** The details of header names that are missing from a list. */
function detailsOfNames(missing: readonly string[], members: readonly ListMember[]): Readonly<Record<string, string>> {
  return {
    name: missing[0] ?? '',
    names: missing.join(', '),
    allNames: extend(members, missing).join(', '),
    listed: members.map(({ text }) => text).join(', ') || 'nothing',
  }
}

/** The details of a method that is missing from a list. */
function detailsOfMethods(method: string, members: readonly ListMember[]): Readonly<Record<string, string>> {
  return { allMethods: extend(members, [method]).join(', ') }
}

/** Returns what the policy of a URL must allow: what the request needs, and what it allows now. */
export function needsOf(hop: ObservedHop | undefined, { request, classification }: Observation): Needs {
  const { outcome, requestMethod, requestHeaders } = classification
  const credentials = request.credentials === 'include'
  if (outcome !== 'preflight') return { methods: [], names: [], credentials }
  const response = answered(hop?.preflight)?.outcome ?? { headers: [] }
  const method = hop?.method ?? requestMethod ?? 'GET'
  const names = splitList(requestHeaders ?? '').map(({ text }) => text)
  return {
    methods: extend(membersOf(response, ACCESS_CONTROL_ALLOW_METHODS), isSafelistedMethod(method) ? [] : [method]),
    names: extend(membersOf(response, ACCESS_CONTROL_ALLOW_HEADERS), names),
    credentials,
  }
}

/** What replaces a list must keep what it allowed. Security: a line is copied, so that nothing odd gets into it. */
function extend(members: readonly ListMember[], added: readonly string[]): readonly string[] {
  const kept = members.flatMap(({ text }) => text.split(/[\s;|]+/)).filter((text) => /^[\w-]+$/.test(text))
  const known = new Set(added.map((text) => text.toLowerCase()))
  return [...new Set(kept.filter((text) => !known.has(text.toLowerCase()))), ...added]
}
