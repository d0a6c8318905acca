import { createPolicy, type OriginOption } from '@crossorigin/policy'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { withoutSuffixList } from './without-suffix-list.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** Describes what a policy covers, one site per line. */
function sitesOf(origin: OriginOption): string[] {
  const { sites } = createPolicy({ origin, dangerouslyAllowNullOrigin: true })
  if (typeof sites === 'string') return [sites]
  return sites.map(({ site, itself, subdomains, ports }) => {
    const covered = [...(itself ? ['itself'] : []), ...(subdomains ? ['subdomains'] : [])].join(' and ')
    return `${site}: ${covered}, ports ${ports.map((port) => port || 'none').join(' ')}`
  })
}

describe('the sites that a policy covers', () => {
  it.each<[OriginOption, string[]]>([
    ['*', ['*']],
    [() => true, ['function']],
    ['https://example.com', ['example.com: itself, ports none']],
    ['https://app.example.com:8443', ['example.com: subdomains, ports 8443']],
    ['https://example.com.', ['example.com: itself, ports none']],
    ['https://app.example.co.uk', ['example.co.uk: subdomains, ports none']],
    ['https://my-app.vercel.app', ['my-app.vercel.app: itself, ports none']],
    ['https://vercel.app', ['vercel.app: itself, ports none']],
    ['https://foo.amazonaws.com', ['foo.amazonaws.com: itself, ports none']],
    ['https://wiki.corp.internal', ['internal: subdomains, ports none']],
    ['http://localhost:3000', ['localhost: itself, ports 3000']],
    ['http://app.localhost', ['localhost: subdomains, ports none']],
    ['http://127.0.0.1', ['127.0.0.0/8: itself, ports none']],
    ['http://[::1]', ['[::1]: itself, ports none']],
    ['http://192.168.1.20', ['192.168.0.0/16: itself, ports none']],
    ['http://172.16.0.1', ['172.16.0.0/12: itself, ports none']],
    ['http://169.254.0.1', ['169.254.0.0/16: itself, ports none']],
    ['http://[fe80::1]', ['[fe80::]/10: itself, ports none']],
    ['https://app.1password.com', ['1password.com: subdomains, ports none']],
    ['http://[fd00::1]', ['[fc00::]/7: itself, ports none']],
    ['http://203.0.113.7', ['203.0.113.7: itself, ports none']],
    ['http://[2001:db8::1]', ['[2001:db8::1]: itself, ports none']],
    ['capacitor://localhost', ['capacitor://localhost: itself, ports none']],
    ['null', ['null: itself, ports none']],
    ['file://', ['file://: itself, ports none']],
    [false, []],
    ['https://*.example.com', ['example.com: subdomains, ports none']],
    ['http://localhost:*', ['localhost: itself, ports none *']],
    ['https://*.a.example.com:*', ['example.com: subdomains, ports none *']],
    [
      /^https:\/\/(?:.*\.)?example\.(?:com|org)(?::8443)?$/,
      ['example.com: itself and subdomains, ports none 8443', 'example.org: itself and subdomains, ports none 8443'],
    ],
    [
      /^https:\/\/(?:1\.2\.3\.4|app\.example\.com)$/,
      ['1.2.3.4: itself, ports none', 'example.com: subdomains, ports none'],
    ],
    [/^https:\/\/(?:intranet\.|10\.0\.0\.0)$/, ['10.0.0.0/8: itself, ports none', 'intranet: itself, ports none']],
    [/^app:\/\/AB$/, ['app://AB: itself, ports none']],
    [/^app:\/\/a\.$/, ['app://a.: itself, ports none']],
    [/^https:\/\/[a-z]+\.preview\.example\.com:\d+$/, ['example.com: subdomains, ports *']],
    [/^https:\/\/example\.com(?::(?:3000|80(?:80|81)))?$/, ['example.com: itself, ports none 3000 8080 8081']],
    [
      /^http:\/\/(?:localhost|127\.\d+\.\d+\.\d+|192\.168\.0\.\d)$/,
      ['127.0.0.0/8: itself, ports none', '192.168.0.0/16: itself, ports none', 'localhost: itself, ports none'],
    ],
    [
      /^(?:ionic|capacitor):\/\/localhost$/i,
      ['capacitor://localhost: itself, ports none', 'ionic://localhost: itself, ports none'],
    ],
    [
      ['https://example.com', 'https://*.example.com', /^https:\/\/a\.example\.com:8443$/, 'https://b.test'],
      ['example.com: itself and subdomains, ports none 8443', 'test: subdomains, ports none'],
    ],
  ])('of %s', (origin, sites) => {
    expect(sitesOf(origin)).toEqual(sites)
  })

  it('are frozen data, computed once', () => {
    const policy = createPolicy({ origin: ['https://example.com', /^https:\/\/app\.example\.org$/] })
    expect(policy.sites).toBe(policy.sites)
    expect(Object.keys(policy)).toContain('sites')
    expect([policy.sites, ...policy.sites].every(Object.isFrozen)).toBe(true)
    expect(JSON.parse(JSON.stringify(policy.sites))).toEqual(policy.sites)
  })

  it('are the listed hosts if the Public Suffix List cannot be loaded', () => {
    const policy = createPolicy({ origin: ['https://app.example.com', 'https://*.example.org', 'http://localhost'] })
    const sites = withoutSuffixList(() => policy.sites)
    expect(sites).toMatchObject([{ site: 'app.example.com' }, { site: 'example.org' }, { site: 'localhost' }])
  })
})
