/** A method of a built-in object, to be watched. */
export type Watched = readonly [prototype: object, method: string]

/** How often each method was called. */
export type Calls = Readonly<Record<string, number>>

/**
 * Counts calls of methods while something runs: work that is the same on every machine, whatever else the machine does.
 */
export function countCalls(watched: readonly Watched[], run: () => void): Calls {
  const counts: Record<string, number> = {}
  const restorers = watched.map(([prototype, method]) => watch(prototype, method, counts))
  try {
    run()
  } finally {
    for (const restore of restorers) restore()
  }
  // What is done from here on is the test's own.
  return { ...counts }
}

function watch(prototype: object, method: string, counts: Record<string, number>): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method)
  if (descriptor === undefined) throw new Error(`There is no method ${method} to watch.`)
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
