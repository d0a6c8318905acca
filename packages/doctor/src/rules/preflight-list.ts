import {
  ACCESS_CONTROL_ALLOW_HEADERS,
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_REQUEST_HEADERS,
  ACCESS_CONTROL_REQUEST_METHOD,
  isSafelistedMethod,
} from '@crossorigin/grammar'
import { quoteMembers } from '../catalogue/fix-line.ts'
import type { FindingCode } from '../catalogue.ts'
import type { Evidence, Sighting } from '../finding.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { answered, type Span, showHeader, showRequestHeader, valuesOf } from './seen-header.ts'
import { describeList, findBadMember, type ListMember, splitList } from './token-list.ts'

/** Says why the method is not allowed. */
export function lookAtAllowedMethods(hop: ObservedHop, { request }: Observation): readonly Sighting[] {
  const exchange = answered(hop.preflight)
  const codes = codesOf(hop)
  if (exchange === undefined) return []
  if (codes.includes('allow-methods-malformed')) {
    return [describeUnparsable('preflight/allow-methods-unparsable', exchange, ACCESS_CONTROL_ALLOW_METHODS)]
  }
  if (!codes.includes('method-not-allowed')) return []
  const { method } = hop
  const members = membersOf(exchange, ACCESS_CONTROL_ALLOW_METHODS)
  const listed = describeList(valuesOf(exchange.outcome, ACCESS_CONTROL_ALLOW_METHODS))
  const alike = members.find(({ text }) => text.toLowerCase() === method.toLowerCase())
  const hasWildcard = members.some(({ text }) => text === '*') && request.credentials === 'include'
  const [code, marked] =
    alike !== undefined
      ? (['preflight/method-case', alike.text] as const)
      : hasWildcard
        ? (['preflight/method-wildcard-literal', '*'] as const)
        : (['preflight/method-not-allowed', undefined] as const)
  return [
    {
      code,
      details: {
        method,
        listed,
        listedAs: alike?.text ?? '',
        upperCased: method.toUpperCase(),
        ...methodsOf(method, members),
      },
      evidence: [
        ...showRequestHeader(exchange, ACCESS_CONTROL_REQUEST_METHOD, ({ length }) => ({ at: 0, length })),
        ...showHeader(exchange, ACCESS_CONTROL_ALLOW_METHODS, (value) => findMember(value, marked)),
      ],
    },
  ]
}

/** Says which request headers are not allowed, and why. */
export function lookAtAllowedHeaders(hop: ObservedHop, { request }: Observation): readonly Sighting[] {
  const exchange = answered(hop.preflight)
  if (exchange === undefined) return []
  if (codesOf(hop).includes('allow-headers-malformed')) {
    return [describeUnparsable('preflight/allow-headers-unparsable', exchange, ACCESS_CONTROL_ALLOW_HEADERS)]
  }
  const hasWildcard = membersOf(exchange, ACCESS_CONTROL_ALLOW_HEADERS).some(({ text }) => text === '*')
  const withCredentials = request.credentials === 'include'
  const refusal = hop.judgement?.failures.find(
    ({ code }) => code === 'header-not-allowed' || code === 'authorization-not-listed',
  )
  const missing = (refusal?.missing ?? []).map((name) => name.replace('header:', ''))
  if (missing.length === 0) return hasWildcard && !withCredentials ? lookForUnnamedAuthorization(exchange) : []
  if (hasWildcard && !withCredentials) return lookForUnnamedAuthorization(exchange, 'error')
  return [
    {
      code: hasWildcard ? 'preflight/header-wildcard-literal' : 'preflight/header-not-allowed',
      details: namesOf(missing, membersOf(exchange, ACCESS_CONTROL_ALLOW_HEADERS)),
      evidence: [
        ...missing.flatMap((name) => showRequested(exchange, name)),
        ...showHeader(exchange, ACCESS_CONTROL_ALLOW_HEADERS, (value) =>
          findMember(value, hasWildcard ? '*' : undefined),
        ),
      ],
    },
  ]
}

