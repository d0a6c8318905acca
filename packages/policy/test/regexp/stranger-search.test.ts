import { createRequire } from 'node:module'
import { parseOrigin } from '@crossorigin/grammar'
import { validateConfig } from '@crossorigin/policy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { REPEATABLE, RUNS } from '../../../../test/support/property-runs.ts'

// An attacker without any knowledge of automata: expressions are put together from what people write, each piece with texts that it
// was not meant to match, and the engine says which origins of these texts match. Letters that stand nowhere in the expressions mark
// what was left open: where one is in the part of a name that somebody can register, the origin is a stranger's.

const TIMEOUT = 240_000 * Math.max(1, RUNS / 2000)

const { getDomain, getPublicSuffix } = createRequire(import.meta.url)('tldts') as Record<
  'getDomain' | 'getPublicSuffix',
  (host: string, options: Readonly<Record<string, boolean>>) => string | null
>

/** Browsers send labels that begin or end with a hyphen. */
const OPTIONS = { allowPrivateDomains: true, validateHostname: false }

const MARK = /[qf79]/

/** A part of an expression, with texts of which some match it. */
interface Piece {
  readonly source: string
  readonly texts: readonly string[]
}

const piece = (source: string, ...texts: string[]): Piece => ({ source, texts })
const pieces = (...all: Piece[]): fc.Arbitrary<Piece> => fc.constantFrom(...all)

const SCHEMES = pieces(
  piece('https:\\/\\/', 'https://'),
  piece('https?:\\/\\/', 'https://', 'http://'),
  piece('http(?:s)?:\\/\\/', 'https://', 'http://'),
  piece('(https|http):\\/\\/', 'https://', 'http://'),
  piece('https:[/]{2}', 'https://'),
  piece('(https:\\/\\/)?', 'https://', ''),
  piece('.*:\\/\\/', 'https://', 'qf://'),
  piece('\\w+:\\/\\/', 'https://', 'qf://'),
)

const OPEN = ['q', 'qf', 'q9', '7', 'qf.', 'q.f', 'q-', '-q', '', 'q.f.', 'qfq', '.q', '9.7.9.7', 'qfqfqfqf']
const CLASSES = ['.*', '.+', '\\w+', '\\S*', '[a-z0-9-]+', '[^.]+', '[^/]+', '[a-z0-9.-]*', '\\d+', '.{2}', '[^:]+?']
const LABELS = pieces(
  piece('(www\\.)?', 'www.', ''),
  piece('(?:www|app)\\.', 'www.', 'app.'),
  piece('[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.', 'q.', 'q-f.', 'qq.'),
  piece('pr-\\d+\\.', 'pr-7.', 'pr-79.'),
  piece('(?!admin)[a-z]+\\.', 'q.', 'qf.'),
  piece('(?:[a-z]+|www)\\.', 'q.', 'www.'),
  ...CLASSES.map((source) => piece(`${source}\\.`, ...OPEN, 'q-app.', 'qq.')),
  ...CLASSES.slice(4, 7).flatMap((source) =>
    ['*', '?', '+', '{1,3}'].map((count) => piece(`(?:${source}\\.)${count}`, 'q.', 'q.f.', '', 'q-7.')),
  ),
)
const LOOSE_LABELS = pieces(
  piece('(?:www|app)?\\.?', 'www.', 'www', ''),
  ...[...CLASSES, '.', '[a-z]', '([a-z])*', '(?:[a-z]+|www)'].flatMap((source) =>
    ['', '-', '.', '\\.?', '[.-]', '--'].map((end) => piece(source + end, ...OPEN, 'q--', 'qq.')),
  ),
)
const NO_LABEL = fc.constant(piece('', ''))

const NAMES = pieces(
  piece('example\\.com', 'example.com'),
  piece('example.com', 'example.com', 'exampleqcom', 'example9com'),
  piece('example\\.com\\.?', 'example.com', 'example.com.'),
  piece('(?:example|sample)\\.(?:com|org)', 'example.com', 'sample.org'),
  piece('example\\.co\\.uk', 'example.co.uk'),
  piece('example.co\\.uk', 'example.co.uk', 'exampleqco.uk'),
  piece('example\\.co.uk', 'example.co.uk', 'example.coquk'),
  piece('example\\.[a-z]+', 'example.com', 'example.qf', 'example.q', 'example.fq.'),
  piece('example\\.[a-z.]{2,6}', 'example.com', 'example.co.uk', 'example.q.f', 'example.fqf'),
  piece('co\\.uk', 'co.uk'),
  piece('vercel\\.app', 'vercel.app'),
  piece('my-app\\.vercel\\.app', 'my-app.vercel.app'),
  piece('my-app.vercel\\.app', 'my-app.vercel.app', 'my-appqvercel.app'),
  piece('amazonaws\\.com', 'amazonaws.com', 's3.amazonaws.com'),
  piece('kawasaki\\.jp', 'kawasaki.jp'),
  piece('corp\\.internal', 'corp.internal'),
  piece('local[a-z]*', 'local', 'localhost', 'localq'),
  piece('localhost', 'localhost'),
  piece('EXAMPLE\\.COM', 'example.com', 'EXAMPLE.COM'),
  piece('exam[op]le\\.com', 'example.com', 'examole.com'),
  piece('192\\.168\\.\\d+\\.\\d+', '192.168.7.9', '192.168.0.1'),
  piece('(?:\\d+\\.){3}\\d+', '9.7.9.7', '10.0.0.1', '192.168.0.1'),
  piece('10.\\d+.\\d+.\\d+', '10.7.9.7', '10.0.0.1', '10q7q9q7', '10979797'),
)

