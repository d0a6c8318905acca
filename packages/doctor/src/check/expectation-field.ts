import { isToken } from '@crossorigin/grammar'
import type { ValueNode } from '@humanwhocodes/momoa'
import { CATALOGUE, isFindingCode } from '../findings/findings.ts'
import type { HeaderLine } from '../network/exchange.ts'
import { findNearest } from './nearest-name.ts'
import { findOriginMistake } from './origin-mistake.ts'
import { findUrlMistake, nameTyped } from './url-mistake.ts'

/** Takes a mistake, and the place where it was made. */
export type ReportMistake = (at: ValueNode, message: string) => void

/** A field of an expectation. */
export interface Field {
  readonly isRequired: boolean
  /** Returns the value as a diagnosis takes it. */
  readonly read: (node: ValueNode, report: ReportMistake) => unknown
}

/** The fields that an expectation can have. */
export const FIELDS: Readonly<Record<string, Field>> = {
  url: required(text(checkUrl)),
  origin: required(text(checkOrigin)),
  method: optional(text(checkToken('a method'))),
  headers: optional(readHeaders),
  credentials: optional(readCredentials),
  expect: required(readExpect),
  code: optional(text(checkCode)),
}

/** Reads one; what it reports, it cannot read. */
export function readField(name: string, node: ValueNode, report: ReportMistake): unknown {
  return FIELDS[name]?.read(node, (at, message) => report(at, `"${name}": ${message}`))
}

function required(read: Field['read']): Field {
  return { isRequired: true, read }
}

function optional(read: Field['read']): Field {
  return { isRequired: false, read }
}

/** Reads a string, and lets it be judged: a judgment says what is wrong. */
function text(judge: (value: string) => string | undefined): Field['read'] {
  return (node, report) => {
    if (node.type !== 'String') return report(node, `expected a string, found ${found(node)}`)
    const mistake = judge(node.value)
    if (mistake !== undefined) return report(node, mistake)
    return node.value
  }
}

function checkUrl(value: string): string | undefined {
  const mistake = findUrlMistake(value)
  return mistake && tell(`${nameTyped('this', value)} is not an absolute URL: ${mistake.reason}`, mistake.corrected)
}

function checkOrigin(value: string): string | undefined {
  const mistake = findOriginMistake(value)
  return mistake && tell(`no browser sends ${nameTyped('this', value)}: ${mistake.reason}`, mistake.corrected)
}

function checkToken(what: string): (value: string) => string | undefined {
  return (value) => (isToken(value) ? undefined : `this is not ${what}`)
}

function checkCode(value: string): string | undefined {
  if (isFindingCode(value)) return undefined
  return tell('this is not the code of a finding', findNearest(value, Object.keys(CATALOGUE)))
}

function readHeaders(node: ValueNode, report: ReportMistake): readonly HeaderLine[] | undefined {
  if (node.type !== 'Object') {
    report(node, `expected an object of names and values, found ${found(node)}`)
    return undefined
  }
  return node.members.flatMap(({ name, value }): HeaderLine[] => {
    const key = name.type === 'String' ? name.value : name.name
    if (!isToken(key)) report(value, `${JSON.stringify(key)} is not the name of a header`)
    else if (value.type !== 'String') report(value, `expected a string for ${key}, found ${found(value)}`)
    else return [[key, value.value]]
    return []
  })
}

/** `true` is what people write for `include`. */
function readCredentials(node: ValueNode, report: ReportMistake): unknown {
  if (node.type === 'Boolean') return node.value ? 'include' : 'same-origin'
  return readOneOf(['include', 'same-origin', 'omit'], node, report)
}

function readExpect(node: ValueNode, report: ReportMistake): unknown {
  return readOneOf(['allowed', 'blocked'], node, report)
}

function readOneOf(values: readonly string[], node: ValueNode, report: ReportMistake): unknown {
  if (node.type === 'String' && values.includes(node.value)) return node.value
  const list = values.map((value) => `"${value}"`).join(' or ')
  return report(node, `expected ${list}, found ${node.type === 'String' ? 'another string' : found(node)}`)
}

function found(node: ValueNode): string {
  if (node.type === 'Object' || node.type === 'Array') return `an ${node.type.toLowerCase()}`
  return node.type === 'Null' ? 'null' : `a ${node.type.toLowerCase()}`
}

function tell(sentence: string, corrected: string | undefined): string {
  return corrected === undefined ? sentence : `${sentence}; write ${JSON.stringify(corrected)}`
}
