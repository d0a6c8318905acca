import {
  type BinaryExpression,
  type CallExpression,
  type Expression,
  type Node,
  type ObjectExpression,
  type PrivateIdentifier,
  type Program,
  parse,
  type SpreadElement,
  type TemplateLiteral,
  tokenizer,
  tokTypes,
  type UnaryExpression,
  type VariableDeclarator,
} from 'acorn'
import { InputError } from '../input-error.ts'

/** A call of fetch, in the program that it was found in. */
interface FetchCall {
  readonly call: CallExpression
  readonly context: ExpressionContext
}

const CALLEES: ReadonlySet<string> = new Set(['fetch', 'window.fetch', 'globalThis.fetch', 'self.fetch'])

/**
 * Finds the first call of fetch in a piece of JavaScript, wherever in it that is.
 *
 * @throws `InputError` if the text is not JavaScript, and if it has no such call.
 */
export function findFetchCall(text: string): FetchCall {
  const constants = new Map<string, Expression>()
  let found: CallExpression | undefined
  for (const node of walk(parseProgram(text))) {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init)
      constants.set(node.id.name, node.init)
    if (node.type === 'CallExpression' && CALLEES.has(nameOf(node.callee))) {
      // Calls are met from the outside in and from left to right.
      if (found === undefined || node.start < found.start) found = node
    }
  }
  if (found !== undefined) return { call: found, context: { constants, count: { reads: 0 } } }
  const isCurl = /^\s*(?:\$\s*)?curl\b/.test(text)
  throw new InputError(
    'fetch/no-call',
    'The text is JavaScript, but it has no fetch() call.',
    isCurl
      ? 'Use --curl instead of --fetch'
      : "Paste a call such as fetch('https://api.example.com/', { method: 'PUT' })",
  )
}

function parseProgram(text: string): Program {
  if (measureNesting(text) > MOST_NESTED) throw tooDeep()
  let failure: unknown
  for (const sourceType of ['module', 'script'] as const) {
    try {
      return parse(text, {
        ecmaVersion: 'latest',
        sourceType,
        allowAwaitOutsideFunction: true,
        allowReturnOutsideFunction: true,
        allowHashBang: true,
      })
    } catch (error) {
      failure ??= error
    }
  }
  throw notJavaScript(text, failure)
}

function notJavaScript(text: string, failure: unknown): InputError {
  if (/^\s*(?:\$\s*)?curl\s/.test(text)) {
    return new InputError(
      'fetch/syntax',
      'This is a curl command, not a fetch() call.',
      'Use --curl instead of --fetch',
    )
  }
  const reason = failure instanceof Error ? failure.message : String(failure)
  // The parser calls itself, and gives up on nesting that nobody writes.
  if (failure instanceof RangeError || reason.includes('stack space')) {
    return tooDeep()
  }
  return new InputError(
    'fetch/syntax',
    `The text could not be read as JavaScript${placeOf(reason)}.`,
    'Paste the whole call, from fetch( to the closing parenthesis, without types',
  )
}

/** The parser quotes the text, which may have a secret in it: only the line and column are shown. */
function placeOf(reason: string): string {
  const place = /\((\d+:\d+)\)$/.exec(reason)?.[1]
  return place === undefined ? '' : `: it is wrong at ${place}`
}

function tooDeep(): InputError {
  return new InputError(
    'fetch/too-deep',
    `The JavaScript is nested too deeply: more than ${MOST_NESTED} levels of brackets and templates.`,
    'Paste the fetch() call alone',
  )
}

/** More than anybody writes. */
const MOST_NESTED = 100

const OPENING: ReadonlySet<unknown> = new Set([
  tokTypes.braceL,
  tokTypes.bracketL,
  tokTypes.dollarBraceL,
  tokTypes.parenL,
])
const CLOSING: ReadonlySet<unknown> = new Set([tokTypes.braceR, tokTypes.bracketR, tokTypes.parenR])

/**
 * Measures how many brackets and templates are in one another, without parsing.
 *
 * Security: the parser calls itself for each, and when the stack ends within templates, it takes memory until the process is ended.
 */
function measureNesting(text: string): number {
  const open: unknown[] = []
  let most = 0
  try {
    for (const { type } of tokenizer(text, { ecmaVersion: 'latest', allowHashBang: true })) {
      if (CLOSING.has(type) || (type === tokTypes.backQuote && open.at(-1) === type)) open.pop()
      else if (OPENING.has(type) || type === tokTypes.backQuote) open.push(type)
      most = Math.max(most, open.length)
      if (most > MOST_NESTED) break
    }
  } catch {
    // The parser gets no further, and says what is wrong.
  }
  return most
}

function* walk(program: Program): Generator<CallExpression | VariableDeclarator> {
  const waiting: Node[] = [program]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === 'CallExpression' || node.type === 'VariableDeclarator')
      yield node as CallExpression | VariableDeclarator
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) waiting.push(child)
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value
}

/** What cannot be known without running the program: a variable, a call. */
interface Unknown {
  readonly kind: 'unknown'
}

/** `new Headers(...)`, `new FormData()`, ...: an object that is only known by its class, and its first argument. */
interface Constructed {
  readonly kind: 'constructed'
  readonly className: string
  readonly arguments: readonly JavaScriptValue[]
}

/** Properties in their order, with the last of each name; unknown ones that were spread into it are left out. */
export interface RecordValue {
  readonly kind: 'record'
  readonly properties: ReadonlyMap<string, JavaScriptValue>
}

