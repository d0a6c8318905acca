import { createPolicy, validateConfig } from '@crossorigin/policy'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { withoutSuffixList } from './without-suffix-list.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** An expression that the linter would have written otherwise. */
const written = (source: string, flags?: string): RegExp => new RegExp(source, flags)

/** The issues of an expression, with and without credentials: codes without `origin/` and `regexp-`. */
function verdictOn(origin: RegExp, credentials: boolean): string {
  const issues = validateConfig({ origin, credentials })
  return issues.map(({ code, severity }) => `${severity} ${code.replace(/^origin\/(?:regexp-)?/, '')}`).join(', ')
}

describe('a regular expression', () => {
  it.each([
    /^https:\/\/app\.example\.com$/,
    /^https:\/\/pr-\d+\.preview\.example\.com$/,
    /^https?:\/\/(www\.)?example\.com$/,
    /^https?:\/\/(?:www|app)\.example\.com(?::\d+)?$/,
    /^http(s){0,1}:\/\/example\.com$/,
    /^https:\/\/.*\.example\.com$/,
    /^https:\/\/(.*)\.example\.com$/,
    /^https:\/\/.+?\.example\.com$/,
    /^https:\/\/(?<tenant>[a-z0-9-]{1,63})\.example\.com$/,
    /^https:\/\/([a-z0-9-]+\.)*example\.com$/,
    /^https:\/\/(?:[\w-]+\.){1,3}example\.com$/,
    /^https:\/\/(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+example\.com$/,
    /^https:\/\/[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,5}\.example\.com$/,
    /^https:\/\/(?:[a-z]+|www)\.example\.com$/,
    /^https:\/\/[a-z]+\d*\.example\.com$/,
    /^https:\/\/.*-pr\.example\.com$/,
    /^https:\/\/[a-z0-9-]+-team\.preview\.example\.com$/,
    /^https:\/\/(?:\d+|a)(?:\d+|a)(?:\d+|a)\.example\.com$/,
    /^https:\/\/(?:(?:a+)b)+\.example\.com$/,
    /^https?:\/\/localhost(:.*)?$/,
    /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/,
    /^https?:\/\/127\.\d+\.\d+\.\d+$/,
    /^http:\/\/(?:[a-z]+\.)?localhost:3000$/,
    /^https:\/\/a\.example$|^https:\/\/b\.test$/,
    /^(?:https:\/\/(?:a|b)\.example\.com|http:\/\/localhost)$/,
    /^https:\/\/(^)?app(\.)example[.]com$/,
    /^https:\/\/app\.example\.com$|^https:\/\/www\.example\.(?:org$|net$)/,
    /^https:\/\/EXAMPLE\.com$/i,
    /^https:\/\/[eE]xample\.com$/,
    /^https:\/\/example\.com\.?$/,
    /^https:\/\/ex{1}ample\.com$/,
    /^https:\/\/exy{0}ample\.com$/,
    /^https:\/\/\x61\u0062\.example\.com$/,
    /^https:\/\/\u{61}pp\.example\.com$/u,
    written('^https:\\/\\/[\\w]+\\056example\\.com$'),
    written('^https:[/]{2}[a-z]+[\\.]example\\.com$'),
    /^https:\/\/app\.example\.com$/s,
    written('^https:\\/\\/app\\.example\\.com$', 'd'),
    /^https:\/\/(?!admin\.)[a-z]+\.example\.com$/,
    /^(?!https:\/\/admin\.example\.com$)https:\/\/[a-z.]+\.example\.com$/,
    /^https:\/\/(?:foo|bar)\.vercel\.app$/,
    /^https:\/\/[a-z]+\.foo\.vercel\.app$/,
    /^https:\/\/vercel\.app$/,
    /^https:\/\/(?:foo\.)?vercel\.app$/,
    /^https:\/\/example\.(?:co\.)?uk$/,
    /^https:\/\/foo\.amazonaws\.com$/,
    /^https:\/\/[a-z]+\.city\.kawasaki\.jp$/,
    /^https:\/\/[a-z-]+\.corp\.internal$/,
    /^https:\/\/[a-z-]+\.internal$/,
    /^https:\/\/(?:intranet|wiki)(?::8443)?$/,
    /^(?:capacitor|ionic|https?):\/\/localhost$/,
    /^chrome-extension:\/\/abcdefghijklmnop$/,
    /^https:\/\/192\.168\.\d+\.\d+$/,
    /^https:\/\/10\.\d{1,3}\.\d{1,3}\.\d{1,3}:\d+$/,
    /^https:\/\/172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}$/,
    /^https:\/\/169\.254\.\d+\.\d+$/,
    /^https:\/\/\[f[cd][\da-f]{2}:[\da-f:]+\]$/,
    /^https:\/\/\[fe80:.*\]$/,
    /^https:\/\/203\.0\.113\.7$/,
    /^https:\/\/example\.com:4430$/,
    /^https:\/\/\[2001:db8::1\]$/,
    /^(?:null|https:\/\/a\.example)$/,
    /^https:\/\/example\.com\/*$/,
    /^http:\/\/localhost(?::*:\d+)?$/,
    /^https:\/\/example\.com(?:\/.*)?$/,
  ])('is accepted, with credentials too: %s', (origin) => {
    expect([verdictOn(origin, false), verdictOn(origin, true)]).toEqual(['', ''])
  })

  it.each<[RegExp, string, string]>([
    // A name that is open.
    [/^https:\/\/([a-z])*example\.com$/, 'too-wide', 'https://evilexample.com'],
    [/^https:\/\/[a-z0-9-]+-example\.(com|co\.uk)$/, 'too-wide', 'https://evil-example.com'],
    [/^https:\/\/\d*example\.com$/, 'too-wide', 'https://1example.com'],
    [/^https:\/\/[a-f][t-v][g-i][kl]\.com$/, 'too-wide', 'https://evil.com'],
    [/^https:\/\/[^a]+example\.com$/, 'too-wide', 'https://evilexample.com'],
    [/^https:\/\/.{3}example\.com$/, 'too-wide', 'https://x.xexample.com'],
    [/^https:\/\/example\.[a-z]{2}$/, 'too-wide', 'https://example.xx'],
    [/^https:\/\/example\.c[a-z]$/, 'too-wide', 'https://example.cx'],
    [/^https:\/\/example\.com.*$/, 'too-wide', 'https://example.comevil.example'],
    [/^https:\/\/app[.-]example\.com$/, 'too-wide', 'https://app-example.com'],
    [/^https:\/\/\dexample\.com$/, 'too-wide', 'https://1example.com'],
    [/^https:\/\/[a-z]example\.com$/, 'too-wide', 'https://xexample.com'],
    [/^https:\/\/(?:.*|foo\.)example\.com$/, 'too-wide', 'https://evilexample.com'],
    [/^https:\/\/.*\.?example\.com(:\d{4})?$/, 'too-wide', 'https://evilexample.com'],
    [/^https:\/\/.*example\.com\.:80\d\d$/, 'too-wide', 'https://evilexample.com.:8011'],
    [/^https:\/\/.*example\.com(?::3000|a)$/, 'too-wide', 'https://evilexample.com:3000'],
    [written(`^https:\\/\\/(?:[89]\\.1\\.1\\.1|${'(?:a|b)'.repeat(30)}\\.com)$`), 'too-wide', 'https://8.1.1.1'],
    [/^https:\/\/exa{1,2}mple\.com$/, 'too-wide', 'https://example.com'],
    [/^https:\/\/(?:example\.)+com$/, 'too-wide', 'https://example.com'],
    [/^https:\/\/(?:[a-z]+|app)\.com$/, 'too-wide', 'https://evil.com'],
    [/^https:\/\/[a-z]+\.co\.uk$/, 'too-wide', 'https://evil.co.uk'],
    [/^https:\/\/[a-z]+\.(?:com|vercel\.app)$/, 'too-wide', 'https://evil.com'],
    [/^https:\/\/.*$/, 'too-wide', 'https://evil.example'],
    [/^http:\/\/.+$/, 'too-wide', 'http://evil.example'],
    [/^https?:\/\/[a-z]+(:3000)?$/, 'too-wide', 'http://evil'],
    [/^https?:\/\/\d+\.\d+\.\d+\.\d+$/, 'too-wide', 'http://0.0.0.1'],
    [/^https:\/\/172\.\d+\.0\.1$/, 'too-wide', 'https://172.1.0.1'],
    [/^https:\/\/\[.*\]$/, 'too-wide', 'https://[::]'],
    // A dot that should be escaped.
    [/^https:\/\/app\.example.co\.uk$/, 'unescaped-dot', 'https://app.examplexco.uk'],
    [/^https:\/\/www\.example.com\.au$/, 'unescaped-dot', 'https://www.examplexcom.au'],
    [/^https:\/\/app\.example.com$/, 'unescaped-dot', 'https://app.examplexcom'],
    [/^https:\/\/my-app.vercel\.app$/, 'unescaped-dot', 'https://my-appxvercel.app'],
    [/^https:\/\/app.{1}example\.com$/, 'unescaped-dot', 'https://appxexample.com'],
    // A scheme that is open.
    [/^.*\.example\.com$/, 'too-wide', 'x://.example.com'],
    [/^\w+:\/\/example\.com$/, 'too-wide', 'x://example.com'],
    [/^(?:https|[a-z]+):\/\/b\.example\.com$/, 'too-wide', 'x://b.example.com'],
    [/^https*:\/\/example\.com$/, 'too-wide', 'httpss://example.com'],
    [/^http\w?:\/\/example\.com$/, 'too-wide', 'httpx://example.com'],
    [written('^http[s/]:\\/\\/b\\.example\\.com$'), 'too-wide', 'https://b.example.com'],
    [/^(?!x).*$/, 'too-wide', 'a://x'],
    // Names that have public suffixes below them.
    [/^https:\/\/.*\.amazonaws\.com$/, 'public-suffix', 'https://evil.amazonaws.com'],
    [/^https:\/\/[a-z]+\.za$/, 'public-suffix', 'https://evil.za'],
    [
      written(`^https:\\/\\/(?:.*\\.typeform\\.com|${'(?:a|b)'.repeat(30)}\\.com)$`),
      'public-suffix',
      'https://evil.typeform.com',
    ],
    // Two names and no dot between them.
    [/^https:\/\/(www)?\.?example\.com$/, 'forgotten-dot', '"wwwexample.com"'],
    [/^https:\/\/(?:my-)?example\.com$/, 'forgotten-dot', '"my-example.com"'],
  ])('is an error, with or without credentials: %s: %s: %s', (origin, code, text) => {
    expect([verdictOn(origin, false), verdictOn(origin, true)]).toEqual([`error ${code}`, `error ${code}`])
    expect(validateConfig({ origin })[0]?.message).toContain(text)
  })

  it.each<[RegExp, string, string]>([
    [/^https:\/\/my-app-[a-z]\.vercel\.app$/, 'public-suffix', 'https://my-app-x.vercel.app'],
    [/^https:\/\/my-[a-z]+-team\.vercel\.app$/, 'public-suffix', 'https://my-evil-team.vercel.app'],
    [/^https:\/\/[a-z]+\.onrender\.com$/, 'public-suffix', 'https://evil.onrender.com'],
    [/^https:\/\/[a-z]+\.(?:fly\.dev|onrender\.com)$/, 'public-suffix', 'https://evil.fly.dev'],
    [/^https:\/\/[a-z]+\.fly\.dev$/, 'public-suffix', 'https://evil.fly.dev'],
    [/^https:\/\/.*\.web\.app$/, 'public-suffix', 'https://evil.web.app'],
    [/^https:\/\/[a-z]+\.s3\.amazonaws\.com$/, 'public-suffix', 'https://evil.s3.amazonaws.com'],
    [/^moz-extension:\/\/[0-9a-f-]{36}$/, 'open-host', 'moz-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    [/^chrome-extension:\/\/.*$/, 'open-host', 'chrome-extension://evil.example'],
  ])('is a warning without credentials, and an error with them: %s: %s: %s', (origin, code, text) => {
    expect([verdictOn(origin, false), verdictOn(origin, true)]).toEqual([`warning ${code}`, `error ${code}`])
    expect(validateConfig({ origin })[0]?.message).toContain(text)
  })

  it('can cover names under a public suffix of the private section if a flag is set', () => {
    const flags = { credentials: true, dangerouslyAllowPublicSuffixes: true }
    expect(validateConfig({ origin: /^https:\/\/[a-z]+\.vercel\.app$/, ...flags })).toEqual([])
    for (const origin of [/^https:\/\/[a-z]+\.co\.uk$/, /^https:\/\/.*\.amazonaws\.com$/, /^app:\/\/.*$/]) {
      expect(validateConfig({ origin, ...flags })[0]).toMatchObject({ severity: 'error' })
    }
  })

  it.each<[RegExp, string, string]>([
    [/^localhost:3000$/, 'never-matches', 'Write "http://localhost:3000".'],
    [/^app\.example\.com$/, 'never-matches', 'Write "https://app.example.com".'],
    [/^[a-z]+\.example\.com$/, 'never-matches', 'Begin it with the scheme'],
    [/^(?:www\.)?example\.com$/, 'never-matches', 'Begin it with the scheme'],
    [/^(?:a|b)\.example\.com$/, 'never-matches', 'Begin it with the scheme'],
    [/^[ab]\.example\.com$/, 'never-matches', 'Begin it with the scheme'],
    [/^(?!x)app\.example\.com$/, 'never-matches', 'Begin it with the scheme'],
    [/^http:\/\/localhost:+$/, 'never-matches', 'as in /^https'],
    [/^https:\/\/?\/?app\.example\.com\/x$/, 'never-matches', 'as in /^https'],
    [/^https:\/\/app\.example\.com\/$/, 'never-matches', 'Write "https://app.example.com".'],
    [/^https:\/\/[a-z]+\.example\.com\/$/, 'never-matches', 'Remove the slash'],
    [/^https:\/\/app\.example\.com:443$/, 'never-matches', 'Write "https://app.example.com".'],
    [/^https:\/\/[a-z]+\.example\.com:443$/, 'never-matches', 'Leave the port out'],
    [/^http:\/\/(?:a|b)\.example\.com:80$/, 'never-matches', 'Leave the port out'],
    [/^https:\/\/App\.example\.com$/, 'never-matches', 'Write "https://app.example.com".'],
    [/^https:\/\/[a-z]+\.Example\.com$/, 'never-matches', 'the flag "i"'],
    [/^https:\/\/app\.example\.com\/api$/, 'never-matches', 'Write "https://app.example.com".'],
    [/^https:\/\/app\.example\.com\/.*$/, 'never-matches', 'Remove what follows'],
    [written('^https:\\/\\/m\u00fcnchen\\.example$'), 'never-matches', 'Write "https://xn--mnchen-3ya.example".'],
    [/^https:\/\/a, https:\/\/b$/, 'never-matches', 'as in /^https'],
    [/^https:\/\/example\.com:70000$/, 'never-matches', 'as in /^https'],
    [/^https:\/\/192\.168\.0\.1\.$/, 'never-matches', 'Write "https://192.168.0.1".'],
    [/^https:\/\/example\.com\$/, 'never-matches', 'as in /^https'],
    [/^https:\/\/app\.example\.com$^/, 'never-matches', 'as in /^https'],
    [/^https:\/\/a$b$/, 'never-matches', 'as in /^https'],
    [/^wss:\/\/app\.example\.com$/, 'never-matches', 'as in /^https'],
    [/^https:\/\/a{3}_\.\d{2}$/, 'never-matches', 'as in /^https'],
    [/^$/, 'never-matches', 'as in /^https'],
    [/^https:\/\/*\.example\.com$/, 'wildcard', '"https://*.example.com"'],
    [/^http:\/\/localhost:*$/, 'wildcard', '"http://localhost:*"'],
    [/^http:\/\/(?:localhost:*){1}$/, 'wildcard', '"http://localhost:*"'],
    [/^https:\/\/(?:a|b:*)$/, 'wildcard', '"http://localhost:*"'],
  ])('is an error if it never matches: %s: %s: %s', (origin, code, hint) => {
    expect(verdictOn(origin, false)).toBe(`error ${code}`)
    expect(validateConfig({ origin })[0]?.hint).toContain(hint)
  })

  it.each<[RegExp, boolean, string]>([
    [/^http:\/\/192\.168\.\d+\.\d+$/, false, ''],
    [/^http:\/\/192\.168\.\d+\.\d+$/, true, 'error insecure-with-credentials'],
    [/^http:\/\/(?:a|b)\.example\.com$/, true, 'error insecure-with-credentials'],
    [/^http:\/\/localhost\.example\.com$/, true, 'error insecure-with-credentials'],
    [/^https?:\/\/(?:a|b)\.example\.com$/, true, ''],
    [/^http:\/\/(?:a\.example\.com|localhost)$/, true, ''],
    [/^http:\/\/app\.localhost\.?(?::\d+)?$/, true, ''],
  ])(
    'that is not encrypted is judged by whether it can match: %s, credentials %j: %s',
    (origin, credentials, verdict) => {
      expect(verdictOn(origin, credentials)).toBe(verdict)
    },
  )

  it.each<[RegExp, string[]]>([
    [/^http:\/\/a\.example$/, []],
    [/^https?:\/\/a\.example$/, []],
    [/^https:\/\/a\.example$/, ['dangerouslyAllowInsecureOrigins/unneeded']],
    [/^https?:\/\/localhost$/, ['dangerouslyAllowInsecureOrigins/unneeded']],
  ])('needs the flag for unencrypted origins if it matches some: %s', (origin, codes) => {
    const issues = validateConfig({ origin, credentials: true, dangerouslyAllowInsecureOrigins: true })
    expect(issues.map(({ code }) => code)).toEqual(codes)
  })

  it.each<[RegExp, string]>([
    [/example\.com$/, 'https://evilexample.com'],
    [/^https:\/\/example\.com/, 'https://example.comevil.example'],
    [/https:\/\/app\.example\.com/, 'https://app.example.comevil.example'],
    [/^https:\/\/a\.example|https:\/\/b\.example$/, 'https://a.examplevil.example'],
    [/^https:\/\/a\.example$|https:\/\/b\.example/, 'https://b.examplevil.example'],
    [/localhost:3000$/, 'https://evillocalhost:3000'],
    [/(^|\.)example\.com$/, 'http://x.example.com'],
    [/\.example\.com$/, 'http://x.example.com'],
    [/^https:\/\/example\.com:8/, 'https://example.com:81'],
    [/^app:\/\/a/, 'app://ax'],
  ])('is an error if the engine would find it in other origins, and shows one: %s', (origin, other) => {
    expect(verdictOn(origin, false)).toContain('error unanchored')
    expect(origin.test(other)).toBe(true)
    const shown = (): string | undefined => validateConfig({ origin })[0]?.message
    expect(shown()).toContain(`it also allows "${other}".`)
    expect(withoutSuffixList(shown)).toContain('it also allows "')
    expect(validateConfig({ origin })[0]?.hint).toContain('"^https:')
  })

  it('is anchored if the engine would find it only in the same origins', () => {
    expect(verdictOn(/^https:\/\/app\.example\.(?:com$|org$)/, false)).toBe('')
    expect(verdictOn(/^https:\/\/app\.example\.com(?:$)/, false)).toBe('')
    expect(verdictOn(/^https:\/\/app\.example\.com$(?:^|$)$/, false)).toBe('')
    expect(verdictOn(/^https:\/\/.*/, false)).toBe('error too-wide')
  })

  it.each<[RegExp, string]>([
    [/^https:\/\/example\.com$/g, '"g"'],
    [/^https:\/\/example\.com$/y, '"y"'],
    [/^https:\/\/example\.com$/gm, '"g" and "m"'],
    [written('^https:\\/\\/[[a-z]--[x]]+\\.example\\.com$', 'v'), '"v"'],
  ])('is an error because of its flags: %s', (origin, flags) => {
    expect(verdictOn(origin, false)).toBe('error flags')
    expect(validateConfig({ origin })[0]?.message).toContain(`the flag ${flags}`)
  })

  it.each<[RegExp, string]>([
    [/^https:\/\/(a)\1\.example\.com$/, 'a backreference'],
    [/^https:\/\/(?<a>a)\k<a>\.example\.com$/, 'a backreference'],
    [/^https:\/\/\p{Lowercase}+\.example\.com$/u, 'a Unicode property'],
    [/^https:\/\/\P{L}\.example\.com$/u, 'a Unicode property'],
    [/^https:\/\/app\b\.example\.com$/, 'a word boundary'],
    [/^https:\/\/app\B\.example\.com$/, 'a word boundary'],
    [/^https:\/\/(?=a)app\.example\.com$/, 'a lookahead'],
    [/^https:\/\/(?<=\/)app\.example\.com$/, 'a lookbehind'],
    [/^https:\/\/(?<!a)app\.example\.com$/, 'a lookbehind'],
    [/^https:\/\/app(?!x)\.example\.com$/, 'a negative lookahead that does not directly follow "^" or "//"'],
    [/^https:\/(?!x)\/app\.example\.com$/, 'a negative lookahead that does not directly follow "^" or "//"'],
    [/(?!x)https:\/\/app\.example\.com$/, 'a negative lookahead that does not directly follow "^" or "//"'],
    [/^(?:https:\/\/(?!x)app\.example\.com)+$/, 'a repeated lookahead'],
    [written('^https:\\/\\/\\c.example\\.com$'), 'an unfinished escape'],
    [written('^https:\\/\\/(?!x)*app\\.example\\.com$'), 'a repeated lookahead'],
  ])('is an error that names the unsupported syntax: %s: %s', (origin, name) => {
    expect(verdictOn(origin, false)).toBe('error unsupported')
    expect(validateConfig({ origin })[0]?.message).toContain(` uses ${name}, `)
  })

  it.each([
    /^https:\/\/(?:a|b)*a(?:a|b){12}\.example\.com$/,
    /^https:\/\/(?:[a-z]{0,63}\.){0,63}example\.com$/,
    /^https:\/\/(?:a{0,63}){0,63}\.example\.com$/,
    /^https:\/\/a{1,1000000}\.example\.com$/,
    /^https:\/\/a{4200}\.example\.com$/,
    written(`^https:\\/\\/${'(?:a|b)'.repeat(20)}\\.com$`),
    written(`^https:\\/\\/${'(?:a|b)'.repeat(60)}\\.com:${'(?:1|2)'.repeat(5)}$`),
    written(`^https:\\/\\/${'.?'.repeat(400)}\\.example\\.com$`),
  ])('is an error if it is too complex, in little time: %s', (origin) => {
    expect(verdictOn(origin, false)).toBe('error too-complex')
  })

  it('reports all of its problems at once', () => {
    expect(verdictOn(/https:\/\/.*example.com/g, true)).toBe('error flags, error unanchored, error unescaped-dot')
    expect(verdictOn(/^https:\/\/[a-z]+\.vercel\.app$|^app:\/\/.*$/, true)).toBe('error open-host, error public-suffix')
  })

  it('handles the characters that only match letters of origins with the flags i and u together', () => {
    expect(verdictOn(written('^https:\\/\\/\u212aa\\.example\\.com$', 'iu'), true)).toBe('')
    expect(verdictOn(written('^https:\\/\\/\u017fite\\.com$', 'iu'), true)).toBe('')
    expect(verdictOn(written('^https:\\/\\/\u017fite\\.com$', 'i'), true)).toBe('error never-matches')
    expect(verdictOn(written('^https:\\/\\/[^\\x00-\\x7f]ite\\.com$', 'iu'), true)).toBe('error never-matches')
    expect(verdictOn(written('^https:\\/\\/[\u0100-\u2200]ite\\.com$', 'iu'), true)).toBe('error too-wide')
  })

  it('is an error without the Public Suffix List if it is needed', () => {
    const configs = [/^https:\/\/[a-z]+\.example\.com$/, /^http:\/\/(?:localhost|10\.0\.0\.\d)$/, /^https:\/\/.*$/]
    const verdicts = withoutSuffixList(() => configs.map((origin) => verdictOn(origin, false)))
    expect(verdicts).toEqual(['error public-suffix-list-unavailable', '', 'error too-wide'])
  })
})

