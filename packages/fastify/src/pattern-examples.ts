/** Texts to try in place of a parameter, before the words from its regular expression. */
const EXAMPLES = ['1', 'a', '', 'A', 'ab', 'abc', '12345', '2020-01-01', 'a.b', 'a-b', 'true']

/** The part of a URL pattern between two slashes, as the texts before, between and after its parameters. */
type Segment = readonly string[]

/** A parsed URL pattern. */
export interface Pattern {
  readonly segments: readonly Segment[]
  /** Whether the pattern ends with a wildcard. */
  readonly hasWildcard: boolean
  /** Words from its regular expressions. */
  readonly words: readonly string[]
}

/**
 * Parses a URL pattern, with and without its optional parameter, each with and without the slashes that a router can ignore.
 */
export function readPatterns(url: string): readonly Pattern[] {
  const end = url.endsWith('?/') ? '?/' : '?'
  const cut = url.lastIndexOf('/', url.length - end.length)
  const isOptional = url.endsWith(end) && url[cut + 1] === ':'
  const variants = isOptional ? [url.slice(0, -end.length), url.slice(0, cut) || '/'] : [url]
  const all = variants.flatMap((each) => [each, each.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')])
  return [...new Set(all)].map(readPattern)
}

/** Lists paths that two URL patterns might both match. These are guesses, to be checked with the router. */
export function listSharedPaths(first: readonly Pattern[], second: readonly Pattern[]): ReadonlySet<string> {
  const paths = new Set<string>()
  for (const one of first) {
    for (const other of second) {
      const segments = mergePatterns(one, other)
      if (segments === undefined) continue
      for (const example of [...EXAMPLES, ...one.words, ...other.words]) {
        const path = segments.map((texts) => texts.join(example)).join('/')
        paths.add(path.startsWith('/') ? path : `/${path}`)
      }
    }
  }
  return paths
}

/** Lists one text that a regular expression matches, or none if the expression is not simple. */
export function listExamples(expression: RegExp): readonly string[] {
  const text = expression.source
    .replaceAll('\\.', '\0')
    .replace(/\[[^[\]]*\]|\\[dw]|\./g, '1')
    .replace(/\{[^{}]*\}|\(\?:|[\\^$*+?()]/g, '')
    .replaceAll('\0', '.')
  return [text, ...text.split('|')].filter((example) => example.search(expression) !== -1).slice(0, 1)
}

function readPattern(pattern: string): Pattern {
  const segments: string[][] = [['']]
  const words: string[] = []
  let index = 0
  while (index < pattern.length) {
    const texts = segments.at(-1) as string[]
    const char = pattern[index] as string
    if (char === '/') {
      segments.push([''])
    } else if (char === '*') {
      texts.push('')
    } else if (char === ':' && pattern[index + 1] !== ':') {
      const end = findParameterEnd(pattern, index)
      words.push(...(pattern.slice(index + 1, end).match(/[\w-]+/g) ?? []))
      texts.push('')
      index = end - 1
    } else {
      texts.push(texts.pop() + char)
      if (char === ':') index++
    }
    index++
  }
  return { segments, hasWildcard: pattern.endsWith('*'), words: words.slice(0, 20) }
}

/** Returns the index after a parameter's name and its regular expression, if it has one. */
function findParameterEnd(pattern: string, start: number): number {
  let depth = 0
  for (let index = start; index < pattern.length; index++) {
    const char = pattern[index] as string
    if (depth === 0 && '-./'.includes(char)) return index
    if (char === '\\') index++
    else if (char === '(') depth++
    else if (char === ')' && --depth === 0) return index + 1
  }
  return pattern.length
}

function mergePatterns(first: Pattern, second: Pattern): readonly Segment[] | undefined {
  const [short, long] = first.segments.length <= second.segments.length ? [first, second] : [second, first]
  if (short.segments.length < long.segments.length && !short.hasWildcard) return undefined
  const merged: Segment[] = []
  for (const [index, segment] of long.segments.entries()) {
    const other = short.segments[index]
    const both = other === undefined ? segment : mergeSegments(segment, other)
    if (both === undefined) return undefined
    merged.push(both)
  }
  return merged
}

function mergeSegments(first: Segment, second: Segment): Segment | undefined {
  if (first.length === 1 && second.length === 1) {
    return first[0]?.toLowerCase() === second[0]?.toLowerCase() ? first : undefined
  }
  if (first.length === 1) return first
  if (second.length === 1) return second
  const longer = (one = '', other = ''): string => (one.length > other.length ? one : other)
  const middle = (first.length > second.length ? first : second).slice(1, -1)
  return [longer(first[0], second[0]), ...middle, longer(first.at(-1), second.at(-1))]
}