/** An array. */
interface ListValue {
  readonly kind: 'list'
  readonly items: readonly JavaScriptValue[]
}

/** The value of an expression, as far as it can be read. */
export type JavaScriptValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | Unknown
  | Constructed
  | RecordValue
  | ListValue

/** The program around an expression. */
interface ExpressionContext {
  /** What `const` and `let` have been given, by name. */
  readonly constants: ReadonlyMap<string, Expression>
  /** How many expressions have been read: constants that are built from each other would take for ever. */
  readonly count: { reads: number }
}

/** Reads the value of an expression. Nothing is run. */
export function evaluate(node: Node, context: ExpressionContext, depth = 0): JavaScriptValue {
  context.count.reads += 1
  if (depth > MAX_DEPTH || context.count.reads > MAX_READS) return UNKNOWN
  const read = (inner: Node) => evaluate(inner, context, depth + 1)
  const expression = node as Expression
  switch (expression.type) {
    case 'Literal':
      return typeof expression.value === 'object' && expression.value !== null ? UNKNOWN : toPlain(expression.value)
    case 'TemplateLiteral':
      return readTemplate(expression, read) ?? UNKNOWN
    case 'Identifier': {
      const initial = context.constants.get(expression.name)
      return expression.name === 'undefined' ? undefined : initial === undefined ? UNKNOWN : read(initial)
    }
    case 'ObjectExpression':
      return readRecord(expression, read)
    case 'ArrayExpression':
      return { kind: 'list', items: expression.elements.map((item) => (item === null ? null : read(item))) }
    case 'BinaryExpression':
    case 'UnaryExpression':
      return readOperation(expression, read)
    case 'NewExpression':
      return { kind: 'constructed', className: nameOf(expression.callee), arguments: expression.arguments.map(read) }
    case 'AwaitExpression':
      return read(expression.argument)
    case 'CallExpression': {
      const [argument] = expression.arguments
      const isStringify = nameOf(expression.callee) === 'JSON.stringify' && argument !== undefined
      return isStringify ? JSON.stringify(toJson(read(argument))) : UNKNOWN
    }
    default:
      return UNKNOWN
  }
}

const UNKNOWN: Unknown = { kind: 'unknown' }

type Read = (node: Node) => JavaScriptValue

function readOperation(expression: BinaryExpression | UnaryExpression, read: Read): JavaScriptValue {
  if (expression.type === 'BinaryExpression') {
    const sides = [read(expression.left), read(expression.right)]
    return expression.operator === '+' && sides.every(isText) ? (join(sides) ?? UNKNOWN) : UNKNOWN
  }
  const value = read(expression.argument)
  if (expression.operator === '-' && typeof value === 'number') return -value
  return expression.operator === '!' && typeof value !== 'object' ? !value : UNKNOWN
}

const MAX_DEPTH = 100
const MAX_READS = 1_000_000
const MAX_TEXT_LENGTH = 4_000_000

function toPlain(value: string | boolean | number | bigint | null | undefined): JavaScriptValue {
  return typeof value === 'bigint' ? value.toString() : value
}

function isText(value: JavaScriptValue): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

function join(parts: readonly (string | number)[]): string | undefined {
  const length = parts.reduce((sum: number, part) => sum + String(part).length, 0)
  return length > MAX_TEXT_LENGTH ? undefined : parts.join('')
}

function readTemplate(template: TemplateLiteral, read: Read): string | undefined {
  const values = template.expressions.map(read)
  if (!values.every(isText)) return undefined
  return join(template.quasis.flatMap(({ value }, index) => [value.cooked ?? '', values[index] ?? '']))
}

function readRecord({ properties }: ObjectExpression, read: Read): RecordValue {
  const record = new Map<string, JavaScriptValue>()
  for (const property of properties) {
    if (property.type === 'SpreadElement') {
      const spread = read((property as SpreadElement).argument)
      if (isRecord(spread)) for (const [name, value] of spread.properties) record.set(name, value)
    } else if (property.kind === 'init') {
      const name = property.computed ? read(property.key) : keyOf(property.key)
      if (isText(name)) record.set(String(name), read(property.value))
    }
  }
  return { kind: 'record', properties: record }
}

function keyOf(key: Expression | PrivateIdentifier): string | undefined {
  if (key.type === 'Identifier') return key.name
  return key.type === 'Literal' ? String(key.value) : undefined
}

/** The name of a function or a class: `JSON.stringify`, `window.fetch`; empty for any other expression. */
function nameOf(node: Node): string {
  const expression = node as Expression
  if (expression.type === 'Identifier') return expression.name
  if (expression.type !== 'MemberExpression' || expression.computed || expression.property.type !== 'Identifier')
    return ''
  const object = expression.object.type === 'Identifier' ? expression.object.name : ''
  return object === '' ? '' : `${object}.${expression.property.name}`
}

/** Tells whether a value is an object whose properties are known. */
export function isRecord(value: JavaScriptValue): value is RecordValue {
  return typeof value === 'object' && value !== null && value.kind === 'record'
}

/** Tells whether a value cannot be known. */
export function isUnknown(value: JavaScriptValue): value is Unknown {
  return typeof value === 'object' && value !== null && value.kind === 'unknown'
}

/** Unknown parts of a body are null: its bytes make no difference to CORS. */
function toJson(value: JavaScriptValue): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value.kind === 'list') return value.items.map(toJson)
  if (value.kind !== 'record') return null
  return Object.fromEntries([...value.properties].map(([name, inner]) => [name, toJson(inner)]))
}
