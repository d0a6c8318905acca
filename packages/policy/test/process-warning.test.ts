import { emitWarning, resetWarnings, warnOnce } from '@crossorigin/policy/adapter'
import { afterEach, describe, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllGlobals()
  resetWarnings()
})

describe('a warning', () => {
  it('is emitted by the process, with its type and code if it has one', () => {
    const emit = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const error = new Error('failed')
    emitWarning(error)
    emitWarning('text', 'CORS_CODE')
    expect(emit.mock.calls).toEqual([[error], ['text', { type: 'CorsWarning', code: 'CORS_CODE' }]])
  })

  it.each<[what: string, value: unknown]>([
    ['there is no process', undefined],
    ['the process cannot emit it, as in workerd', { env: {} }],
  ])('is printed if %s', (_what, value) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    vi.stubGlobal('process', value)
    emitWarning('text', 'CORS_CODE')
    vi.unstubAllGlobals()
    expect(warn.mock.calls).toEqual([['text']])
    warn.mockClear()
  })

  it('is emitted once per key, and at most 1,000 times, until a test resets them', () => {
    const emit = vi.spyOn(process, 'emitWarning').mockReturnValue()
    for (let index = 0; index < 2; index++) warnOnce('key', 'CORS_CODE', 'text')
    expect(emit).toHaveBeenCalledTimes(1)
    for (let index = 0; index < 1100; index++) warnOnce(`key ${index}`, 'CORS_CODE', 'text')
    expect(emit).toHaveBeenCalledTimes(1000)
    resetWarnings()
    warnOnce('key', 'CORS_CODE', 'text')
    expect(emit).toHaveBeenCalledTimes(1001)
  })
})
