import { beforeEach } from 'vitest'

/** Lets every test expect the warnings that a process emits once, whatever has run in its process before. */
beforeEach(() => {
  const warnings = Reflect.get(globalThis, Symbol.for('@crossorigin/policy.warnings/1')) as
    | { readonly emitted: Set<string> }
    | undefined
  warnings?.emitted.clear()
})
