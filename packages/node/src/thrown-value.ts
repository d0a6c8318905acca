/**
 * Makes an error of what a function of the application's has thrown, or rejected with.
 *
 * Security: whatever reports an error puts it into words. One that cannot be, such as one whose message is a symbol, would
 * throw again there, where nobody catches it, and end the process.
 */
export function toError(thrown: unknown): Error {
  try {
    if (!(thrown instanceof Error)) return new Error('The CORS origin function or selector failed.', { cause: thrown })
    if (isInWords(thrown)) return thrown
  } catch {
    // Nor can it be asked what it is.
  }
  return new Error('The CORS origin function or selector failed, with an error that cannot be put into words.')
}

/** Tells whether the parts of an error that a report holds are fit for it; throws where they cannot be read. */
function isInWords(error: Error & { readonly code?: unknown }): boolean {
  return String(error) !== '' && typeof error.message !== 'symbol' && typeof error.code !== 'symbol'
}
