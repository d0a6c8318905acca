import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './pack.js'

/** Calls that sources must not contain, with the reason. */
const FORBIDDEN = [
  [
    /\bURL\.canParse\(/,
    'Node 20 rejects non-ASCII strings once the call is optimized. Catch the exception of the constructor instead.',
  ],
] as const

const folder = join(ROOT, 'packages')

describe.each(readdirSync(folder))('the sources of %s', (name) => {
  const files = readdirSync(join(folder, name, 'src'), { recursive: true, encoding: 'utf8' })
  const sources = files.filter((file) => file.endsWith('.ts')).map((file) => join(folder, name, 'src', file))

  it.each(FORBIDDEN)('do not have %s', (pattern) => {
    expect(sources.length).toBeGreaterThan(0)
    expect(sources.filter((file) => pattern.test(readFileSync(file, 'utf8')))).toEqual([])
  })
})
