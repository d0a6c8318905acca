import { validateConfig } from '@crossorigin/policy'
import { afterEach, describe, expect, it, vi } from 'vitest'

const REGISTERED = Symbol.for('@crossorigin/policy.tldts')

afterEach(() => {
  vi.unstubAllGlobals()
  Reflect.deleteProperty(globalThis, REGISTERED)
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
    const expression = validateConfig({ origin: [/^https:\/\/[a-z]+\.example\.com$/, /^http:\/\/localhost:\d+$/] })
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
    expect(issues[0]?.hint).toBe(
      "Import '@crossorigin/policy/public-suffix-list' before you build the policy, so that the list is part of your bundle, or install tldts where the bundle runs. Or list your own sites.",
    )
    expect(behindFlag).toEqual([])
    expect(expression.map(({ code, path, hint }) => [code, path, hint])).toEqual([
      [
        'origin/public-suffix-list-unavailable',
        ['origin', 0],
        "Import '@crossorigin/policy/public-suffix-list' before you build the policy, so that the list is part of your bundle, or install tldts where the bundle runs. Or list the origins.",
      ],
    ])
    expect(withoutNeed).toEqual([[], []])
  })

  const codesOf = (origin: string | RegExp): string[] =>
    validateConfig({ origin, credentials: true }).map(({ code }): string => code)

  it('is there without a process once its entry has been imported', async () => {
    await import('@crossorigin/policy/public-suffix-list')
    // Another copy of the package, or another file of a bundle, registers it once more.
    vi.resetModules()
    await import('@crossorigin/policy/public-suffix-list')
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

  it('is looked for beside the main module if it is not beside this one, and nowhere else', () => {
    const asked: string[] = []
    vi.stubGlobal('process', {
      argv: ['/usr/bin/node', '/srv/app/main.js'],
      getBuiltinModule: () => ({
        createRequire: (file: string) => () => {
          asked.push(file)
          if (file !== '/srv/app/main.js') throw new Error('not found')
          return { parse: () => ({ publicSuffix: 'com', domain: 'example.com', isIcann: true, isPrivate: false }) }
        },
      }),
    })
    const codes = [codesOf('https://*.com'), codesOf('https://*.example.com')]
    vi.unstubAllGlobals()
    expect(codes).toEqual([['origin/public-suffix'], []])
    expect(new Set(asked)).toEqual(new Set([expect.stringMatching(/suffix-list-module\.ts$/), '/srv/app/main.js']))
  })
})
