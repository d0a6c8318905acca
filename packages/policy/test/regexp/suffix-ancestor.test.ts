import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { SUFFIX_ANCESTORS } from '../../src/origin/public-suffix/suffix-ancestor.ts'

interface Trie {
  readonly nodeFlags: Uint8Array
  readonly edgeStart: Uint16Array
  readonly edgeLength: Uint8Array
  readonly edgeChild: Uint16Array
  readonly labelText: string
  readonly rulesRoot: number
}

interface Tldts {
  parse(name: string, options: object): { readonly domain: string | null }
}

const require = createRequire(import.meta.url)
const OPTIONS = { allowPrivateDomains: true, extractHostname: false, validateHostname: false }

/** The rules that tldts ships, as they are in its sources. */
function readTrie(): Trie {
  const folder = dirname(dirname(dirname(require.resolve('tldts'))))
  const source = readFileSync(join(folder, 'src/data/trie.ts'), 'utf8').replaceAll('export const ', 'const ')
  const names = 'nodeFlags, edgeStart, edgeLength, edgeChild, labelText, rulesRoot'
  return new Function(`${source}; return { ${names} }`)() as Trie
}

/** Lists the names that are no rules, and have rules below them. */
function listAncestors({ nodeFlags, edgeStart, edgeLength, edgeChild, labelText, rulesRoot }: Trie): string[] {
  const labels: string[] = []
  let place = 0
  for (const length of edgeLength) {
    labels.push(labelText.slice(place, place + length))
    place += length
  }
  const found: string[] = []
  const visit = (node: number, name: string): void => {
    const [start, end] = [edgeStart[node] as number, edgeStart[node + 1] as number]
    if (name !== '' && nodeFlags[node] === 0 && end > start) found.push(name)
    for (let edge = start; edge < end; edge++) {
      visit(edgeChild[edge] as number, `${labels[edge]}${name === '' ? '' : '.'}${name}`)
    }
  }
  visit(rulesRoot, '')
  return found
}

// When tldts is updated, and this fails, put what it shows into suffix-ancestor.ts.
it('the names that have public suffixes below them match the installed list', () => {
  const tldts = require('tldts') as Tldts
  const isOwnDomain = (name: string): boolean => [name, null].includes(tldts.parse(name, OPTIONS).domain)
  const isAscii = (name: string): boolean => /^[\x20-\x7e]*$/.test(name)
  const ancestors = listAncestors(readTrie()).filter((name) => isAscii(name) && isOwnDomain(name))
  expect([...SUFFIX_ANCESTORS].sort()).toEqual([...new Set(ancestors)].sort())
})
