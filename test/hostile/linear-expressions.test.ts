import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor } from 'oxc-parser'
import { describe, expect, it, vi } from 'vitest'

vi.stubEnv('RECHECK_BACKEND', 'pure')
const { checkSync } = await import('recheck')

const PACKAGES = fileURLToPath(new URL('../../packages/', import.meta.url))

/** What is read by the packages that stand before a server, or that a client's values are given to. */
const READ_BY_SERVERS = ['grammar', 'policy', 'node', 'express', 'fastify', 'koa', 'fetch', 'browser-model']

/** Reads the expressions of a configuration, when a policy is built. */
const ONLY_AT_CONSTRUCTION = 'policy/src/origin/regexp/'

function listSources(): string[] {
  return READ_BY_SERVERS.flatMap((name) =>
    readdirSync(`${PACKAGES}${name}/src`, { recursive: true, encoding: 'utf8' }).map((file) => `${name}/src/${file}`),
  ).filter((file) => file.endsWith('.ts') && !file.startsWith(ONLY_AT_CONSTRUCTION))
}

/** Copy or read an expression of the configuration. */
const NOT_LITERAL = ['policy/src/origin/origin-entry.ts', 'policy/src/configuration/origin-list.ts']

function listExpressions(): RegExp[] {
  const found: RegExp[] = []
  for (const file of listSources()) {
    const { program } = parseSync(file, readFileSync(PACKAGES + file, 'utf8'))
    new Visitor({
      Literal: (node) => {
        if ('regex' in node) found.push(new RegExp(node.regex.pattern, node.regex.flags))
      },
      NewExpression: ({ callee }) => {
        if (callee.type === 'Identifier' && callee.name === 'RegExp') expect(NOT_LITERAL).toContain(file)
      },
    }).visit(program)
  }
  return found
}

/** How the work grows with the length of the text, by an analysis of the expression, not by the clock. */
function growthOf({ source, flags }: RegExp): string | undefined {
  const diagnostics = checkSync(source, flags, { checker: 'automaton', timeout: 20_000 })
  return diagnostics.status === 'unknown' ? diagnostics.error.kind : diagnostics.complexity.type
}

const EXPRESSIONS = listExpressions()

describe('the work of a regular expression', () => {
  it('is found in the sources', () => {
    expect(EXPRESSIONS.map(({ source }) => source)).toEqual(
      expect.arrayContaining([expect.stringContaining('https?|wss?|ftp'), expect.stringContaining('[\\t ]*(?:,')]),
    )
  })

  it.each(EXPRESSIONS)('is at most linear in the length of the text: %s', (expression) => {
    expect(['safe', 'linear']).toContain(growthOf(expression))
  })

  it.each<[RegExp, string]>([
    [/^[a-z]+$/, 'linear'],
    [/^(?:[a-z]+\.?)+$/, 'exponential'],
    [/[\t ]+$/, 'polynomial'],
  ])('would be known of %s: %s', (expression, growth) => {
    expect(growthOf(expression)).toBe(growth)
  })
})
