import { validateConfig } from '@crossorigin/policy'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { NameStatus } from '../src/origin/public-suffix/name-status.ts'
import { lookUpSuffix } from '../src/origin/public-suffix/public-suffix-list.ts'
import { REGISTERED, withoutSuffixList } from './without-suffix-list.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  Reflect.deleteProperty(globalThis, REGISTERED)
})

describe('the Public Suffix List', () => {
  const config = { origin: ['https://*.example.com', 'https://*.app.localhost'], credentials: true }

  it.each<[string, object | undefined]>([
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
  ])('is missing if %s', (_, process) => {
    const validate = (config: unknown) => withoutSuffixList(() => validateConfig(config), process)
    const issues = validate(config)
    const behindFlag = validate({ ...config, dangerouslyAllowPublicSuffixes: true })
    const expression = validate({ origin: [/^https:\/\/[a-z]+\.example\.com$/, /^http:\/\/localhost:\d+$/] })
    const withoutNeed = [
      validate({ ...config, credentials: false }),
      validate({ ...config, origin: 'https://a.example' }),
    ]
    expect(issues.map(({ code, path, severity }) => [code, path, severity])).toEqual([
      ['origin/public-suffix-list-unavailable', ['origin', 0], 'error'],
    ])
    expect(issues[0]?.message).toBe(
      'origin[0]: "https://*.example.com" cannot be checked: the Public Suffix List could not be loaded.',
    )
    expect(issues[0]?.hint).toBe(
      "Import '@crossorigin/policy/public-suffix-list' before you build the policy, so that the list is part of your bundle, or install @crossorigin/policy where the bundle runs. Or list your own sites.",
    )
    expect(behindFlag).toEqual([])
    expect(expression.map(({ code, path, hint }) => [code, path, hint])).toEqual([
      [
        'origin/public-suffix-list-unavailable',
        ['origin', 0],
        "Import '@crossorigin/policy/public-suffix-list' before you build the policy, so that the list is part of your bundle, or install @crossorigin/policy where the bundle runs. Or list the origins.",
      ],
    ])
    expect(withoutNeed).toEqual([[], []])
  })

  const codesOf = (origin: string | RegExp): string[] =>
    validateConfig({ origin, credentials: true }).map(({ code }): string => code)

  it('is available without a process if its entry was imported', async () => {
    await import('../src/bundled-suffix-list.ts')
    // Another copy of the package, or another file of a bundle, registers it once more.
    vi.resetModules()
    await import('../src/bundled-suffix-list.ts')
    vi.stubGlobal('process', undefined)
    const codes = [
      codesOf('https://*.example.com'),
      codesOf('https://*.co.uk'),
      codesOf('https://*.vercel.app'),
      codesOf(/^https:\/\/[a-z]+\.example\.com$/),
      codesOf(/^https:\/\/[a-z]+\.vercel\.app$/),
    ]
    vi.unstubAllGlobals()
    expect(codes).toEqual([[], ['origin/public-suffix'], ['origin/public-suffix'], [], ['origin/public-suffix']])
  })

  it('is searched near this module, then near the main module, and nowhere else', () => {
    const asked: string[] = []
    const process = {
      argv: ['/usr/bin/node', '/srv/app/main.js'],
      getBuiltinModule: () => ({
        createRequire: (file: string) => () => {
          asked.push(file)
          if (file !== '/srv/app/main.js') throw new Error('not found')
          return { lookUpSuffix: (name: string) => (name === 'com' ? 'icann' : 'site') }
        },
      }),
    }
    const codes = withoutSuffixList(() => [codesOf('https://*.com'), codesOf('https://*.example.com')], process)
    expect(codes).toEqual([['origin/public-suffix'], []])
    expect(new Set(asked)).toEqual(new Set([expect.stringMatching(/suffix-list-registry\.ts$/), '/srv/app/main.js']))
  })

  it.each<[name: string, status: NameStatus]>([
    ['com', 'icann'],
    ['co.uk', 'icann'],
    ['vercel.app', 'private'],
    ['example.com', 'site'],
    ['internal', 'site'],
    ['amazonaws.com', 'ancestor'],
    ['za', 'ancestor'],
    ['app.example.com', 'ancestor'],
  ])('reports for %s: %s', (name, status) => {
    expect(lookUpSuffix(name)).toBe(status)
  })
})
