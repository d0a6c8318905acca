/** Every character that a serialized origin can have. Only hosts of schemes other than http(s) have upper-case letters. */
export const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789-_.:/[]+ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** A set of characters, in the order of the alphabet, without duplicates. */
export type CharacterSet = string

/** Returns the characters that two sets share. */
export function intersectSets(left: CharacterSet, right: CharacterSet): CharacterSet {
  if (left === right) return left
  if (left.length > right.length) return intersectSets(right, left)
  return [...left].filter((character) => right.includes(character)).join('')
}

/** Returns the characters of the alphabet that are not in a set. */
export function invertSet(set: CharacterSet): CharacterSet {
  return [...ALPHABET].filter((character) => !set.includes(character)).join('')
}
