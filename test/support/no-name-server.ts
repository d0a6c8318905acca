import dns, { type LookupAddress } from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import { isIP } from 'node:net'

type Lookup = (host: string, ...rest: never[]) => Promise<LookupAddress | LookupAddress[]>
type CallbackLookup = (host: string, ...rest: unknown[]) => void

const { lookup } = dns.promises as unknown as { readonly lookup: Lookup }
const { lookup: lookupWithCallback } = dns as unknown as { readonly lookup: CallbackLookup }

/**
 * Looks up names of this machine only, and fails for others at once: a test must not depend on a name server, which may take
 * seconds.
 */
async function lookUpHere(host: string, ...rest: never[]): Promise<LookupAddress | LookupAddress[]> {
  if (isHere(host)) return await lookup(host, ...rest)
  throw createNotFound(host)
}

/** The same for `fetch`, `http` and `net`. */
function lookUpHereWithCallback(host: string, ...rest: unknown[]): void {
  if (isHere(host)) lookupWithCallback(host, ...rest)
  else process.nextTick(rest.at(-1) as (error: Error) => void, createNotFound(host))
}

function isHere(host: string): boolean {
  return isIP(host) !== 0 || host.toLowerCase() === 'localhost'
}

function createNotFound(host: string): Error {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo' })
}

// Test files in one process share `node:dns`, so it is replaced only once.
if (lookup.name !== lookUpHere.name) {
  Object.assign(dns.promises, { lookup: lookUpHere })
  Object.assign(dns, { lookup: lookUpHereWithCallback })
  syncBuiltinESMExports()
}
