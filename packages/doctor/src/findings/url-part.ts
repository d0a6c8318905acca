/** Returns the serialized origin of an absolute URL. */
export function originOfUrl(url: string): string {
  return new URL(url).origin
}

/** Whether two hosts are equal but for `www.` before one of them. */
export function differByWww(left: string, right: string): boolean {
  return left === `www.${right}` || right === `www.${left}`
}
