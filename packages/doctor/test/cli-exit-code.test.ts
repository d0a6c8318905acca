import { describe, expect, test } from 'vitest'
import { EXIT, exitCodeOf, exitCodeOfOutcomes } from '../src/cli/command.ts'

test('the exit codes are the documented ones', () => {
  expect(EXIT).toEqual({ allowed: 0, blocked: 1, usage: 2, unknown: 3, internal: 70, interrupted: 130 })
})

describe('exitCodeOf', () => {
  test.each([
    ['allowed', 0, {}, 0],
    ['allowed', 7, {}, 0],
    ['allowed', 1, { maxWarnings: 1 }, 0],
    ['allowed', 2, { maxWarnings: 1 }, 1],
    ['allowed', 1, { maxWarnings: 0 }, 1],
    ['blocked', 0, {}, 1],
    ['blocked', 0, { maxWarnings: 5 }, 1],
    ['unknown', 0, {}, 3],
    ['unknown', 9, { maxWarnings: 0 }, 3],
    ['blocked', 9, { maxWarnings: 0, exitZero: true }, 0],
    ['unknown', 0, { exitZero: true }, 0],
  ] as const)('%s with %i warnings with %j is %i', (verdict, warnings, tolerance, code) => {
    expect(exitCodeOf(verdict, warnings, tolerance)).toBe(code)
  })
})

describe('exitCodeOfOutcomes', () => {
  test.each([
    [['met', 'met'], 0, {}, 0],
    [['met', 'unmet', 'untested'], 0, {}, 1],
    [['met', 'untested'], 0, {}, 3],
    [['met'], 1, { maxWarnings: 0 }, 1],
    [['unmet'], 0, { exitZero: true }, 0],
  ] as const)('%j with %i warnings with %j is %i', (outcomes, warnings, tolerance, code) => {
    expect(exitCodeOfOutcomes(outcomes, warnings, tolerance)).toBe(code)
  })
})
