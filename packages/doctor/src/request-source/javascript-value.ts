import type { Expression, Node, ObjectExpression, PrivateIdentifier, SpreadElement, TemplateLiteral } from 'acorn'

/** What cannot be known without running the program: a variable, a call. */
export interface Unknown {
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

/** Where an expression stands. */
export interface ExpressionContext {
  /** What `const` and `let` have been given, by name. */
  readonly constants: ReadonlyMap<string, Expression>
  /** How many expressions have been read: constants that are built from each other would take for ever. */
  readonly count: { reads: number }
}

/** Reads the value of an expression. Nothing is run. */
export function evaluate(node: Node, context: ExpressionContext, depth = 0): JavaScriptValue {
  const unknown: Unknown = { kind: 'unknown' }
  context.count.reads += 1
  if (depth > MAX_DEPTH || context.count.reads > MAX_READS) return unknown
  const read = (inner: Node) => evaluate(inner, context, depth + 1)
  const expression = node as Expression
  switch (expression.type) {
    case 'Literal':
      return typeof expression.value === 'object' && expression.value !== null ? unknown : toPlain(expression.value)
    case 'TemplateLiteral':
      return readTemplate(expression, read) ?? unknown
    case 'Identifier': {
      const initial = context.constants.get(expression.name)
      return expression.name === 'undefined' ? undefined : initial === undefined ? unknown : read(initial)
    }
    case 'ObjectExpression':
      return readRecord(expression, read)
    case 'ArrayExpression':
      return { kind: 'list', items: expression.elements.map((item) => (item === null ? null : read(item))) }
    case 'BinaryExpression': {
      const sides = [read(expression.left), read(expression.right)]
      return expression.operator === '+' && sides.every(isText) ? (join(sides) ?? unknown) : unknown
    }
    case 'UnaryExpression': {
      const value = read(expression.argument)
      if (expression.operator === '-' && typeof value === 'number') return -value
      return expression.operator === '!' && typeof value !== 'object' ? !value : unknown
    }
    case 'NewExpression':
      return { kind: 'constructed', className: nameOf(expression.callee), arguments: expression.arguments.map(read) }
    case 'AwaitExpression':
      return read(expression.argument)
    case 'CallExpression': {
      const [argument] = expression.arguments
      const isStringify = nameOf(expression.callee) === 'JSON.stringify' && argument !== undefined
      return isStringify ? JSON.stringify(toJson(read(argument))) : unknown
    }
    default:
      return unknown
  }
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

function readTemplate(template: TemplateLiteral, read: (node: Node) => JavaScriptValue): string | undefined {
  const values = template.expressions.map(read)
  if (!values.every(isText)) return undefined
  return join(template.quasis.flatMap(({ value }, index) => [value.cooked ?? '', values[index] ?? '']))
}

function readRecord({ properties }: ObjectExpression, read: (node: Node) => JavaScriptValue): RecordValue {
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
export function nameOf(node: Node): string {
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
