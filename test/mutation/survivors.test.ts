import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import equivalents from './equivalent.json' with { type: 'json' }
import { compareSurvivors, countMutants } from './survivors.js'

const mutant = (status: string, replacement: string) => ({
  mutatorName: 'EqualityOperator',
  replacement,
  status,
  location: { start: { line: 2, column: 10 }, end: { line: 3, column: 6 } },
})

const REPORT = {
  files: {
    'a.ts': {
      source: 'function f(a, b) {\n  return a <\n    b\n}\n',
      mutants: [
        mutant('Killed', 'a > b'),
        mutant('Timeout', 'a >= b'),
        mutant('Survived', 'a <=\n b'),
        mutant('NoCoverage', 'a == b'),
        { ...mutant('Survived', 'throw'), testsCompleted: 0 },
        mutant('RuntimeError', 'a != b'),
      ],
    },
  },
}

const listed = (replacement: string) => ({
  file: 'a.ts',
  mutator: 'EqualityOperator',
  line: 'return a <',
  original: 'a < b',
  replacement,
  reason: 'They are never equal.',
})

describe('the list of mutants that change nothing', () => {
  it.each<[string, string[], string[], string[]]>([
    ['names every survivor', ['a <= b', 'a == b'], [], []],
    ['lacks one', ['a <= b'], ['a == b'], []],
    ['has one that is killed', ['a <= b', 'a == b', 'a > b'], [], ['a > b']],
    ['has one that ran out of time', ['a <= b', 'a == b', 'a >= b'], [], []],
  ])('%s', (_, replacements, unlisted, stale) => {
    const found = compareSurvivors(REPORT, replacements.map(listed))
    expect(found.unlisted.map(({ replacement }) => replacement)).toEqual(unlisted)
    expect(found.stale.map(({ replacement }) => replacement)).toEqual(stale)
  })

  it('counts what survives, and what no test reaches, against the score, but not what cannot be loaded', () => {
    expect(countMutants(REPORT).score).toBe(60)
  })

  it.each([...new Set(equivalents.map(({ file }) => file))])(
    'is of lines that are in %s, each with a reason',
    (file) => {
      const lines = readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.trim())
      for (const { line, reason } of equivalents.filter((other) => other.file === file)) {
        expect(lines).toContain(line)
        expect(reason).toMatch(/^[A-Z].+\.$/)
      }
    },
  )
})
