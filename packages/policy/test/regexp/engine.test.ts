import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { REPEATABLE, RUNS } from '../../../../test/support/property-runs.ts'
import { analyzeRegExp } from '../../src/origin/regexp/analysis.ts'
import { type Automaton, determinize, MAX_STEPS } from '../../src/origin/regexp/automaton.ts'
import { ALPHABET } from '../../src/origin/regexp/character-set.ts'
import { compileWhole } from '../../src/origin/regexp/compiler.ts'
import { compileRegExp, type OriginTest } from '../../src/origin/regexp/matcher.ts'
import { originGrammar, textsWithoutDefaultPort } from '../../src/origin/regexp/origin-grammar.ts'
import { parseRegExp } from '../../src/origin/regexp/parser.ts'
import { RegExpRefusal } from '../../src/origin/regexp/refusal.ts'

const TIMEOUT = 240_000 * Math.max(1, RUNS / 2000)

/** Everything is a site here: what names mean is not the question. */
const lookUp = () => 'site' as const

/** Plays an automaton by its definition. */
function accepts({ edges, accepting }: Automaton, text: string): boolean {
  let states = new Set([0])
  for (const character of text) {
    const own = [...states].flatMap((state) => edges[state] ?? [])
    states = new Set(own.filter(({ characters }) => characters.includes(character)).map(({ to }) => to))
  }
  return [...states].some((state) => accepting[state])
}

/** Compiles an expression into a table, unless it is refused. */
function compile(source: string, flags: string): { table: OriginTest; isUnambiguous: boolean } | undefined {
  const expression = new RegExp(source, flags)
  const budget = { steps: MAX_STEPS }
  try {
    const whole = compileWhole(parseRegExp({ source, flags: flags.replace('d', '') }), budget)
    const automaton = determinize(whole, budget)
    const nothing = { findings: [], sites: [], insecure: 'never' } as const
    const table = compileRegExp({ ...nothing, expression, automaton })
    return { table, isUnambiguous: whole.isUnambiguous }
  } catch (error) {
    if (error instanceof RegExpRefusal) return undefined
    throw error
  }
}

// Few characters, so that texts are hit often, and little depth, because the engine takes exponential time for some.
const atom = fc.constantFrom(
  ...[
    'a',
    'b',
    'ab',
    '-',
    '\\.',
    ':',
    '\\/',
    '1',
    'A',
    '.',
    '[ab]',
    '[^a]',
    '[a.]',
    '\\d',
    '\\w',
    '\\W',
    '[a-z0-9-]',
    '\\x61',
  ],
  ...['\u212a', '\u017f', 'k', 's', '[^\\w.]', '[]', '[^]', 'https:\\/\\/'],
)
const quantifier = fc.constantFrom('', '', '', '?', '*', '+', '*?', '+?', '{2}', '{0,2}', '{1,}', '{0,3}?', '{0}')
const { expression } = fc.letrec<{ expression: string; term: string; group: string }>((tie) => ({
  expression: fc
    .array(fc.array(tie('term'), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })
    .map((choices) => choices.map((terms) => terms.join('')).join('|')),
  term: fc.oneof(
    { maxDepth: 2 },
    { weight: 5, arbitrary: fc.tuple(atom, quantifier).map((parts) => parts.join('')) },
    { weight: 2, arbitrary: fc.tuple(tie('group'), quantifier).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: fc.constantFrom('^', '$', '(?:^|a)', '(?:$|b)', '^(?!a)', '^(?!ab$|b)', '\\/\\/(?!a+b)') },
  ),
  group: fc
    .tuple(fc.constantFrom('(', '(?:'), fc.oneof(tie('expression'), fc.constant('')))
    .map(([open, inside]) => `${open}${inside})`),
}))
const flags = fc.constantFrom('', '', 'i', 'u', 'iu', 's', 'd')
const text = fc
  .tuple(
    fc.constantFrom('', '', 'https://'),
    fc.array(fc.constantFrom('a', 'b', '-', '.', ':', '/', '1', 'A', 'k', 'K', 's'), { maxLength: 7 }),
  )
  .map(([start, characters]) => start + characters.join(''))

/** Tells whether a group is repeated that can match a text in several ways, for which the engine may take exponential time. */
function isSlow(source: string): boolean {
  return /[*+?}|].*\)[*+{]/.test(source)
}

/** The most characters for which exponential time is short. */
const FEW = 5

