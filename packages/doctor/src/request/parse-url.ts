/**
 * Parses a URL; `undefined` for what is none.
 *
 * Compatibility: once it is optimized, `URL.canParse` of Node 20 refuses text with Latin-1 characters beyond ASCII, such as
 * `https://b\u00fccher.example`, in most calls.
 */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}
