/**
 * Returns a text that is safe to print: whatever is not printable ASCII stands as `\xNN`.
 *
 * Security: what comes from the network may hold bytes that move a terminal's cursor or change its title. None gets through,
 * and no byte of ours is needed beyond printable ASCII.
 */
export function escapeText(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, escapeCharacter)
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const digits = code.toString(16)
  return code > 0xff ? `\\u{${digits}}` : `\\x${digits.padStart(2, '0')}`
}

/** Writes a value as JSON in printable ASCII, so that no reader and no terminal takes a byte for anything but data. */
export function writeJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
  return text.replace(/[^\n\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