/** A wildcard without credentials covers every name but one. */
function lookForUnnamedAuthorization(exchange: Answered, level?: 'error'): readonly Sighting[] {
  const requested = valuesOf(exchange.request, ACCESS_CONTROL_REQUEST_HEADERS).flatMap(splitList)
  const named = membersOf(exchange, ACCESS_CONTROL_ALLOW_HEADERS)
  const isAsked = requested.some(({ text }) => text.toLowerCase() === 'authorization')
  const isNamed = named.some(({ text }) => text.toLowerCase() === 'authorization')
  if (!isAsked || isNamed) return []
  return [
    {
      code: 'preflight/authorization-needs-naming',
      level,
      evidence: [
        ...showRequested(exchange, 'authorization'),
        ...showHeader(exchange, ACCESS_CONTROL_ALLOW_HEADERS, (value) => findMember(value, '*')),
      ],
    },
  ]
}

function codesOf({ judgement }: ObservedHop): readonly string[] {
  return (judgement?.failures ?? []).map(({ code }) => code)
}

function membersOf({ outcome }: Answered, header: string): readonly ListMember[] {
  return valuesOf(outcome, header).flatMap(splitList)
}

function findMember(value: string, text: string | undefined): Span | undefined {
  const member = splitList(value).find((other) => other.text === text)
  return member === undefined ? undefined : { at: member.at, length: member.length }
}

/** Points at a name in what the preflight asked for. */
function showRequested(exchange: Answered, name: string): readonly Evidence[] {
  return showRequestHeader(exchange, ACCESS_CONTROL_REQUEST_HEADERS, (value) => findMember(value, name))
}

function namesOf(missing: readonly string[], members: readonly ListMember[]): Readonly<Record<string, string>> {
  const all = extend(members, missing)
  return {
    name: missing[0] ?? '',
    names: missing.join(', '),
    allNames: all.join(', '),
    quotedNames: quoteMembers(all),
    listed: members.map(({ text }) => text).join(', ') || 'nothing',
  }
}

function methodsOf(method: string, members: readonly ListMember[]): Readonly<Record<string, string>> {
  const all = extend(members, [method])
  const needed = all.filter((each) => !isSafelistedMethod(each))
  return { allMethods: all.join(', '), quotedMethods: quoteMembers(needed.length === 0 ? all : needed) }
}

/** What replaces a list has to keep what it allowed. Security: a line is copied, so that nothing odd gets into it. */
function extend(members: readonly ListMember[], added: readonly string[]): readonly string[] {
  const kept = members.flatMap(({ text }) => text.split(/[\s;|]+/)).filter((text) => /^[\w-]+$/.test(text))
  const known = new Set(added.map((text) => text.toLowerCase()))
  return [...new Set(kept.filter((text) => !known.has(text.toLowerCase()))), ...added]
}

function describeUnparsable(code: FindingCode, exchange: Answered, header: string): Sighting {
  const values = valuesOf(exchange.outcome, header)
  const [bad] = values.map(findBadMember).filter((found) => found !== undefined)
  const requested = valuesOf(exchange.request, ACCESS_CONTROL_REQUEST_HEADERS).flatMap(splitList)
  const names = requested.map(({ text }) => text)
  const [method = ''] = valuesOf(exchange.request, ACCESS_CONTROL_REQUEST_METHOD)
  return {
    code,
    details: {
      ...namesOf(names, membersOf(exchange, ACCESS_CONTROL_ALLOW_HEADERS)),
      ...methodsOf(method, membersOf(exchange, ACCESS_CONTROL_ALLOW_METHODS)),
      value: values.join(', '),
      token: bad?.member ?? '',
    },
    evidence: showHeader(exchange, header, (value) => findBadMember(value)?.span),
  }
}
