import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DOCUMENTS, listFiles, ROOT, read } from './documents.ts'

/**
 * Phrases that must not come back: they sound translated, or are another word for something in docs/glossary.md. Phrases and not
 * words, because a refused connection and the directive `script-src` are right.
 */
const PHRASES = [
  'script may',
  'script can',
  'script has to',
  'script sees',
  'script reads',
  'script got',
  'asks first',
  'is told',
  'are told about',
  'an answer',
  'the answer',
  'its answer',
  'is answered',
  'are answered',
  'answers the',
  'answers preflights',
  'without a grant',
  'grants nothing',
  'is granted',
  'was granted',
  'lets in',
  'let in by',
  'origin is refused',
  'request is refused',
  'refused origin',
  'refused configuration',
  'no refusal',
  'stands in',
  'stands with',
  'stands before',
  'stand in front',
  'methods beside',
  'is no valid',
  'is no absolute',
  'whoever',
  'all the same',
  'seldom',
  'mend',
  'anew',
  'heed',
  'heeds',
  'in spite of',
  'at the most',
  'has to be',
  'in the name of your',
  'what is proved',
  'the ground of',
  'moving over',
  'spelt',
  'misspelt',
  'licence',
  'behaviour',
  'judgement',
  'catalogue',
]

/** What is generated, and the texts of the doctor, whose findings have words of their own. */
const OTHERS = /^(?:test\/package\/public-api|packages\/doctor)\//

const FILES = [
  ...DOCUMENTS,
  ...listFiles(join(ROOT, 'examples'), /\.(?:js|html)$/),
  ...['grammar', 'policy', 'node', 'express', 'fastify'].flatMap((name) =>
    listFiles(join(ROOT, 'packages', name, 'src'), /\.ts$/),
  ),
].filter((file) => !OTHERS.test(file))

const ANY = new RegExp(`(?<![\\w-])(?:${PHRASES.join('|')})(?![\\w-])`, 'gi')

test('there are files to read', () => {
  expect(FILES.length).toBeGreaterThan(100)
})

test.each(FILES)('%s has no phrase that must not come back', (file) => {
  const found = read(file)
    .split('\n')
    .flatMap((line, index) => (line.match(ANY) ?? []).map((phrase) => `${file}:${index + 1}: ${phrase}`))
  expect(found).toEqual([])
})
