/**
 * Performance: up to here, comparing with one after the other costs less than any look-up, whether the text is one of them or
 * not: test/bench measures both.
 */
const FEW_TEXTS = 16
/** The same for the ends of texts, each of which has to be compared to where it differs. */
const FEW_SUFFIXES = 8

const DOT = 0x2e

/**
 * Stores texts in whatever finds a whole text sooner: `includes` of an array, or `has` of a `Set`.
 *
 * Security: entries may come from strangers, as the domains of tenants do. V8 hashes strings with a new seed for
 * every process, so nobody can foresee which of them would share a bucket of the `Set`.
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
 * Performance: what was split from a longer text, as from an environment variable, is a slice of it to V8, and comparing with one
 * takes ten times as long. Names of properties are whole.
 */
function makeWhole(texts: Iterable<string>): string[] {
  return Object.keys(Object.fromEntries(Array.from(texts, (text) => [text, true])))
}

/**
 * Compiles texts into a test of whether a text ends with a dot and one of them.
 *
 * Performance: nothing is cut out of a text, and so nothing hashed, except what has a dot before it and is as long as one of the
 * suffixes, of whose lengths there are few.
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
