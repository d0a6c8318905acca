/** A source of whole numbers below a limit, deterministic for a seed. */
export type Random = (limit: number) => number

/** Creates one: mulberry32, which is small, and good enough for choosing bytes. */
export function createRandom(seed: number): Random {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

/** Fragments that attacks on CORS are made of. */
const PIECES: readonly string[] = [
  ...[
    ',',
    ', ',
    ';',
    ':',
    ' ',
    '\t',
    '\0',
    '\r',
    '\n',
    '\r\n',
    '\r\n ',
    '"',
    '%0d%0a',
    '*',
    '.',
    '-',
    '_',
    '/',
    '[',
    ']',
    '@',
    '\x7f',
    '\xff',
  ],
  ...[
    'null',
    'https://',
    'http://',
    'https://example.com',
    '.example.com',
    'app.example.com',
    'a.example.net',
    ':443',
    '[::1]',
  ],
  ...[
    'Origin',
    'Access-Control-Request-Method',
    'Access-Control-Request-Headers',
    'Authorization',
    'x-a',
    'X-Vary',
    'Vary',
  ],
  ...[
    'Content-Length: 5\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Sec-Fetch-Site: same-origin\r\n',
    'Expect: 100-continue\r\n',
  ],
  ...['GET', 'HEAD', 'OPTIONS', 'PUT', '__proto__', 'constructor', 'HTTP/1.0', 'GET /ok HTTP/1.1\r\nHost: a\r\n\r\n'],
]

type Mutate = (text: string, random: Random, other: string) => string

/** The first ones are the most frequent. */
const MUTATIONS: readonly Mutate[] = [
  (text, random) => spliceIn(text, placeInValue(text, random), 0, pick(PIECES, random)),
  (text, random) => spliceIn(text, placeInValue(text, random), random(2), String.fromCharCode(random(256))),
  (text, random) => spliceIn(text, placeInValue(text, random), 1 + random(8), ''),
  (text, random) => spliceIn(text, placeInValue(text, random), 0, pick(PIECES, random).repeat(2 ** random(12))),
  (text, random) => spliceIn(text, random(text.length + 1), random(2), pick(PIECES, random)),
  (text, random) => editLines(text, (lines) => lines.splice(random(lines.length), 0, pick(lines, random))),
  (text, random) => editLines(text, (lines) => lines.splice(random(lines.length), 1)),
  (text, random, other) =>
    editLines(text, (lines) => lines.splice(random(lines.length), 1, pick(other.split('\r\n'), random))),
  (text, random, other) => text.slice(0, random(text.length + 1)) + other.slice(random(other.length + 1)),
]

/** The longest input that is kept: more than the 16 kB of headers that Node accepts. */
const MAX_LENGTH = 40_000

/** Changes a request in one place, or a few; `other` is the input that parts are copied from. */
export function mutate(text: string, random: Random, other: string): string {
  let mutated = text
  for (let count = 1 + random(2) * random(4); count > 0; count--)
    mutated = pick(MUTATIONS, random)(mutated, random, other)
  return mutated.slice(0, MAX_LENGTH)
}

/** Chooses one of several. */
export function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random(items.length)] as Item
}

function spliceIn(text: string, index: number, removed: number, added: string): string {
  return text.slice(0, index) + added + text.slice(index + removed)
}

/** A position in the value of a header that CORS reads, half the time its end. */
function placeInValue(text: string, random: Random): number {
  const values = [...text.matchAll(/^(?:Origin|Access-Control-[A-Za-z-]+|X-Vary):[ \t]*(.*)$/gim)]
  if (values.length === 0) return random(text.length + 1)
  const { index, 0: line, 1: value = '' } = pick(values, random)
  const end = index + line.length
  return random(2) === 0 ? end : end - random(value.length + 1)
}

function editLines(text: string, edit: (lines: string[]) => unknown): string {
  const lines = text.split('\r\n')
  edit(lines)
  return lines.join('\r\n')
}
