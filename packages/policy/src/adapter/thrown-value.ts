/**
 * Makes an error of what a function of the application's has thrown, or rejected with.
 *
 * @param thrower - The subject of the error's sentence, if the value is not an error.
 *
 * Security: whatever reports an error puts it into words. One that cannot be, such as one whose message is a symbol, would
 * throw again there, where nobody catches it, and end the process.
 */
export function toError(thrown: unknown, thrower = 'The CORS origin function or selector'): Error {
  try {
    if (!(thrown instanceof Error)) return new Error(`${thrower} failed.`, { cause: thrown })
    if (isInWords(thrown)) return thrown
  } catch {
    // Even `instanceof` may throw (proxies).
  }
  return new Error(`${thrower} failed with an error that cannot be converted to a string.`)
}

/** Tells whether the parts of an error that a report holds are fit for it; throws where they cannot be read. */
function isInWords(error: Error & { readonly code?: unknown }): boolean {
  return String(error) !== '' && typeof error.message !== 'symbol' && typeof error.code !== 'symbol'
}
