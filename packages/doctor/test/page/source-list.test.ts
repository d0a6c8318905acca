import { describe, expect, it } from 'vitest'
import { matchesSourceList } from '../../src/page/content-security-policy.ts'

const PAGE = 'https://app.test'

const CASES = [
  { sources: "'none'", url: 'https://api.test/', matches: false },
  { sources: '', url: 'https://api.test/', matches: false },
  { sources: "'self'", url: 'https://app.test/x', matches: true },
  { sources: "'SELF'", url: 'https://app.test/x', matches: true },
  { sources: "'self'", url: 'https://api.test/', matches: false },
  { sources: "'self'", url: 'https://app.test:8443/', matches: false },
  { sources: "'self'", url: 'https://app.test/', page: 'http://app.test', matches: true },
  { sources: "'self'", url: 'http://app.test/', matches: false },
  { sources: "'self'", url: 'wss://app.test/', matches: true, page: 'http://app.test' },
  { sources: "'self'", url: 'https://app.test/', page: 'null', matches: false },
  { sources: '*', url: 'https://api.test/', matches: true },
  { sources: '*', url: 'wss://api.test/', matches: true },
  { sources: '*', url: 'data:text/plain,x', matches: false },
  { sources: 'https:', url: 'https://api.test/', matches: true },
  { sources: 'https:', url: 'http://api.test/', matches: false },
  { sources: 'http:', url: 'https://api.test/', matches: true },
  { sources: 'data:', url: 'data:text/plain,x', matches: true },
  { sources: 'wss:', url: 'https://api.test/', matches: true },
  { sources: 'api.test', url: 'https://api.test/v1', matches: true },
  { sources: 'API.test', url: 'https://api.test/v1', matches: true },
  { sources: 'api.test', url: 'http://api.test/v1', matches: false },
  { sources: 'api.test', url: 'http://api.test/v1', page: 'http://app.test', matches: true },
  { sources: 'api.test', url: 'https://v1.api.test/', matches: false },
  { sources: '*.api.test', url: 'https://v1.api.test/', matches: true },
  { sources: '*.api.test', url: 'https://a.v1.api.test/', matches: true },
  { sources: '*.api.test', url: 'https://api.test/', matches: false },
  { sources: '*.api.test', url: 'https://evilapi.test/', matches: false },
  { sources: 'api.test', url: 'https://api.test:8443/', matches: false },
  { sources: 'api.test:8443', url: 'https://api.test:8443/', matches: true },
  { sources: 'api.test:443', url: 'https://api.test/', matches: true },
  { sources: 'api.test:*', url: 'https://api.test:1234/', matches: true },
  { sources: 'http://api.test:80', url: 'https://api.test/', matches: true },
  { sources: 'http://localhost:*', url: 'http://localhost:3000/', matches: true },
  { sources: 'http://10.0.0.1', url: 'http://10.0.0.1/', matches: true },
  { sources: 'https://[::1]:8443', url: 'https://[::1]:8443/', matches: true },
  { sources: 'https://api.test/v1', url: 'https://api.test/v1', matches: true },
  { sources: 'https://api.test/v1', url: 'https://api.test/v1/users', matches: false },
  { sources: 'https://api.test/v1/', url: 'https://api.test/v1/users', matches: true },
  { sources: 'https://api.test/v%31/', url: 'https://api.test/v1/users', matches: true },
  { sources: 'https://api.test/%zz', url: 'https://api.test/%zz', matches: true },
  { sources: 'https://api.test/v2/', url: 'https://api.test/v1/users', isRedirected: true, matches: true },
  { sources: "'unsafe-inline' 'nonce-abc'", url: 'https://api.test/', matches: false },
  { sources: 'other.test api.test', url: 'https://api.test/', matches: true },
]

describe('matchesSourceList', () => {
  it.each(CASES)('$sources and $url: $matches', ({ sources, url, page = PAGE, isRedirected = false, matches }) => {
    const target = { url: new URL(url), pageOrigin: page, isRedirected }
    expect(matchesSourceList(sources.split(' '), target)).toBe(matches)
  })
})
