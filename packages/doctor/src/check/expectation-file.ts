import { isToken } from '@crossorigin/grammar'
import { type DocumentNode, type MemberNode, type ObjectNode, parse, type ValueNode } from '@humanwhocodes/momoa'
import type { DiagnosisInput } from '../diagnosis.ts'
import { FINDINGS, type FindingCode, isFindingCode } from '../findings/findings.ts'
import type { HeaderLine } from '../network/exchange.ts'
import { findOriginMistake, findUrlMistake, nameTyped } from './address-mistake.ts'
import { findNearest } from './nearest-name.ts'

/**
 * Reads a file of expectations: a list of them, or an object that has one in `expectations`.
 *
 * @throws `ExpectationError` with every mistake and its place.
 */
export function readExpectations(text: string): readonly Expectation[] {
  const mistakes: ExpectationMistake[] = []
  const list = findList(parseJson(text).body, mistakes)
  const expectations = list.flatMap((node) => readExpectation(node, mistakes) ?? [])
  if (mistakes.length > 0) throw new ExpectationError(mistakes)
  return expectations
}

/** What the parser calls them, and how they are written. */
const TOKENS: Readonly<Record<string, string>> = {
  LBrace: "'{'",
  RBrace: "'}'",
  LBracket: "'['",
  RBracket: "']'",
  Comma: "','",
  Colon: "':'",
}

function parseJson(text: string): DocumentNode {
  try {
    return parse(text.replace(/^\uFEFF/, ''), { mode: 'json' })
  } catch (error) {
    // The parser calls itself for each level.
    if (error instanceof RangeError) {
      throw new ExpectationError([{ line: 1, column: 1, message: 'the lists and objects are nested too deeply' }])
    }
    const { message, line = 1, column = 1 } = error as Error & { line?: number; column?: number }
    const plain = message
      .replace(/ ?\(\d+:\d+\)/, '')
      .replace(/token (\w+)/, (token, name: string) => TOKENS[name] ?? token)
      .replace(/\.$/, '')
    throw new ExpectationError([{ line, column, message: `this is not JSON: ${plain}` }])
  }
}

function findList(body: ValueNode, mistakes: ExpectationMistake[]): readonly ValueNode[] {
  if (body.type === 'Object') return findListIn(body, mistakes)
  if (body.type === 'Array') return atLeastOne(body, mistakes)
  mistakes.push({ ...placeOf(body), message: 'expected a list of expectations: write [{ "url": ..., "origin": ... }]' })
  return []
}

function findListIn(body: ObjectNode, mistakes: ExpectationMistake[]): readonly ValueNode[] {
  const members = indexMembers(body, ['$schema', 'expectations'], mistakes)
  const list = members.get('expectations')?.value
  if (list?.type === 'Array') return atLeastOne(list, mistakes)
  mistakes.push({ ...placeOf(list ?? body), message: 'expected a list: write "expectations": [...]' })
  return []
}

/** A file without expectations would always pass. */
function atLeastOne(node: Extract<ValueNode, { type: 'Array' }>, mistakes: ExpectationMistake[]): readonly ValueNode[] {
  if (node.elements.length === 0) mistakes.push({ ...placeOf(node), message: 'the list is empty: nothing is expected' })
  return node.elements.map(({ value }) => value)
}

function readExpectation(node: ValueNode, mistakes: ExpectationMistake[]): Expectation | undefined {
  const place = placeOf(node)
  if (node.type !== 'Object') {
    mistakes.push({ ...place, message: 'expected an object: write { "url": ..., "origin": ..., "expect": ... }' })
    return undefined
  }
  const members = indexMembers(node, Object.keys(FIELDS), mistakes)
  const before = mistakes.length
  const values: Record<string, unknown> = {}
  for (const [name, { isRequired, read }] of Object.entries(FIELDS)) {
    const member = members.get(name)
    if (member !== undefined) {
      const report: ReportMistake = (at, message) => mistakes.push({ ...placeOf(at), message: `"${name}": ${message}` })
      values[name] = read(member.value, report)
    } else if (isRequired) mistakes.push({ ...place, message: `"${name}" is missing` })
  }
  return mistakes.length === before ? makeExpectation(values, place) : undefined
}

/** Invariant: every field has been read without a mistake, and is of its type. */
function makeExpectation({ expect, code, ...input }: Record<string, unknown>, place: Place): Expectation {
  const expected = { ...place, input: input as unknown as DiagnosisInput, expect: expect as Expectation['expect'] }
  return typeof code === 'string' && isFindingCode(code) ? { ...expected, code } : expected
}

function indexMembers(
  { members }: ObjectNode,
  known: readonly string[],
  mistakes: ExpectationMistake[],
): ReadonlyMap<string, MemberNode> {
  const index = new Map<string, MemberNode>()
  for (const member of members) {
    const name = member.name.type === 'String' ? member.name.value : member.name.name
    const place = placeOf(member.name)
    if (index.has(name)) mistakes.push({ ...place, message: `${JSON.stringify(name)} is there twice` })
    else if (!known.includes(name)) mistakes.push({ ...place, message: tellUnknown(name, known) })
    index.set(name, member)
  }
  return index
}

function tellUnknown(name: string, known: readonly string[]): string {
  const nearest = findNearest(name, known)
  const hint = nearest === undefined ? `known are ${known.join(', ')}` : `write "${nearest}"`
  return `${JSON.stringify(name)} is unknown: ${hint}`
}

function placeOf({ loc }: ValueNode | MemberNode['name']): Place {
  return { line: loc.start.line, column: loc.start.column }
}

/** Reports a mistake and its place. */
type ReportMistake = (at: ValueNode, message: string) => void

/** A field of an expectation. */
interface Field {
  readonly isRequired: boolean
  /** Returns the value as a diagnosis takes it. */
  readonly read: (node: ValueNode, report: ReportMistake) => unknown
}

/** The fields that an expectation can have. */
const FIELDS: Readonly<Record<string, Field>> = {
  url: required(text(checkUrl)),
  origin: required(text(checkOrigin)),
  method: optional(text(checkToken('a method'))),
  headers: optional(readHeaders),
  credentials: optional(readCredentials),
  expect: required(readExpect),
  code: optional(text(checkCode)),
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
  return tell('this is not the code of a finding', findNearest(value, Object.keys(FINDINGS)))
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

/** A place in a file; both count from 1. */
interface Place {
  readonly line: number
  readonly column: number
}

/** What a browser is expected to do with a request. */
export interface Expectation extends Place {
  readonly input: DiagnosisInput
  readonly expect: 'allowed' | 'blocked'
  /** A finding that is expected too. */
  readonly code?: FindingCode | undefined
}

/** Something in a file of expectations that cannot be understood. */
export interface ExpectationMistake extends Place {
  /** What was understood, and what to write instead. */
  readonly message: string
}

/** A file of expectations cannot be used. All mistakes are named at once, in the order of their places. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError'
  readonly mistakes: readonly ExpectationMistake[]

  constructor(mistakes: readonly ExpectationMistake[]) {
    const sorted = mistakes.toSorted((a, b) => a.line - b.line || a.column - b.column)
    super(sorted.map(({ line, column, message }) => `${line}:${column}: ${message}`).join('\n'))
    this.mistakes = sorted
  }
}
