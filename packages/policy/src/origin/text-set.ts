/**
 * Performance: up to this number, comparing the texts one by one is cheaper than a lookup, for hits and for misses. See test/bench.
 */
const FEW_TEXTS = 16
/** Performance: the same for suffixes, which are compared up to the first difference. */
const FEW_SUFFIXES = 8

const DOT = 0x2e

/**
 * Stores texts in an array or in a `Set`, whichever finds a whole text faster.
 *
 * Security: entries can come from strangers, for example the domains of tenants. V8 hashes strings with a new seed in every process,
 * so attackers cannot predict which of them share a bucket of the `Set`.
 */
export function storeTexts(texts: ReadonlySet<string>): string[] | ReadonlySet<string> {
  return texts.size > FEW_TEXTS ? texts : makeWhole(texts)
}

/** Compiles texts into a test of whole texts. */
export function compileTexts(texts: ReadonlySet<string>): (text: string) => boolean {
  const stored = storeTexts(texts)
  return Array.isArray(stored) ? (text) => stored.includes(text) : (text) => stored.has(text)
}

/**
 * Performance: V8 stores a string that was split from a longer one (an environment variable) as a slice. Comparing with a slice takes
 * ten times as long. Property names are never slices.
 */
function makeWhole(texts: Iterable<string>): string[] {
  return Object.keys(Object.fromEntries(Array.from(texts, (text) => [text, true])))
}

/**
 * Compiles texts into a test of whether a text ends with a dot and one of them.
 *
 * Performance: suffixes have few different lengths. Only if there is a dot before one of those lengths is the rest cut out and hashed.
 */
export function compileSuffixes(suffixes: ReadonlySet<string>): (text: string) => boolean {
  if (suffixes.size <= FEW_SUFFIXES) return compileFewSuffixes(suffixes)
  const lengths = [...new Set(Array.from(suffixes, ({ length }) => length))]
  return (text) => {
    for (let index = 0; index < lengths.length; index++) {
      const start = text.length - (lengths[index] as number)
      if (text.charCodeAt(start - 1) === DOT && suffixes.has(text.slice(start))) return true
    }
    return false
  }
}

function compileFewSuffixes(suffixes: ReadonlySet<string>): (text: string) => boolean {
  const ends = makeWhole(Array.from(suffixes, (suffix) => `.${suffix}`))
  return (text) => {
    for (let index = 0; index < ends.length; index++) {
      if (text.endsWith(ends[index] as string)) return true
    }
    return false
  }
}
