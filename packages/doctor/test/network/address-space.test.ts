import { lookup } from 'node:dns/promises'
import { describe, expect, test, vi } from 'vitest'
import { spaceOfHost } from '../../src/network/address-space.ts'

vi.mock('node:dns/promises', { spy: true })

const SILENT = () => new Promise<never>(() => {})

describe('spaceOfHost', () => {
  test.each([
    ['localhost', 'loopback'],
    ['192.168.0.1', 'local'],
    ['[::1]', 'loopback'],
    ['8.8.8.8', 'public'],
    ['named.test', 'local'],
  ])('says where %s is without asking', async (host, space) => {
    const resolve = { 'named.test': '10.0.0.1' }
    expect(await spaceOfHost(host, { resolve, timeout: 1000 })).toBe(space)
    expect(lookup).not.toHaveBeenCalled()
  })

  test('asks for a name', async () => {
    vi.mocked(lookup).mockResolvedValueOnce({ address: '10.1.2.3', family: 4 } as never)
    expect(await spaceOfHost('app.test', { timeout: 1000 })).toBe('local')
  })

  test('does not know where a name is that there is not', async () => {
    vi.mocked(lookup).mockRejectedValueOnce(new Error('ENOTFOUND'))
    expect(await spaceOfHost('app.test', { timeout: 1000 })).toBe('unknown')
  })

  test('waits no longer than it may', async () => {
    vi.mocked(lookup).mockImplementationOnce(SILENT)
    expect(await spaceOfHost('app.test', { timeout: 20 })).toBe('unknown')
  })

  test('is broken off with the reason', async () => {
    vi.mocked(lookup).mockImplementationOnce(SILENT)
    const controller = new AbortController()
    const asked = spaceOfHost('app.test', { timeout: 60_000, signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
  })
})
