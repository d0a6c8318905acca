import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DOCUMENTS, listFiles, ROOT, read } from './documents.ts'

/**
 * Phrases that must not come back: they sound translated, or are another word for something in docs/glossary.md. Most are phrases
 * instead of words, because a refused connection and the directive `script-src` are correct.
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
  'whatever',
  'governs',
  'goes out',
  'go out',
  'put right',
  'last word',
  'in turn',
  'knows nothing of',
  'outside of',
  'inside of',
  'does no harm',
  'in vain',
  'nobody',
  'anybody',
  'everybody',
  'letter of the standard',
  'as connect does',
  'of its own',
  'of their own',
  'be refused',
  'answer at random',
  'mistakes',
  'a mistake',
  'warns of',
  'is to be called',
  'look-up',
]

/** Generated files, and the doctor's texts, whose findings have their own words. */
const OTHERS = /^(?:test\/package\/public-api|packages\/doctor)\//

const FILES = [
  ...DOCUMENTS,
  ...listFiles(join(ROOT, 'examples'), /\.(?:js|html)$/),
  ...['grammar', 'browser-model', 'policy', 'node', 'express', 'fastify', 'koa', 'fetch'].flatMap((name) =>
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
