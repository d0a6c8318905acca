import { createPolicy, validateConfig } from '@crossorigin/policy'
import { describe, expect, it } from 'vitest'

/** Sets in sets, which the flag v brings. */
const SET_NOTATION = '^https:\\/\\/[[a-z]--[x]]+\\.example\\.com$'

/** An expression that the linter would have written otherwise. */
const written = (source: string): RegExp => new RegExp(source)

describe('a regular expression', () => {
  it.each([
    /^https:\/\/pr-\d+\.preview\.example\.com$/,
    /^https:\/\/(www\.)?example\.com$/,
    /^https?:\/\/(?:www|app)\.example\.com(?::\d+)?$/,
    /^https:\/\/.*\.example\.com$/,
    /^https:\/\/.+\.example\.com$/,
    /^https:\/\/(.*)\.example\.com$/,
    /^https:\/\/(?<tenant>[a-z0-9-]{1,63})\.example\.com$/,
    /^https:\/\/[a-z]+\.[a-z]+\.[a-z]+\.example\.com$/,
    /^https:\/\/[^.]+\.[^.]+\.[^.]+\.example\.com$/,
    /^http:\/\/localhost(?::\d+)?$/,
    /^https:\/\/[.]example$/,
    /^https:\/\/a\.example$|^https:\/\/b\.example$/,
    /^https:\/\/EXAMPLE\.com$/i,
    /^https:\/\/\p{Lowercase}+\.example\.com$/u,
    /^https:\/\/(a)\1\.example\.com$/,
    /^https:\/\/\x61\u0062\.example\.com$/,
    /^https:\/\/[a-z]+[.][a-z]+[.][a-z]+[.]example[.]com$/,
    /^https:\/\/(?:ac){2}\.example\.com$/,
    /^https:\/\/[a-z0-9-]+-myteam\.preview\.example\.com$/,
    /^https:\/\/([^.]+[.])?example\.(?:com|org)$/,
    /^(?:https:\/\/a|http:\/\/b)\.example\.com$/,
    /^https:\/\/(?:[a-z]+\.)?example\.com$/,
  ])('is taken: %s', (origin) => {
    expect(validateConfig({ origin, credentials: true })).toEqual([])
  })

  it.each<[RegExp, string, string]>([
    [/example\.com$/, 'regexp-unanchored', 'not anchored'],
    [/^https:\/\/example\.com/, 'regexp-unanchored', 'not anchored'],
    [/^https:\/\/example\.com\$/, 'regexp-unanchored', 'not anchored'],
    [/^https:\/\/example\.com$/g, 'regexp-flags', 'the flag "g"'],
    [/^https:\/\/example\.com$/y, 'regexp-flags', 'the flag "y"'],
    [new RegExp(SET_NOTATION, 'v'), 'regexp-flags', 'the flag "v"'],
    [/^https:\/\/example\.com$/gm, 'regexp-flags', 'the flag "g" and "m"'],
    [/^https:\/\/example.com$/, 'regexp-unescaped-dot', 'it allows "https://examplexcom"'],
    [/^https:\/\/app-[0-9].example\.com$/, 'regexp-unescaped-dot', 'it allows "https://app-1xexample.com"'],
    [/^https?:\/\/(www\.)?example.com$/, 'regexp-unescaped-dot', 'it allows "http://www.examplexcom"'],
    [/^https:\/\/(?:a|b).example\.com$/, 'regexp-unescaped-dot', 'stands for any character.'],
    [/^https:\/\/.*example\.com$/, 'regexp-unescaped-dot', 'it allows "https://evilexample.com"'],
    [/^https:\/\/example\.com.*$/, 'regexp-unescaped-dot', 'it allows "https://example.comevil"'],
    [/^https:\/\/[^\w.-].example\.com$/, 'regexp-unescaped-dot', 'stands for any character.'],
    [/^https:\/\/.*-pr\.example\.com$/, 'regexp-unescaped-dot', 'no dot follows'],
    [/^http:\/\/localhost:.+$/, 'regexp-unescaped-dot', 'no dot follows'],
    [/^https:\/\/.*\.?example\.com$/, 'regexp-unescaped-dot', 'it allows "https://evilexample.com"'],
    [/^https:\/\/.*(example\.com|example\.org)$/, 'regexp-unescaped-dot', 'no dot follows'],
    [/^https:\/\/.*example\.com(:\d{4})?$/, 'regexp-unescaped-dot', 'no dot follows'],
    [/^https:\/\/(?:.*|foo\.)example\.com$/, 'regexp-unescaped-dot', 'no dot follows'],
    [/^https:\/\/(www|app)\.example\.com.*$/, 'regexp-unescaped-dot', 'no dot follows'],
    [/^https:\/\/[^/]*example\.com$/, 'regexp-unescaped-dot', 'it allows "https://evilexample.com"'],
    [/^https:\/\/\S*example\.com$/, 'regexp-unescaped-dot', 'it allows "https://evilexample.com"'],
    [/^https:\/\/[\w.-]*example\.com$/, 'regexp-unescaped-dot', 'it allows "https://evilexample.com"'],
    [/^https:\/\/example\.com[^/]*$/, 'regexp-unescaped-dot', 'it allows "https://example.comevil"'],
    [/^https:\/\/[a-z0-9-]+-example\.com$/, 'regexp-unescaped-dot', 'it allows "https://evil-example.com"'],
    [/^https:\/\/[a-z]+:3000$/, 'regexp-unescaped-dot', 'it allows "https://evil:3000"'],
    [/^https:\/\/([a-z]+\.)*example\.com$/, 'regexp-nested-quantifiers', 'for seconds'],
    [/^https:\/\/(?:(?:a+)b)+\.example\.com$/, 'regexp-nested-quantifiers', 'for seconds'],
    [/^https:\/\/(?:a|aa)+\.example\.com$/, 'regexp-nested-quantifiers', 'for seconds'],
    [/^https:\/\/(?:[a-z0-9][a-z0-9-]?)+\.example\.com$/, 'regexp-nested-quantifiers', 'for seconds'],
    [/^https:\/\/([a-z0-9]+-?){5}\.example\.com$/, 'regexp-nested-quantifiers', 'for seconds'],
    [/^https:\/\/\d+[ab]\d+[ab]\d+\.example\.com$/, 'regexp-nested-quantifiers', 'for seconds'],
    [/^https:\/\/(\w|[a-z]){1,63}\.example\.com$/, 'regexp-nested-quantifiers', 'for seconds'],
    [/^https:\/\/\d*\d*\d*\.example\.com$/, 'regexp-nested-quantifiers', 'for seconds'],
    [
      /^https:\/\/[a-z0-9-]+-[a-z0-9-]+-[a-z0-9-]+-team\.preview\.example\.com$/,
      'regexp-nested-quantifiers',
      'for seconds',
    ],
    [/^https:\/\/\d+(?:\.)?\d+(?:\.)?\d+\.example\.com$/, 'regexp-nested-quantifiers', 'for seconds'],
    [/^https:\/\/(?:[a-z]{1,9}){2,}\.example\.com$/, 'regexp-nested-quantifiers', 'for seconds'],
    [/^https:\/\/.*\..*\..*\.example\.com$/, 'regexp-nested-quantifiers', 'for seconds'],
    [/^https:\/\/[^/]*-[^/]*-\S*\.example\.com$/, 'regexp-nested-quantifiers', 'for seconds'],
    [/^.*\.example\.com$/, 'regexp-too-wide', 'leaves the scheme open'],
    [/^[a-z]+:\/\/a\.example\.com$/, 'regexp-too-wide', 'leaves the scheme open'],
    [/^https:\/\/a\.example\.com$|.*:\/\/b\.example\.com$/, 'regexp-too-wide', 'leaves the scheme open'],
    [/^(?:https|[a-z]+):\/\/b\.example\.com$/, 'regexp-too-wide', 'leaves the scheme open'],
    [/^\w+:[/]{2}a\.example\.com$/, 'regexp-too-wide', 'leaves the scheme open'],
    [/^https:\/\/[a-z.]+$/, 'regexp-too-wide', 'matches "https://evil.example"'],
    [/^https:\/\/.+\..+\.example$/, 'regexp-too-wide', 'matches "https://allowed.com.evil.example"'],
    [/^$/, 'regexp-too-wide', 'matches an empty text'],
    [/^(?:null|https:\/\/a\.example)$/, 'regexp-too-wide', 'matches "null"'],
    [/^http:\/\/[a-z]+\.example$/, 'regexp-too-wide', 'matches "http://evil.example"'],
    [/^https:\/\/[a-z]+\.example:8443$/, 'regexp-too-wide', 'matches "https://evil.example:8443"'],
    [/^https:\/\/a, https:\/\/b$/, 'regexp-too-wide', 'matches "https://a, https://b"'],
    [/^\*$/, 'regexp-too-wide', 'matches "*"'],
    [/^https:\/\/[x-z]*a.example\.com$/, 'regexp-unescaped-dot', 'it allows "https://axexample.com"'],
    [/^https:\/\/b+?.example\.com$/, 'regexp-unescaped-dot', 'it allows "https://bxexample.com"'],
  ])('is refused: %s', (origin, code, text) => {
    const issues = validateConfig({ origin: [origin] })
    const issue = issues.find((other) => other.code === `origin/${code}` && other.message.includes(text))
    expect(issues.map((other) => other.message)).toContainEqual(issue?.message)
    expect(issue?.path).toEqual(['origin', 0])
  })

  it.each<[RegExp, string]>([
    [/^https:\/\/a\.example$x/, 'unanchored'],
    [new RegExp(SET_NOTATION, 'v'), 'flags'],
    [/^((a|b)|https:\/\/):{2,8}$/, 'too-wide'],
    [/^(?:https:\/\/a|b)+/, 'unanchored nested-quantifiers too-wide'],
    [/^(?:https:\/\/a|b)+$/, 'nested-quantifiers'],
    [/^(?:a\/|b):{1,}$/, 'too-wide'],
    [/^https:\/\/a\S?$/, ''],
    [/^https:\/\/a{2,8}-team\.example\.com$/, ''],
    [/^https:\/\/a{2,8}-team\.preview\.example\.com$/, ''],
    [/^[a-z]+:\/\/1*?$/, 'too-wide unescaped-dot'],
    [/^https:\/\/[a-z]{10}\.example\.com$/, ''],
    [/^[.]{10}\w$/, ''],
    [/^\w{10,12}b{10}:\/\/$/, 'too-wide unescaped-dot'],
    [/^(?:a\/|b).{1}\.example$/, 'unescaped-dot'],
    [/^https:\/\/.{1}\.example\.com$/, 'unescaped-dot'],
    [/^a{0,1}[\d.]{0,1}$/, 'too-wide'],
    [/^[a-z]{0,1}:\/\/a\.example$/, ''],
    [/^https:\/\/[a-z-]{10}[a-z-]{10}[a-z-]{10}\.example\.com$/, ''],
    [/^https:\/\/[a-z-]+\w{10,12}\.{12}$/, 'unescaped-dot'],
    [/^https:\/\/\d{1,8}\d{1,8}\d{1,8}\.example\.com$/, ''],
    [/^https:\/\/\d{1,9}\d{1,9}\d{1,9}\.example\.com$/, 'nested-quantifiers'],
    [/^https:\/\/[/]{10}.+?-+?-+?\.example\.com$/, 'unescaped-dot nested-quantifiers'],
    [/^https:\/\/\d+a[b-z]+a[b-z]+\.example\.com$/, ''],
    [/^https:\/\/\d+a[a-z]+a\d+\.example\.com$/, 'unescaped-dot nested-quantifiers'],
    [/^https:\/\/(?:\d+a)?(?:\d+a)?\d+\.example\.com$/, ''],
    [/^https:\/\/(?:\d+a)\d+a\d+\.example\.com$/, ''],
    [/^https:\/\/[.]+?a{1,9}-a\.example$/, 'unescaped-dot'],
    [/^https:\/\/a{1,9}a{1,9}a{1,9}\.example\.com$/, 'unescaped-dot nested-quantifiers'],
    [/^https:\/\/a{1,9}\.example\.com$/, ''],
    [/^https:\/\/a{1,9}example\.com$/, 'unescaped-dot'],
    [/^https:\/\/[a-z.]+-team\.preview\.example\.com$/, 'unescaped-dot'],
    [written('^https:\\/\\/[a-z]+\\-team\\.preview\\.example\\.com$'), ''],
    [/^https:\/\/[a-z]+[a[.]example\.com$/, 'unescaped-dot'],
    [/^https:\/\/[a-z]+[.]example\.com$/, ''],
    [written('^https:\\/\\/[a-z]+[\\.]example\\.com$'), ''],
    [/^https:[/]{2}[a-z]+\.example\.com$/, ''],
    [written('^https:[\\/]{2}[a-z]+\\.example\\.com$'), ''],
    [/^https:[a/]{2}[a-z]+\.example\.com$/, 'too-wide'],
    [/^https:\/\/(?:(?:ab)c){2,3}\.example\.com$/, ''],
    [/^https:\/\/(?:ab){2,3}c\.example\.com$/, ''],
    [/^https:\/\/(?:ab)+(?:ab)+\.example\.com$/, ''],
    [/^https:\/\/(?:ab)+(?:ab)+(?:ab)+\.example\.com$/, 'nested-quantifiers'],
    [/^https:\/\/[a-z.]+\.[a-z.]+\.[a-z.]+\.example\.com$/, 'nested-quantifiers'],
    [written('^https:\\/\\/[^/]*\\-[^/]*\\-\\S*\\.example\\.com$'), 'unescaped-dot nested-quantifiers'],
    [written('^https:\\/\\/\\d+\\-\\d+\\-\\d+\\.example\\.com$'), ''],
    [/^https:\/\/\d+-?\d+-?\d+\.example\.com$/, 'nested-quantifiers'],
    [/^https:\/\/\d+(?:-|\d+)\d+\.example\.com$/, 'nested-quantifiers'],
    [/^https:\/\/\d+(?:-\d+-)?\d+(?:-\d+-)?\d+\.example\.com$/, 'nested-quantifiers'],
    [/^https:\/\/\d+(?:-\d+-)?\d+\.example\.com$/, ''],
    [/^https:\/\/\d+a\d+\d+a\d+\d+\.example\.com$/, ''],
    [written('^https:\\/\\/\\cJ{1,9}\\cJ{1,9}\\cJ{1,9}\\.example\\.com$'), 'unescaped-dot nested-quantifiers'],
    [/^https:\/\/\d+\$\d+\$\d+\.example\.com$/, ''],
    [/^https:\/\/\d+\d\d+\d\d+\.example\.com$/, 'nested-quantifiers'],
    [/^https:\/\/[\d.]+\b[\d.]+\b[\d.]+\.example\.com$/, 'nested-quantifiers'],
    [/^https:\/\/\d+^\d+$\d+\.example\.com$/, 'nested-quantifiers'],
    [/^https:\/\/\d+.\d+.\d+\.example\.com$/, 'unescaped-dot nested-quantifiers'],
    [/^https:\/\/(?:\d+|a)(?:\d+|a)(?:\d+|a)\.example\.com$/, 'nested-quantifiers'],
    [/^https:\/\/(?:\d+a|\d+b|\d+c)\.example\.com$/, ''],
    [/^https:\/\/a{1,9}Aa{1,9}Aa{1,9}\.example\.com$/i, 'unescaped-dot nested-quantifiers'],
    [/^https:\/\/\x61{1,9}\x61{1,9}\x61{1,9}\.example\.com$/, 'unescaped-dot nested-quantifiers'],
    [/^https:\/\/\u{61}{1,9}\u{61}{1,9}\u{61}{1,9}\.example\.com$/u, 'unescaped-dot nested-quantifiers'],
    [/^https:\/\/\p{L}{1,9}\p{L}{1,9}\p{L}{1,9}\.example\.com$/u, 'unescaped-dot nested-quantifiers'],
    [/^https:\/\/(?<name>a)\k<name>{1,9}\k<name>{1,9}\k<name>{1,9}\.example\.com$/, 'unescaped-dot nested-quantifiers'],
    [/^https:\/\/\d+(?<name>\d+\d+)\.example\.com$/, 'nested-quantifiers'],
    [/^https:\/\/\d+(?=\d+\d+)\.example\.com$/, 'nested-quantifiers'],
  ])('is judged by what it repeats, and no more: %s: %s', (origin, problems) => {
    const codes = validateConfig({ origin }).map((issue) => issue.code.replace('origin/regexp-', ''))
    expect(codes.join(' ')).toBe(problems)
  })

  it('is refused for all of its problems at once', () => {
    const codes = validateConfig({ origin: /.*(a+)+/g }).map((issue) => issue.code)
    expect(codes).toEqual(
      ['flags', 'unanchored', 'too-wide', 'unescaped-dot', 'nested-quantifiers', 'too-wide'].map(
        (problem) => `origin/regexp-${problem}`,
      ),
    )
    const others = validateConfig({ origin: /^https:\/\/app\.example\.com.+/ }).map((issue) => issue.code)
    expect(others).toEqual(['origin/regexp-unanchored', 'origin/regexp-unescaped-dot'])
  })

  it('is refused where it matches a name that anyone can register, and there are credentials', () => {
    const origin = /^https:\/\/[a-z]+\.vercel\.app$/
    expect(validateConfig({ origin })).toEqual([])
    const issues = validateConfig({ origin, credentials: true })
    expect(issues.map((issue) => issue.code)).toEqual(['origin/public-suffix'])
    expect(issues[0]?.message).toContain('"https://evil.vercel.app"')
    expect(validateConfig({ origin, credentials: true, dangerouslyAllowPublicSuffixes: true })).toEqual([])
  })

  it.each(['com', 'net', 'org', 'co.uk', 'github.io', 'herokuapp.com', 'netlify.app', 'pages.dev', 'vercel.app'])(
    'is refused with credentials where it matches any name under %s',
    (suffix) => {
      const origin = new RegExp(`^https:\\/\\/[a-z]+\\.${suffix.replace('.', '\\.')}$`)
      expect(validateConfig({ origin, credentials: true }).map((issue) => issue.code)).toEqual(['origin/public-suffix'])
    },
  )

  it('counts only where it spans the whole origin, in each of its alternatives', () => {
    const policy = createPolicy({ origin: /^https:\/\/a\.example|https:\/\/b\.example$/ })
    const allows = (origin: string): unknown => policy.decide({ method: 'GET', origin })
    expect(allows('https://a.example')).toMatchObject({ allowed: true, reason: 'origin/regexp' })
    expect(allows('https://b.example')).toMatchObject({ allowed: true })
    expect(allows('https://a.example.evil.example')).toMatchObject({ allowed: false, reason: 'origin/not-listed' })
    expect(allows('app://xhttps')).toMatchObject({ allowed: false })
  })

  it('allows what one of several matches, whatever the others do', () => {
    const policy = createPolicy({ origin: [/^https:\/\/a\.example$/, /^https:\/\/b\.example$/] })
    for (const origin of ['https://a.example', 'https://b.example']) {
      expect(policy.decide({ method: 'GET', origin })).toMatchObject({ allowed: true, reason: 'origin/regexp' })
    }
  })

  it.each<[boolean, string, string]>([
    [false, 'http://a.example', 'origin/regexp'],
    [false, 'https://a.example', 'origin/regexp'],
    [true, 'http://a.example', 'origin/insecure'],
    [true, 'https://a.example', 'origin/regexp'],
    [true, 'https://b.example', 'origin/not-listed'],
  ])('with credentials %j judges %s: %s', (credentials, origin, reason) => {
    const policy = createPolicy({ origin: /^https?:\/\/a\.example$/, credentials })
    expect(policy.decide({ method: 'GET', origin })).toMatchObject({ reason })
  })

  it('is not what an unencrypted origin is refused for where there is none', () => {
    const policy = createPolicy({ origin: 'https://a.example', credentials: true })
    expect(policy.decide({ method: 'GET', origin: 'http://b.example' })).toMatchObject({ reason: 'origin/not-listed' })
  })

  it('sees only origins that parse', () => {
    const policy = createPolicy({ origin: /^https:\/\/.*\.example\.com$/ })
    for (const origin of [
      'https://evil.test/.example.com',
      'https://a, https://b.example.com',
      'https://evil.test?.example.com',
    ]) {
      expect(policy.decide({ method: 'GET', origin })).toMatchObject({ allowed: false, reason: 'origin/malformed' })
    }
    expect(policy.decide({ method: 'GET', origin: 'https://a.b.example.com' })).toMatchObject({ allowed: true })
  })

  it('answers the same each time, whatever becomes of the object that was passed', () => {
    const origin = /^https:\/\/a\.example$/
    const policy = createPolicy({ origin: [origin] })
    origin.compile('^https://evil\\.test$')
    for (let index = 0; index < 3; index++) {
      expect(policy.decide({ method: 'GET', origin: 'https://a.example' })).toMatchObject({ allowed: true })
      expect(policy.decide({ method: 'GET', origin: 'https://evil.test' })).toMatchObject({ allowed: false })
    }
  })

  it('takes hostile origins in their stride', () => {
    const policy = createPolicy({ origin: /^https:\/\/.*\..*\.example\.com$/ })
    const hostile = `https://${'a.'.repeat(150)}example.org`
    const start = process.cpuUsage().user
    for (let index = 0; index < 100; index++) policy.decide({ method: 'GET', origin: hostile })
    expect((process.cpuUsage().user - start) / 100).toBeLessThan(20_000)
  })
})
