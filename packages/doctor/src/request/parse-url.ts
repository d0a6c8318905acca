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

/** Returns the serialized origin of an absolute URL. */
export function originOfUrl(url: string): string {
  return new URL(url).origin
}

/** Whether two hosts are equal but for `www.` before one of them. */
export function differByWww(left: string, right: string): boolean {
  return left === `www.${right}` || right === `www.${left}`
}
