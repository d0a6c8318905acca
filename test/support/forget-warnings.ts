import { beforeEach } from 'vitest'

/** Lets every test expect the warnings that a process emits once, whatever has run in its process before. */
beforeEach(() => {
  const emitted = Reflect.get(globalThis, Symbol.for('@crossorigin/policy.warnings')) as Set<string> | undefined
  emitted?.clear()
})