describe('matching by a regular expression', () => {
  it('spans the whole origin', () => {
    const policy = createPolicy({ origin: /^https:\/\/a\.example$|^https:\/\/b\.example$/ })
    const allows = (origin: string): unknown => policy.decide({ method: 'GET', origin })
    expect(allows('https://a.example')).toMatchObject({ allowed: true, reason: 'origin/regexp' })
    expect(allows('https://b.example')).toMatchObject({ allowed: true })
    expect(allows('https://a.example.evil.example')).toMatchObject({ allowed: false, reason: 'origin/not-listed' })
    expect(allows('app://xhttps')).toMatchObject({ allowed: false })
  })

  it('needs only one of several expressions', () => {
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

  it('is not the reason for denying an unencrypted origin if there is no expression', () => {
    const policy = createPolicy({ origin: 'https://a.example', credentials: true })
    expect(policy.decide({ method: 'GET', origin: 'http://b.example' })).toMatchObject({ reason: 'origin/not-listed' })
  })

  it('is only tried with origins that parse', () => {
    const policy = createPolicy({ origin: /^https:\/\/.*\.example\.com$/ })
    for (const origin of [
      'https://evil.test/.example.com',
      'https://a, https://b.example.com',
      'https://evil.test?.example.com',
      'https://m\u00fcnchen.example.com',
    ]) {
      expect(policy.decide({ method: 'GET', origin })).toMatchObject({ allowed: false, reason: 'origin/malformed' })
    }
    expect(policy.decide({ method: 'GET', origin: 'https://a.b.example.com' })).toMatchObject({ allowed: true })
  })

  it.each<[RegExp, string[], string[]]>([
    [
      /^https:\/\/(?!admin\.)[a-z.]+\.example\.com$/,
      ['https://app.example.com', 'https://adminx.example.com', 'https://a.admin.example.com'],
      ['https://admin.example.com', 'https://admin.app.example.com'],
    ],
    [
      /^(?!https:\/\/admin\.example\.com$)https:\/\/[a-z.]+\.example\.com(?::8443)?$/,
      ['https://admin.example.com:8443', 'https://app.example.com'],
      ['https://admin.example.com'],
    ],
    [
      /^(?!^https:\/\/admin\.)https:\/\/[a-z]+\.example\.com$/,
      ['https://app.example.com'],
      ['https://admin.example.com'],
    ],
    [/^https:\/\/(?!^app)[a-z]+\.example\.com$/, ['https://app.example.com'], []],
    [
      /^(?!^(?!https:\/\/b\.)https:\/\/[a-z]\.)https:\/\/[a-z]+\.example\.com$/,
      ['https://b.example.com', 'https://ab.example.com'],
      ['https://a.example.com'],
    ],
    [/^https:\/\/\u{61}{2}\.example\.com$/u, ['https://aa.example.com'], ['https://a.example.com']],
    [
      /^https:\/\/(?:x|[a-y]{2,3}?)\.example\.com$/i,
      ['https://x.example.com', 'https://abc.example.com'],
      ['https://a.example.com', 'https://abcd.example.com', 'https://X.example.com'],
    ],
  ])('agrees with the engine: %s', (origin, allowed, denied) => {
    const policy = createPolicy({ origin })
    const allows = (value: string): unknown => policy.decide({ method: 'GET', origin: value })
    for (const value of allowed) expect(allows(value)).toMatchObject({ allowed: true })
    for (const value of denied) expect(allows(value)).toMatchObject({ allowed: false })
  })

  it('is the same each time, even if the passed object changes', () => {
    const origin = /^https:\/\/a\.example$/
    const policy = createPolicy({ origin: [origin] })
    origin.compile('^https://evil\\.test$')
    for (let index = 0; index < 3; index++) {
      expect(policy.decide({ method: 'GET', origin: 'https://a.example' })).toMatchObject({ allowed: true })
      expect(policy.decide({ method: 'GET', origin: 'https://evil.test' })).toMatchObject({ allowed: false })
    }
  })

  it('takes time linear in the length of the origin, even if the engine would take seconds', () => {
    const policy = createPolicy({ origin: /^https:\/\/(?:(?:[a-z]+)+\.)+example\.com$/ })
    const hostile = `https://${'a'.repeat(300)}`
    const start = process.cpuUsage().user
    for (let index = 0; index < 100; index++) policy.decide({ method: 'GET', origin: hostile })
    expect((process.cpuUsage().user - start) / 100).toBeLessThan(2000)
  })
})
