import { lookup } from 'node:dns/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createResolver, type ResolverOptions, spaceOfAddress } from '../../src/network/resolver.ts'

vi.mock('node:dns/promises', { spy: true })
afterEach(() => vi.mocked(lookup).mockReset())

const SILENT = () => new Promise<never>(() => {})
const resolver = (options: Partial<ResolverOptions> = {}) => createResolver({ resolve: {}, timeout: 1000, ...options })
const answer = (...addresses: readonly string[]) =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })) as never

describe('spaceOfAddress', () => {
  test.each([
    ['8.8.8.8', 'public'],
    ['2001:4860:4860::8888', 'public'],
    ['64:ff9b::808:808', 'public'],
    ['127.8.9.1', 'loopback'],
    ['::1', 'loopback'],
    ['0.0.0.0', 'loopback'],
    ['::', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['10.0.0.1', 'local'],
    ['172.31.255.255', 'local'],
    ['192.168.0.1', 'local'],
    ['100.64.0.1', 'local'],
    ['169.254.169.254', 'local'],
    ['fd12:3456::1', 'local'],
    ['fe80::1%eth0', 'local'],
    ['::ffff:169.254.169.254', 'local'],
    ['::ffff:8.8.8.8', 'local'],
    ['64:ff9b::a9fe:a9fe', 'local'],
    ['64:ff9b::1', 'loopback'],
    ['64:ff9b:1::7f00:1', 'local'],
    ['::127.0.0.1', 'local'],
    ['::ffff:0:127.0.0.1', 'local'],
    ['2002:7f00:1::', 'local'],
    ['2001:0:7f00:1::1', 'local'],
    ['224.0.0.1', 'local'],
    ['api.test', 'unknown'],
  ])('classifies %s as %s', (address, space) => {
    expect(spaceOfAddress(address)).toBe(space)
  })
})

describe('a resolver', () => {
  test.each([
    ['localhost', 'loopback'],
    ['192.168.0.1', 'local'],
    ['[::1]', 'loopback'],
    ['8.8.8.8', 'public'],
    ['named.test', 'local'],
  ])('classifies %s without a lookup', async (host, space) => {
    expect(await resolver({ resolve: { 'named.test': '10.0.0.1' } }).spaceOf(host)).toBe(space)
    expect(lookup).not.toHaveBeenCalled()
  })

  test('looks up a name', async () => {
    vi.mocked(lookup).mockResolvedValueOnce(answer('10.1.2.3'))
    expect(await resolver().spaceOf('app.test')).toBe('local')
  })

  test('uses the nearest of several addresses', async () => {
    vi.mocked(lookup).mockResolvedValueOnce(answer('8.8.8.8', '::1'))
    expect(await resolver().spaceOf('app.test')).toBe('loopback')
  })

  test('returns unknown for a name that does not exist', async () => {
    vi.mocked(lookup).mockRejectedValueOnce(new Error('ENOTFOUND'))
    expect(await resolver().spaceOf('app.test')).toBe('unknown')
  })

  test('waits no longer than its timeout', async () => {
    vi.mocked(lookup).mockImplementationOnce(SILENT)
    expect(await resolver({ timeout: 20 }).spaceOf('app.test')).toBe('unknown')
  })

  test('aborts with the reason', async () => {
    vi.mocked(lookup).mockImplementationOnce(SILENT)
    const controller = new AbortController()
    const asked = resolver({ timeout: 60_000, signal: controller.signal }).spaceOf('app.test')
    controller.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
  })

  test.each([{ first: ['8.8.8.8'] }, { first: undefined }])(
    'connects to the address that was checked, even if DNS changes: $first',
    async ({ first }) => {
      const { lookup: connect, spaceOf } = resolver()
      if (first === undefined) vi.mocked(lookup).mockRejectedValueOnce(new Error('SERVFAIL'))
      else vi.mocked(lookup).mockResolvedValueOnce(answer(...first))
      vi.mocked(lookup).mockResolvedValue(answer('127.0.0.1'))
      await spaceOf('rebound.test')
      for (const name of ['rebound.test', 'REBOUND.test']) {
        const found = await new Promise((done) =>
          connect(name, { all: true }, (error, addresses) => done(error === null ? addresses : error.message)),
        )
        expect(found).toEqual(first === undefined ? 'SERVFAIL' : [{ address: '8.8.8.8', family: 4 }])
      }
      expect(lookup).toHaveBeenCalledTimes(1)
    },
  )

  test.each([
    [{ all: false }, '8.8.8.8', 4],
    [{ family: 6 }, '2001:db8::1', 6],
  ] as const)('returns a single address if one is requested: %j', async (options, address, family) => {
    vi.mocked(lookup).mockResolvedValueOnce(answer('8.8.8.8', '2001:db8::1'))
    const found = await new Promise((done) => resolver().lookup('app.test', options, (_error, ...one) => done(one)))
    expect(found).toEqual([address, family])
  })
})