describe('the automaton of an expression', () => {
  it(
    'accepts what the engine matches as a whole, and nothing else',
    () => {
      const counts = { tried: 0, analyzed: 0, hits: 0, unambiguous: 0 }
      fc.assert(
        fc.property(expression, flags, fc.array(text, { minLength: 5, maxLength: 10 }), (source, own, texts) => {
          counts.tried++
          const compiled = compile(source, own)
          if (compiled === undefined) return
          const { table, isUnambiguous } = compiled
          const engine = new RegExp(`^(?:${source})$`, own)
          counts.analyzed++
          if (isUnambiguous) counts.unambiguous++
          for (const whole of texts) {
            const tried = isSlow(source) ? whole.slice(-FEW) : whole
            const isMatched = engine.test(tried)
            if (isMatched) counts.hits++
            expect(table(tried), `${engine} ${tried}`).toBe(isMatched)
          }
        }),
        { ...REPEATABLE, numRuns: RUNS },
      )
      expect(counts.analyzed).toBeGreaterThan(counts.tried * 0.7)
      expect(counts.hits).toBeGreaterThan(counts.tried * 0.2)
      expect(counts.unambiguous).toBeGreaterThan(counts.tried * 0.2)
    },
    TIMEOUT,
  )

  it('is reported as unanchored if the engine finds it in origins that it does not match as a whole', {
    timeout: TIMEOUT,
  }, () => {
    const origin = fc
      .tuple(
        fc.constantFrom('https://', 'http://', 'a://'),
        fc.stringMatching(/^[ab1]{1,2}(\.[ab])?$/),
        fc.constantFrom('', ':1'),
      )
      .map((parts) => parts.join(''))
      .filter((value) => accepts(originGrammar(), value))
    const counts = { tried: 0, compared: 0 }
    const end = fc.tuple(fc.constantFrom('', '^', '^https:\\/\\/'), fc.constantFrom('', '$', '\\.a$'))
    fc.assert(
      fc.property(
        expression,
        end,
        fc.array(origin, { minLength: 5, maxLength: 10 }),
        (source, [before, after], origins) => {
          counts.tried++
          if (isSlow(source)) return
          const whole = `${before}(?:${source})${after}`
          const { findings } = analyzeRegExp(new RegExp(whole), lookUp)
          if (findings.some(({ kind }) => kind === 'refusal' || kind === 'unanchored')) return
          counts.compared++
          for (const value of origins) {
            expect(new RegExp(whole).test(value), `${whole} ${value}`).toBe(new RegExp(`^(?:${whole})$`).test(value))
          }
        },
      ),
      { ...REPEATABLE, numRuns: RUNS },
    )
    expect(counts.compared).toBeGreaterThan(counts.tried * 0.2)
  })
})

describe('the grammar of origins', () => {
  const label = fc.stringMatching(/^[a-z0-9_-]{1,4}$/)
  const host = fc.oneof(
    fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.')),
    fc.ipV4(),
    fc.ipV6().map((address) => `[${address}]`),
    fc.array(label, { minLength: 1, maxLength: 2 }).map((labels) => `${labels.join('.')}.`),
  )
  const port = fc.oneof(
    fc.constant(''),
    fc.constantFrom(':80', ':443'),
    fc.nat({ max: 65_535 }).map((number) => `:${number}`),
  )

  it('accepts every origin that the URL parser serializes', () => {
    const counts = { tried: 0, parsed: 0 }
    fc.assert(
      fc.property(fc.constantFrom('https', 'http'), host, port, (scheme, name, number) => {
        counts.tried++
        const text = `${scheme}://${name}${number}`
        if (!URL.canParse(text) || number === ':0') return
        const { origin } = new URL(text)
        counts.parsed++
        expect(accepts(originGrammar(), origin), origin).toBe(true)
        expect(accepts(textsWithoutDefaultPort(), origin), origin).toBe(true)
      }),
      { numRuns: 5000 },
    )
    expect(counts.parsed).toBeGreaterThan(counts.tried * 0.6)
  })

  it.each([
    ['https://example.com', true],
    ['app://.', true],
    ['app://-', true],
    ['safari-web-extension://ABC-1', true],
    ['https://1.2', false],
    ['https://a.1', false],
    ['https://EXAMPLE.com', false],
    ['https://a..b', false],
    ['https://a:0', false],
    ['https://a:65536', false],
    ['https://a/', false],
    ['wss://a', false],
    ['file://a', false],
    ['null', false],
    ['https://', false],
    ['https://127.0.0.1.', false],
  ])('has %s: %j', (origin, isAccepted) => {
    expect(accepts(originGrammar(), origin)).toBe(isAccepted)
  })

  it('has each character of origins in its alphabet', () => {
    const used = originGrammar().edges.flatMap((own) => own.map(({ characters }) => characters))
    expect([...ALPHABET].filter((character) => !used.join('').includes(character))).toEqual([])
  })
})
