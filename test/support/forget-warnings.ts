import { beforeEach, vi } from 'vitest'

/**
 * Lets every test expect the warnings that a process emits once, regardless of earlier tests in its process, and keeps
 * unrelated warnings out of the output.
 */
beforeEach(() => {
  const warnings = Reflect.get(globalThis, Symbol.for('@crossorigin/policy.warnings/1')) as
    | { readonly emitted: Set<string> }
    | undefined
  warnings?.emitted.clear()
  const { emitWarning } = process
  vi.spyOn(process, 'emitWarning').mockImplementation(((warning: string | Error, ...rest: unknown[]) => {
    const [options] = rest as [{ readonly type?: string } | undefined]
    const type = warning instanceof Error ? warning.name : options?.type
    if (type !== 'CorsWarning') Reflect.apply(emitWarning, process, [warning, ...rest])
  }) as typeof emitWarning)
})
