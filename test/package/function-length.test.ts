import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import { expect, it } from 'vitest'
import { ROOT } from './pack.js'

const LIMIT = 40

interface Part {
  readonly start: number
  readonly end: number
}

/** Lists the functions of a file with the number of lines of each, including nested functions. */
function measureFunctions(path: string): { readonly place: string; readonly lines: number }[] {
  const source = readFileSync(path, 'utf8')
  const found: Part[] = []
  const note = (node: Part): void => void found.push(node)
  new Visitor({
    FunctionDeclaration: note,
    FunctionExpression: note,
    ArrowFunctionExpression: note,
  }).visit(parseSync(path, source).program)
  const lineOf = (offset: number): number => source.slice(0, offset).split('\n').length
  return found.map(({ start, end }) => ({
    place: `${path.slice(ROOT.length)}:${lineOf(start)}`,
    lines: lineOf(end) - lineOf(start) + 1,
  }))
}

it.each(['node', 'express', 'fastify', 'koa'])('%s has no function of more than 40 lines', (name) => {
  const folder = join(ROOT, 'packages', name, 'src')
  const functions = readdirSync(folder).flatMap((file) => measureFunctions(join(folder, file)))
  expect(functions.length).toBeGreaterThan(2)
  expect(functions.filter(({ lines }) => lines > LIMIT)).toEqual([])
})