const PORTS = pieces(
  piece('', '', ':7979', 'q', '.q.f'),
  piece('(:\\d+)?', '', ':7979'),
  piece('(?::(?:3000|8080))?', '', ':3000'),
  piece(':\\d{4}', ':7979'),
  piece('.*', '', ':7979', '.q', '.q.f', 'q'),
  piece('[^/]*', '', '.q.f', 'q', ':7979'),
  piece(':?\\d*', '', ':7979', '79'),
)

const parts = fc.tuple(
  fc.oneof({ weight: 3, arbitrary: fc.constant(piece('https:\\/\\/', 'https://')) }, SCHEMES),
  fc.oneof({ weight: 4, arbitrary: LABELS }, { weight: 2, arbitrary: NO_LABEL }, LOOSE_LABELS),
  fc.oneof({ weight: 4, arbitrary: NO_LABEL }, LABELS),
  NAMES,
  fc.oneof({ weight: 3, arbitrary: fc.constant(piece('', '', ':7979', 'q', '.q.f')) }, PORTS),
)
const anchor = (sign: string) => fc.oneof({ weight: 9, arbitrary: fc.constant(sign) }, fc.constant(''))

/** Tells whether a browser can send an origin. Longer ones than this take the engine seconds. */
function isSent(text: string): boolean {
  if (text.length > 40 || text.split('.').length > 8) return false
  if (parseOrigin(text) === undefined || !URL.canParse(text)) return false
  return new URL(text).origin === text || !text.startsWith('http')
}

/** Whose it is: what nobody else can register, or what is shared by those who run a network. */
function ownerOf(origin: string): string {
  const { scheme, host } = parseOrigin(origin) as { scheme: string; host: string }
  if (!/^https?$/.test(scheme)) return scheme
  const name = host.replace(/\.$/, '')
  if (/(?:^|\.)localhost$|^(?:127|10)\.|^192\.168\./.test(name) || name.startsWith('[')) return 'own network'
  if (/^[\d.]+$/.test(name)) return name
  const domain = getDomain(name, OPTIONS) ?? name
  return getPublicSuffix(name, OPTIONS)?.includes('.') || /\.(?:com|org|app|uk|jp)$/.test(name) || !name.includes('.')
    ? domain
    : (name.split('.').at(-1) as string)
}

/** Looks for an origin that an expression matches in the engine, and that belongs to somebody whom it does not name. */
function findStranger(expression: RegExp, all: readonly Piece[], random: () => number): string | undefined {
  const engine = new RegExp(`^(?:${expression.source})$`, expression.flags)
  for (let round = 0; round < 100; round++) {
    const origin = all.map(({ texts }) => texts[Math.floor(random() * texts.length)]).join('')
    const place = Math.floor(random() * origin.length)
    const changed = `${origin.slice(0, place)}${['q', 'f.', '7', '-q'][round % 4]}${origin.slice(place + (round % 2))}`
    for (const tried of [origin, changed]) {
      if (isSent(tried) && engine.test(tried) && MARK.test(ownerOf(tried))) return tried
    }
  }
  return undefined
}

describe('the search for strangers', () => {
  it('finds none in accepted expressions, and most in those that are too wide', { timeout: TIMEOUT }, () => {
    const counts = { tried: 0, accepted: 0, refused: 0, found: 0 }
    fc.assert(
      fc.property(
        parts,
        anchor('^'),
        anchor('$'),
        fc.constantFrom('', 'i', 'u'),
        fc.integer(),
        (all, start, end, flags, seed) => {
          counts.tried++
          const expression = new RegExp(`${start}${all.map(({ source }) => source).join('')}${end}`, flags)
          const codes = validateConfig({ origin: expression, credentials: true }).map(({ code }) => code)
          const stranger = findStranger(expression, all, createRandom(seed))
          if (codes.length === 0) {
            counts.accepted++
            expect(stranger, String(expression)).toBeUndefined()
          } else if (codes.some((code) => /too-wide|unescaped-dot|public-suffix/.test(code))) {
            counts.refused++
            if (stranger !== undefined) counts.found++
          }
        },
      ),
      { ...REPEATABLE, numRuns: RUNS },
    )
    expect(counts.accepted).toBeGreaterThan(counts.tried * 0.2)
    expect(counts.found).toBeGreaterThan(counts.refused * 0.8)
  })
})

/** A sequence of numbers that only looks like chance. */
function createRandom(seed: number): () => number {
  let state = seed | 1
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32
  }
}
