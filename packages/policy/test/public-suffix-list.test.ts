import { validateConfig } from '@crossorigin/policy'
import { afterEach, describe, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('the Public Suffix List', () => {
  const config = { origin: ['https://*.example.com', 'https://*.app.localhost'], credentials: true }

  it.each<[string, unknown]>([
    ['there is no process', undefined],
    ['the process has no modules', {}],
    [
      'the package is not installed',
      {
        getBuiltinModule: () => ({
          createRequire: () => () => {
            throw new Error('not found')
          },
        }),
      },
    ],
  ])('is missed where %s', (_, process) => {
    vi.stubGlobal('process', process)
    const issues = validateConfig(config)
    const behindFlag = validateConfig({ ...config, dangerouslyAllowPublicSuffixes: true })
    const withoutNeed = [
      validateConfig({ ...config, credentials: false }),
      validateConfig({ ...config, origin: 'https://a.example' }),
    ]
    vi.unstubAllGlobals()
    expect(issues.map(({ code, path, severity }) => [code, path, severity])).toEqual([
      ['origin/public-suffix-list-unavailable', ['origin', 0], 'error'],
    ])
    expect(issues[0]?.message).toBe(
      'origin[0]: "https://*.example.com" cannot be checked: the Public Suffix List (package "tldts") could not be loaded.',
    )
    expect(issues[0]?.hint).toContain('tldts')
    expect(behindFlag).toEqual([])
    expect(withoutNeed).toEqual([[], []])
  })
})
