import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
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

/** How the name system is asked. */
export interface SpaceOptions {
  /** Addresses in place of what the name system says, by host name. */
  readonly resolve?: Readonly<Record<string, string>> | undefined
  /** Milliseconds. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
}

/** Says where a host is, asking the name system where the name alone does not tell. */
export async function spaceOfHost(host: string, options: SpaceOptions): Promise<AddressSpace> {
  const { resolve = {} } = options
  const name = host.replace(/^\[|\]$/g, '')
  if (isLoopbackHost(host)) return 'loopback'
  const known = Object.hasOwn(resolve, name) ? resolve[name] : isIP(name) === 0 ? undefined : name
  return spaceOfAddress(known ?? (await findAddress(name, options)))
}

/** Returns what is no address where there is none in time. A lookup cannot be ended: it is left alone. */
async function findAddress(name: string, { timeout, signal }: SpaceOptions): Promise<string> {
  const over = new AbortController()
  const ends = AbortSignal.any([over.signal, ...(signal === undefined ? [] : [signal])])
  const looked = lookup(name).then(
    ({ address }) => address,
    () => '',
  )
  const waited = pause(timeout, '', { signal: ends }).catch(() => '')
  try {
    const address = await Promise.race([looked, waited])
    signal?.throwIfAborted()
    return address
  } finally {
    over.abort()
  }
}
