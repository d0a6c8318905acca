import { afterEach, beforeEach, expect, vi } from 'vitest'

/** What a test prints is either meant, and then asserted, or a mistake. */
const METHODS = ['log', 'info', 'warn', 'error', 'debug'] as const

beforeEach(() => {
  for (const method of METHODS) vi.spyOn(console, method)
})

afterEach(() => {
  for (const method of METHODS) expect(console[method], `console.${method}`).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})
