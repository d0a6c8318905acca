import { type DocumentNode, type MemberNode, type ObjectNode, parse, type ValueNode } from '@humanwhocodes/momoa'
import type { DiagnosisInput } from '../diagnosis.ts'
import { isFindingCode } from '../findings/findings.ts'
import { type Expectation, ExpectationError, type ExpectationMistake, type Place } from './expectation.ts'
import { FIELDS, readField } from './expectation-field.ts'
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

/** A file that expects nothing would pass whatever the server does. */
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
  for (const [name, { isRequired }] of Object.entries(FIELDS)) {
    const member = members.get(name)
    if (member !== undefined) {
      values[name] = readField(name, member.value, (at, message) => mistakes.push({ ...placeOf(at), message }))
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
