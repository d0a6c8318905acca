import { type AST, RegExpParser } from '@eslint-community/regexpp'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRegExp, type Tree } from '../../src/origin/regexp/parser.ts'
import { RegExpRefusal } from '../../src/origin/regexp/refusal.ts'

/** What both parsers see, in one notation. */
function sketch(tree: Tree): unknown {
  switch (tree.kind) {
    case 'character':
      return tree.source
    case 'sequence':
    case 'choice':
      return simplify(tree.kind, tree.trees.map(sketch))
    case 'repeat':
      return [`{${tree.min},${tree.max}}`, sketch(tree.tree)]
    case 'not':
      return ['not', sketch(tree.tree)]
    default:
      return tree.kind
  }
}

/** The reference's parser. Its groups are looked through, as ours are. */
function sketchReference(node: AST.Pattern | AST.Element | AST.QuantifiableElement | AST.Alternative): unknown {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return simplify('choice', node.alternatives.map(sketchReference))
    case 'Alternative':
      return simplify('sequence', node.elements.map(sketchReference))
    case 'Quantifier':
      return [`{${node.min},${node.max}}`, sketchReference(node.element)]
    case 'Assertion':
      if (node.kind === 'lookahead') return ['not', simplify('choice', node.alternatives.map(sketchReference))]
      return node.kind
    default:
      return node.raw
  }
}

function simplify(kind: string, parts: unknown[]): unknown {
  return kind === 'choice' && parts.length === 1 ? parts[0] : [kind, ...parts]
}

function expectSameTree(source: string, flags: string): void {
  const reference = new RegExpParser().parsePattern(source, 0, source.length, flags.includes('u'))
  expect(sketch(parseRegExp({ source, flags })), source).toEqual(sketchReference(reference))
}

const PIECES = [
  ...'a-:./z0,!]{}'.split(''),
  '\\.',
  '\\/',
  '\\d',
  '\\W',
  '\\s',
  '\\x61',
  '\\u0061',
  '\\u{61}',
  '\\cA',
  '\\0',
  '\\-',
  '\\$',
  '.',
  '[a-z]',
  '[^.]',
  '[]',
  '[^]',
  '[\\]a]',
  '[/(?*|]',
  '(',
  '(?:',
  '(?<n>',
  ')',
  '|',
  '^',
  '$',
  '?',
  '*',
  '+',
  '+?',
  '{2}',
  '{2,}',
  '{0,63}',
  '{1,2}?',
  '^(?!',
  '\\/\\/(?!',
]

describe('the parser of expressions', () => {
  it.each([
    ['^https:\\/\\/(?:[a-z0-9-]+\\.)*example\\.com(?::\\d{2,5})?$', ''],
    ['^(?!a|b$)https?:\\/\\/(?!c)(d|(?<e>e+?)|)$', ''],
    ['a{,5}b{2', ''],
    ['\\056\\u{3}\\xg\\cA', ''],
    ['\\u{1f600}+\\u{61}?', 'u'],
    ['', ''],
  ])('reads the same as the reference: %s, flags "%s"', (source, flags) => expectSameTree(source, flags))

  it('reads the same as the reference for everything that the engine accepts', () => {
    const source = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join(''))
    const counts = { tried: 0, parsed: 0 }
    fc.assert(
      fc.property(source, fc.constantFrom('', 'i', 'u', 's', 'iu'), (text, flags) => {
        counts.tried++
        if (!isSupported(text, flags)) return
        counts.parsed++
        expectSameTree(text, flags)
      }),
      { numRuns: 30_000 },
    )
    expect(counts.parsed).toBeGreaterThan(counts.tried * 0.1)
  })

  it.each<[string, string, string]>([
    ['\\w', '', 'abcdefghijklmnopqrstuvwxyz0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
    ['[^\\w]', '', '-.:/[]+'],
    ['k', 'i', 'kK'],
    ['\\u212a', 'i', ''],
    ['\\u212a', 'iu', 'kK'],
    ['\\u017f', 'iu', 'sS'],
    ['\\W', 'iu', '-.:/[]+'],
    ['\\u{61}', 'u', 'a'],
    ['\\u0061', 'u', 'a'],
    ['\\x61', 'u', 'a'],
    ['\\cA', 'u', ''],
    ['\\0', 'u', ''],
    ['\\056', '', '.'],
    ['[]', '', ''],
    ['\u00fc', '', ''],
  ])('finds the characters of %s with the flags "%s"', (source, flags, characters) => {
    expect(parseRegExp({ source, flags })).toEqual({
      kind: 'sequence',
      trees: [{ kind: 'character', source, characters, part: undefined }],
    })
  })

  it.each(['(?i:a)', '(?-i:a)', '(?im-s:a)'])('does not support %s, which newer engines accept', (source) => {
    const refusal = new RegExpRefusal('regexp-unsupported', 'a group with flags')
    expect(() => parseRegExp({ source, flags: '' })).toThrow(refusal)
  })
})

function isSupported(source: string, flags: string): boolean {
  try {
    new RegExp(source, flags)
    parseRegExp({ source, flags })
    return true
  } catch {
    return false
  }
}
