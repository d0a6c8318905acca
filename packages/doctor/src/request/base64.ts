/** Encodes the bytes of a text in UTF-8. `btoa` by itself takes characters of Latin-1 only. */
export function encodeBase64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
}

/** Decodes base64 and base64url, with or without padding, into one character for each byte. Leftover bits are dropped. */
export function decodeBase64(text: string): string {
  const digits = text.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')
  // `atob` refuses a last digit that makes no byte.
  return atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits)
}
