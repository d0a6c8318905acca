/** A method of a built-in object to watch. */
export type Watched = readonly [prototype: object, method: string]

/** How often each method was called. */
export type Calls = Readonly<Record<string, number>>

/**
 * Counts calls of methods while something runs: a measure that is the same on every machine, under any load.
 */
export function countCalls(watched: readonly Watched[], run: () => void): Calls {
  const counts: Record<string, number> = {}
  const restorers = watched.map(([prototype, method]) => watch(prototype, method, counts))
  try {
    run()
  } finally {
    for (const restore of restorers) restore()
  }
  // From here on, only the test itself calls the methods.
  return { ...counts }
}

function watch(prototype: object, method: string, counts: Record<string, number>): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method)
  if (descriptor === undefined) throw new Error(`Unknown method ${method}.`)
  const { value } = descriptor
  counts[method] = 0
  Object.defineProperty(prototype, method, {
    ...descriptor,
    value(this: unknown, ...parameters: unknown[]) {
      counts[method] = (counts[method] as number) + 1
      return Reflect.apply(value, this, parameters)
    },
  })
  return () => Object.defineProperty(prototype, method, descriptor)
}
