import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor } from 'oxc-parser'
import { describe, expect, it, vi } from 'vitest'

vi.stubEnv('RECHECK_BACKEND', 'pure')
const { checkSync } = await import('recheck')

const PACKAGES = fileURLToPath(new URL('../../packages/', import.meta.url))

/** The packages that run in a server, or that read values from clients. */
const READ_BY_SERVERS = ['grammar', 'policy', 'node', 'express', 'fastify', 'koa', 'fetch', 'browser-model']

/** Reads the expressions of a configuration, when a policy is built. */
const ONLY_AT_CONSTRUCTION = 'policy/src/origin/regexp/'

function listSources(): string[] {
  return READ_BY_SERVERS.flatMap((name) =>
    readdirSync(`${PACKAGES}${name}/src`, { recursive: true, encoding: 'utf8' }).map((file) => `${name}/src/${file}`),
  ).filter((file) => file.endsWith('.ts') && !file.startsWith(ONLY_AT_CONSTRUCTION))
}

/** These copy or read a regular expression of the configuration. */
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

/** How the work grows with the length of the text, from an analysis of the regular expression, not from timing. */
function growthOf({ source, flags }: RegExp): string | undefined {
  const diagnostics = checkSync(source, flags, { checker: 'automaton', timeout: 20_000 })
  return diagnostics.status === 'unknown' ? diagnostics.error.kind : diagnostics.complexity.type
}

const EXPRESSIONS = listExpressions()

describe('the work of a regular expression', () => {
  it('is checked for every one in the sources', () => {
    expect(EXPRESSIONS.map(({ source }) => source)).toEqual(
      expect.arrayContaining([expect.stringContaining('https?|wss?|ftp'), expect.stringContaining('[\\t ]*(?:,')]),
    )
  })

  it.each(EXPRESSIONS)('is at most linear in the length of the string: %s', (expression) => {
    expect(['safe', 'linear']).toContain(growthOf(expression))
  })

  it.each<[RegExp, string]>([
    [/^[a-z]+$/, 'linear'],
    [/^(?:[a-z]+\.?)+$/, 'exponential'],
    [/[\t ]+$/, 'polynomial'],
  ])('would be detected for %s: %s', (expression, growth) => {
    expect(growthOf(expression)).toBe(growth)
  })
})
