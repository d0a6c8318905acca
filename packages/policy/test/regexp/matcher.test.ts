import { describe, expect, it, vi } from 'vitest'
import { createNameLookup } from '../../src/origin/public-suffix/name-status.ts'
import { analyzeRegExp } from '../../src/origin/regexp/analysis.ts'
import { compileRegExp } from '../../src/origin/regexp/matcher.ts'

vi.stubEnv('RECHECK_BACKEND', 'pure')
const { checkSync } = await import('recheck')

const lookUp = createNameLookup()

/** Tells whether the engine is asked about origins, and not the table. */
function usesEngine(expression: RegExp): boolean {
  const matches = compileRegExp(analyzeRegExp(expression, lookUp))
  const test = vi.spyOn(RegExp.prototype, 'test')
  matches('https://a.example')
  const isAsked = test.mock.calls.length > 0
  test.mockRestore()
  return isAsked
}

describe('the engine', () => {
  it.each([
    /^https:\/\/pr-\d+\.preview\.example\.com$/,
    /^https?:\/\/localhost(?::\d{2,5})?$/,
    /^https:\/\/(?:app|web|[0-9]{1,8})\.example\.com$/,
    /^https:\/\/(?:[a-z]+-)+\d\.example\.com$/,
    /^https:\/\/app\.example\.com(?:$)$/,
  ])('is used if it takes linear time: %s', (expression) => {
    const { source, flags } = expression
    expect(usesEngine(expression)).toBe(true)
    const diagnostics = checkSync(`^(?:${source})$`, flags, { checker: 'automaton', timeout: null })
    expect(diagnostics).toMatchObject({ complexity: { type: expect.stringMatching(/^(?:safe|linear)$/) } })
  })

  it.each([
    /^https:\/\/(?:[a-z]+\.)*example\.com$/,
    /^https:\/\/.*\.example\.com$/,
    /^https:\/\/(?:(?:[a-z]*)*-)?x\.example\.com$/,
    /^https:\/\/(?:a+)+\.example\.com$/,
    /^https:\/\/(?:(?:a|b|)-?)*\.example\.com$/,
    /^https:\/\/(?!(?:a+)+$)[a-z]+\.example\.com$/,
    /^https:\/\/(?:\d|1)+\.example\.com$/,
  ])('is not used if it can backtrack: %s', (expression) => {
    expect(usesEngine(expression)).toBe(false)
  })
})
