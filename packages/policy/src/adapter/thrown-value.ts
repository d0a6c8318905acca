/**
 * Converts a value that a function of the application has thrown, or rejected with, to an error.
 *
 * @param thrower - The subject of the error message, if the value is not an error.
 *
 * Security: code that reports an error converts it to a string. An error that cannot be converted, such as one whose message is a
 * symbol, would throw there, where nothing catches it, and end the process.
 */
export function toError(thrown: unknown, thrower = 'The CORS origin function or selector'): Error {
  try {
    if (!(thrown instanceof Error)) return new Error(`${thrower} failed.`, { cause: thrown })
    if (isInWords(thrown)) return thrown
  } catch {
    // Even `instanceof` can throw (proxies).
  }
  return new Error(`${thrower} failed with an error that cannot be converted to a string.`)
}

/** Tells whether the parts of an error that are reported are usable. Throws if they cannot be read. */
function isInWords(error: Error & { readonly code?: unknown }): boolean {
  return String(error) !== '' && typeof error.message !== 'symbol' && typeof error.code !== 'symbol'
}
