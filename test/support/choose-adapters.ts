import { IS_THOROUGH } from './thorough.ts'

/**
 * Chooses the adapters to test with: those that are named, or all in a thorough test.
 *
 * @throws Error if a name matches no adapter.
 */
export function chooseAdapters<Adapter extends { readonly name: string }>(
  adapters: readonly Adapter[],
  names: readonly string[],
): readonly Adapter[] {
  const chosen = names.map((name) => {
    const adapter = adapters.find((one) => one.name === name)
    if (adapter === undefined) throw new Error(`There is no adapter ${JSON.stringify(name)}.`)
    return adapter
  })
  return IS_THOROUGH ? adapters : chosen
}
