import { afterEach, beforeEach, expect, vi } from 'vitest'

/** Output of a test is either expected, and asserted, or an error. */
const METHODS = ['log', 'info', 'warn', 'error', 'debug'] as const

beforeEach(() => {
  for (const method of METHODS) vi.spyOn(console, method)
})

afterEach(() => {
  const used = METHODS.filter((method) => vi.mocked(console[method]).mock.calls.length > 0)
  expect(used, 'used methods of console').toEqual([])
  vi.restoreAllMocks()
})
