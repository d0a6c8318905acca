import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DOCUMENTS, ROOT, read } from './documents.ts'
import { readAnchors, readLinks } from './markdown.ts'

const LINKS = DOCUMENTS.flatMap((document) => readLinks(read(document)).map((target) => [document, target] as const))

test('there are links to test', () => {
  expect(LINKS.length).toBeGreaterThan(100)
})

describe('every link', () => {
  test.each(LINKS)('in %s has an existing target: %s', (document, target) => {
    if (/^https:\/\//.test(target)) return expect(URL.canParse(target)).toBe(true)
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? join(ROOT, document) : resolve(ROOT, dirname(document), path)
    expect(existsSync(file), file).toBe(true)
    expect(relative(ROOT, file)).not.toMatch(/^\.\./)
    if (anchor !== undefined) expect(readAnchors(readFileSync(file, 'utf8'))).toContain(anchor)
  })
})
