/** Returns the serialized origin of an absolute URL. */
export function originOfUrl(url: string): string {
  return new URL(url).origin
}

/** Parses the target of a redirect; `undefined` where it is none. */
export function resolveUrl(location: string, base: string): URL | undefined {
  return URL.canParse(location, base) ? new URL(location, base) : undefined
}

/** Whether two hosts are equal but for `www.` before one of them. */
export function differByWww(left: string, right: string): boolean {
  return left === `www.${right}` || right === `www.${left}`
}
