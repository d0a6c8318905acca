/** What is tried in place of a parameter, and the words of its regular expression after these. */
const EXAMPLES = ['1', 'a', '', 'A', 'ab', 'abc', '12345', '2020-01-01', 'a.b', 'a-b', 'true']

/** A part of a URL pattern between two slashes: the texts before, between and after its parameters. */
type Segment = readonly string[]

/** What a URL pattern is made of. */
interface Pattern {
  readonly segments: readonly Segment[]
  /** Whether the last segment takes whatever follows. */
  readonly hasWildcard: boolean
  /** Words from regular expressions. */
  readonly words: readonly string[]
}

/** Lists paths that two URL patterns may both match. These are guesses: the router must be asked about each of them. */
export function listSharedPaths(first: string, second: string): readonly string[] {
  const paths = new Set<string>()
  for (const one of listVariants(first)) {
    for (const other of listVariants(second)) {
      const [left, right] = [readPattern(one), readPattern(other)]
      const segments = mergePatterns(left, right)
      for (const example of new Set([...EXAMPLES, ...left.words, ...right.words])) {
        const path = segments?.map((texts) => texts.join(example)).join('/')
        if (path !== undefined) paths.add(path.startsWith('/') ? path : `/${path}`)
      }
    }
  }
  return [...paths]
}

/** Lists a text that a regular expression matches, or none if it is not simple. */
export function listExamples({ source, flags }: RegExp): readonly string[] {
  const expression = new RegExp(source, flags.replace(/[gy]/g, ''))
  const text = source
    .replace(/\[[^\]]*\]|\\[dw]|(?<!\\)\./g, '1')
    .replace(/\(\?:|[\\^$*+?()]/g, '')
    .replace(/\{[^}]*\}/g, '')
  return [text, ...text.split('|')].filter((example) => expression.test(example)).slice(0, 1)
}

/** Lists a pattern with and without its optional parameter, each with and without the slashes that a router may ignore. */
function listVariants(pattern: string): readonly string[] {
  const end = pattern.endsWith('?/') ? '?/' : '?'
  const cut = pattern.lastIndexOf('/', pattern.length - end.length)
  const isOptional = pattern.endsWith(end) && pattern[cut + 1] === ':'
  const variants = isOptional ? [pattern.slice(0, -end.length), pattern.slice(0, cut) || '/'] : [pattern]
  return [...new Set(variants.flatMap((each) => [each, each.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')]))]
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
      words.push(
        ...(pattern
          .slice(index, end)
          .split('(')
          .slice(1)
          .join('(')
          .match(/[\w-]+/g) ?? []),
      )
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

/** Returns the index after a parameter's name, and after its regular expression if it has one. */
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
  const count = short.segments.length
  if (count < long.segments.length && !short.hasWildcard) return undefined
  const merged = short.segments.map((segment, index) => mergeSegments(segment, long.segments[index] as Segment))
  if (merged.includes(undefined)) return undefined
  return [...(merged as Segment[]), ...long.segments.slice(count)]
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
