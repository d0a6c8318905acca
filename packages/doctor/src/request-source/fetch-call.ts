import { type CallExpression, type Expression, type Node, type Program, parse, tokenizer, tokTypes } from 'acorn'
import { InputError } from '../input-error.ts'
import { type ExpressionContext, nameOf } from './javascript-value.ts'

/** A call of fetch, in the program that it was found in. */
export interface FetchCall {
  readonly call: CallExpression
  readonly context: ExpressionContext
}

const CALLEES: ReadonlySet<string> = new Set(['fetch', 'window.fetch', 'globalThis.fetch', 'self.fetch'])

/**
 * Finds the first call of fetch in a piece of JavaScript, wherever in it that is.
 *
 * @throws `InputError` where it is no JavaScript, and where there is no such call in it.
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
    'The text is JavaScript, but there is no call of fetch() in it.',
    isCurl
      ? 'Write --curl in place of --fetch'
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
      'This is no call of fetch() but a curl command.',
      'Write --curl in place of --fetch',
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
    `The JavaScript is nested too deeply to be read: more than ${MOST_NESTED} brackets and templates in one another.`,
    'Paste the call of fetch() alone',
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

type AnyNode = Extract<Program['body'][number] | Expression | { type: 'VariableDeclarator' }, { type: string }> | Node

interface Declarator {
  readonly type: 'VariableDeclarator'
  readonly id: { readonly type: string; readonly name: string }
  readonly init?: Expression | null
}

function* walk(program: Program): Generator<CallExpression | Declarator> {
  const waiting: AnyNode[] = [program]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === 'CallExpression' || node.type === 'VariableDeclarator')
      yield node as unknown as CallExpression | Declarator
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) waiting.push(child)
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value
}
