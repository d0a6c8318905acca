import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { isLoopbackHost } from '@crossorigin/grammar'
import type { AddressSpace } from '../observation.ts'

/** A block list of subnets, written as `network/prefix`. */
function makeList(subnets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const subnet of subnets) {
    const [network = '', prefix = ''] = subnet.split('/')
    list.addSubnet(network, Number(prefix), isIP(network) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

/** This machine, by its own addresses and by the unspecified ones, which lead there too. */
const LOOPBACK = makeList(['127.0.0.0/8', '0.0.0.0/8', '::1/128', '::/128'])

/** Networks that are not public: private, shared, link-local, unique-local, benchmarking, multicast, reserved. */
const LOCAL = makeList([
  ...['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16', '192.0.0.0/24'],
  ...['198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
  // Addresses of IPv4 in ways that no public server is reached by: compatible, translated, by tunnels, by local NAT64.
  ...['::/96', '::ffff:0:0:0/96', '2001::/32', '2002::/16', '64:ff9b:1::/48'],
])

/**
 * Returns the address space of an address. An IPv6 address that embeds an IPv4 one is never public: no name resolves to it by
 * chance.
 *
 * @see https://wicg.github.io/local-network-access/#ip-address-space-section
 */
export function spaceOfAddress(address: string): AddressSpace {
  const plain = address.replace(/%.*$/, '')
  const version = isIP(plain)
  if (version === 0) return 'unknown'
  const [, kind = '', high = '0', low = ''] = EMBEDDED.exec(version === 6 ? compress(plain) : '') ?? []
  if (kind !== '') {
    const bytes = [high, low].flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
    const embedded = spaceOfAddress(bytes.join('.'))
    return embedded === 'public' && kind === '::ffff:' ? 'local' : embedded
  }
  const family = version === 6 ? 'ipv6' : 'ipv4'
  if (LOOPBACK.check(plain, family)) return 'loopback'
  return LOCAL.check(plain, family) ? 'local' : 'public'
}

/** IPv4-mapped, and translated by NAT64. */
const EMBEDDED = /^(::ffff:|64:ff9b::)(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})$/

function compress(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1)
}

/** How names are resolved. */
export interface ResolverOptions {
  /** Addresses in place of what the name system says, by host name. */
  readonly resolve: Readonly<Record<string, string>>
  /** Milliseconds. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
}

/** Finds the addresses of hosts. */
export interface Resolver {
  /** What connections are made with. */
  readonly lookup: LookupFunction
  /** Says where a host is; of several addresses, the one that is nearest decides. `unknown` if there is none in time. */
  spaceOf(host: string): Promise<AddressSpace>
}

/**
 * Creates a resolver.
 *
 * Security: a name is resolved once, so that what was found to be public is what is connected to, whatever the name system says a
 * moment later.
 */
export function createResolver(options: ResolverOptions): Resolver {
  const known = new Map<string, Promise<readonly LookupAddress[]>>()

  function find(host: string): Promise<readonly LookupAddress[]> {
    const name = host.toLowerCase()
    const found = known.get(name) ?? findAddresses(name, options)
    known.set(name, found)
    return found
  }

  return {
    lookup(host, { all, family }, callback) {
      find(host).then(
        (addresses) => {
          const wanted = family === 'IPv4' ? 4 : family === 'IPv6' ? 6 : (family ?? 0)
          const fitting = addresses.filter((one) => wanted === 0 || one.family === wanted)
          const [first] = fitting
          if (first === undefined) callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0)
          else if (all === true) callback(null, [...fitting])
          else callback(null, first.address, first.family)
        },
        (error: NodeJS.ErrnoException) => callback(error, '', 0),
      )
    },
    async spaceOf(host) {
      const name = host.replace(/^\[|\]$/g, '')
      if (isLoopbackHost(host) && !Object.hasOwn(options.resolve, name)) return 'loopback'
      const addresses = await find(name).catch(() => [])
      options.signal?.throwIfAborted()
      const spaces = new Set(addresses.map(({ address }) => spaceOfAddress(address)))
      return NEAREST_FIRST.find((space) => spaces.has(space)) ?? 'unknown'
    },
  }
}

async function findAddresses(
  name: string,
  { resolve, timeout, signal }: ResolverOptions,
): Promise<readonly LookupAddress[]> {
  const given = Object.hasOwn(resolve, name) ? resolve[name] : undefined
  const address = given ?? (isIP(name) === 0 ? undefined : name)
  if (address !== undefined) return [{ address, family: isIP(address) }]
  const over = new AbortController()
  const ends = AbortSignal.any(signal === undefined ? [over.signal] : [over.signal, signal])
  try {
    // Names below `localhost` are this machine's, as browsers have it, whatever the name system says.
    const looked = lookup(name.endsWith('.localhost') ? 'localhost' : name, { all: true })
    const waited = pause(timeout, undefined, { signal: ends }).then(() => {
      throw Object.assign(new Error(`no address within ${timeout} ms`), { code: 'ETIMEDOUT' })
    })
    return await Promise.race([looked, waited])
  } finally {
    over.abort()
  }
}

const NEAREST_FIRST: readonly AddressSpace[] = ['loopback', 'local', 'public']
