import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { isLoopbackHost } from '@crossorigin/grammar'
import type { AddressSpace } from '../observation.ts'

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8)
LOOPBACK.addAddress('::1', 'ipv6')

const LOCAL = new BlockList()
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  LOCAL.addSubnet(network, prefix)
}
LOCAL.addSubnet('fc00::', 7, 'ipv6')
LOCAL.addSubnet('fe80::', 10, 'ipv6')

/**
 * Says where an address is.
 *
 * @see https://wicg.github.io/local-network-access/#ip-address-space-section
 */
export function spaceOfAddress(address: string): AddressSpace {
  const version = isIP(address)
  if (version === 0) return 'unknown'
  const family = version === 6 ? 'ipv6' : 'ipv4'
  if (LOOPBACK.check(address, family)) return 'loopback'
  return LOCAL.check(address, family) ? 'local' : 'public'
}

/** Says where a host is, asking the name system where the name alone does not tell. */
export async function spaceOfHost(host: string, resolve: Readonly<Record<string, string>> = {}): Promise<AddressSpace> {
  const name = host.replace(/^\[|\]$/g, '')
  if (isLoopbackHost(host)) return 'loopback'
  const known = Object.hasOwn(resolve, name) ? resolve[name] : isIP(name) === 0 ? undefined : name
  if (known !== undefined) return spaceOfAddress(known)
  try {
    return spaceOfAddress((await lookup(name)).address)
  } catch {
    return 'unknown'
  }
}
