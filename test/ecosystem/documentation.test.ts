import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { expectOutput, expectServer, isServer, nameByPlace, SNIPPETS, type Snippet } from '../readme/snippets.ts'

// The programs of README.md and docs that need packages installed only by this suite.
const HERE = SNIPPETS.filter(({ place }) => place === 'ecosystem' || place === 'nest')

const folders: Partial<Record<Snippet['place'], string>> = {}

beforeAll(() => {
  const installed = dirname(inject('programs'))
  folders.ecosystem = mkdtempSync(join(installed, 'documentation-'))
  folders.nest = mkdtempSync(join(installed, 'nest-11/documentation-'))
  for (const snippet of HERE) writeFileSync(fileOf(snippet), snippet.code)
})

afterAll(() => {
  for (const folder of Object.values(folders)) rmSync(folder, { recursive: true, force: true })
})

test('there are programs to run', () => {
  expect(HERE.length).toBeGreaterThan(5)
})

test.each(nameByPlace(HERE.filter(isServer)))('%s responds to preflights and actual requests', (_place, snippet) =>
  expectServer(snippet, fileOf(snippet), dirname(fileOf(snippet))),
)

test.each(nameByPlace(HERE.filter((snippet) => !isServer(snippet))))(
  '%s prints what the document shows',
  (_place, snippet) => expectOutput(snippet, fileOf(snippet), dirname(fileOf(snippet))),
)

function fileOf({ name, ending, place }: Snippet): string {
  return join(folders[place] as string, `${name}${ending}`)
}
