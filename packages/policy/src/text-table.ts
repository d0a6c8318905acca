/** Texts that parts of other texts can be looked up in. */
export interface TextTable {
  /** Tells whether a whole text is one of them. */
  has(text: string): boolean
  /**
   * Tells whether what stands after one of the dots of a text is one of them.
   *
   * @param depths - The dots to look at: those with as many dots to their right as an index here that has `true`.
   */
  hasAfterDot(text: string, depths: readonly boolean[]): boolean
}

const DOT = 0x2e

/**
 * Compiles texts of ASCII characters into a table in which nothing has to be cut out to be looked up.
 *
 * Performance: a `Set` of a long list takes three or four fetches from memory: its buckets, its entries, and the strings, which
 * lie wherever the caller has made them, whole or as parts of others. One of 100,000 origins took twice the time of one origin.
 * Here the characters lie in one array, and are looked at where a number that stands for them, their hash, says so.
 *
 * Security: entries may come from strangers, as the domains of tenants do. The hash depends on two random numbers in every one of
 * its bits, so that nobody can foresee which texts would end up in one place.
 */
export function compileTextTable(texts: ReadonlySet<string>): TextTable {
  const longest = findLongest(texts)
  const seed = randomInteger()
  const multiplier = randomInteger() | 1
  /** For each text its length, in two bytes, and its characters. The first byte is nobody's. */
  const characters = new Uint8Array(1 + sumOfLengths(texts) + 2 * texts.size)
  /** In the lower bits, the place of a text among the characters, or 0; in the others, what its hash has there. */
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * texts.size + 1)))
  const slotMask = slots.length - 1
  const placeMask = 2 ** Math.ceil(Math.log2(characters.length)) - 1
  let size = 1
  for (const text of texts) {
    const hash = hashOf(text)
    let index = hash & slotMask
    while (slots[index] !== 0) index = (index + 1) & slotMask
    slots[index] = (hash & ~placeMask) | size
    size = append(text, size)
  }

  return {
    has: (text) => text.length <= longest && find(hashOf(text), text, 0),

    hasAfterDot(text, depths) {
      let hash = seed
      let depth = 0
      const last = Math.max(0, text.length - longest - 1)
      for (let index = text.length - 1; index >= last && depth < depths.length; index--) {
        const code = text.charCodeAt(index)
        if (code === DOT) {
          if (depths[depth] === true && find(hash, text, index + 1)) return true
          depth++
        }
        hash = mix(hash, code, multiplier)
      }
      return false
    },
  }

  /** Open addressing with linear probing, at most half full. */
  function find(hash: number, text: string, start: number): boolean {
    for (let index = hash & slotMask; ; index = (index + 1) & slotMask) {
      const slot = slots[index] as number
      if (slot === 0) return false
      if (((slot ^ hash) & ~placeMask) === 0 && isAt(slot & placeMask, text, start)) return true
    }
  }

  /** From the right, so that the hash of what stands after a dot is part of the way to that of all. */
  function hashOf(text: string): number {
    let hash = seed
    for (let index = text.length - 1; index >= 0; index--) hash = mix(hash, text.charCodeAt(index), multiplier)
    return hash
  }

  function append(text: string, place: number): number {
    characters[place] = text.length >>> 8
    characters[place + 1] = text.length
    for (let index = 0; index < text.length; index++) characters[place + 2 + index] = text.charCodeAt(index)
    return place + 2 + text.length
  }

  function isAt(place: number, text: string, start: number): boolean {
    if ((((characters[place] as number) << 8) | (characters[place + 1] as number)) !== text.length - start) return false
    const offset = place + 2 - start
    for (let index = start; index < text.length; index++) {
      if (characters[offset + index] !== text.charCodeAt(index)) return false
    }
    return true
  }
}

/** The lower bits of a product know nothing of the upper ones, until it is turned. */
function mix(hash: number, code: number, multiplier: number): number {
  const product = Math.imul(hash ^ code, multiplier)
  return (product << 15) | (product >>> 17)
}

function randomInteger(): number {
  return Math.floor(Math.random() * 2 ** 32) | 0
}

function findLongest(texts: Iterable<string>): number {
  let longest = 0
  for (const text of texts) longest = Math.max(longest, text.length)
  return longest
}

function sumOfLengths(texts: Iterable<string>): number {
  let sum = 0
  for (const text of texts) sum += text.length
  return sum
}
