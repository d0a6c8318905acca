import dns, { type LookupAddress } from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import { isIP } from 'node:net'

type Lookup = (host: string, ...rest: never[]) => Promise<LookupAddress | LookupAddress[]>

const { lookup } = dns.promises as unknown as { readonly lookup: Lookup }

/**
 * Looks up names of this machine only, and fails for others at once: a test must not depend on a name server, which may take
 * seconds.
 */
async function lookUpHere(host: string, ...rest: never[]): Promise<LookupAddress | LookupAddress[]> {
  if (isIP(host) !== 0 || host === 'localhost') return await lookup(host, ...rest)
  throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo' })
}

// Files of one process share the module.
if (lookup.name !== lookUpHere.name) {
  Object.assign(dns.promises, { lookup: lookUpHere })
  syncBuiltinESMExports()
}
