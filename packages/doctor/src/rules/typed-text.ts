import type { Evidence } from '../finding.ts'

/** Shows what was typed, pointing to a part of it. */
export function showTyped(value: string, part: string): readonly Evidence[] {
  const at = part === '' ? -1 : value.indexOf(part)
  return [at === -1 ? { value } : { value, at, length: part.length }]
}
