/** Values that can be thrown or rejected with, and that cannot be formatted, because reading them throws. */
export const UNSPEAKABLE: readonly (readonly [what: string, make: () => unknown])[] = [
  ['an error whose message is a symbol', () => Object.assign(new Error(), { message: Symbol('message') })],
  ['an error whose message throws', () => defineThrowing(new Error(), 'message')],
  ['an error whose name throws', () => defineThrowing(new Error(), 'name')],
  ['an error whose code is a symbol', () => Object.assign(new Error(), { code: Symbol('code') })],
  ['a revoked proxy', makeRevokedProxy],
  ['a proxy that throws for everything', () => new Proxy(new Error(), { get: fail, has: fail, getPrototypeOf: fail })],
  ['an object without a prototype', () => Object.create(null)],
]

function defineThrowing(error: Error, name: string): Error {
  return Object.defineProperty(error, name, { get: fail })
}

function makeRevokedProxy(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

function fail(): never {
  throw new Error('nothing to read here')
}
