import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { createPolicy } from '@crossorigin/policy'
import { describe, expect, inject, it } from 'vitest'
import { readLinks, readTable } from '../readme/markdown.ts'
import { readManifests } from './consumer.ts'

const MANIFESTS = readManifests()

const ADAPTERS = ['node', 'express', 'fastify', 'koa', 'fetch']

/** The packages with a configuration. */
const WITH_CONFIGURATION = ['policy', ...ADAPTERS]

function folderOf(name: string): string {
  return join(inject('installation'), 'node_modules/@crossorigin', name)
}

function readReadme(name: string): string {
  return readFileSync(join(folderOf(name), 'README.md'), 'utf8')
}

describe.each(MANIFESTS)('the README of @crossorigin/%s, as it is published', (name, manifest) => {
  const readme = readReadme(name)

  it('describes the package, and how to install and start it', () => {
    expect(readme.split('\n', 3)).toEqual([`# ${manifest.name}`, '', expect.stringMatching(/^[A-Z]/)])
    expect(readme).toMatch(new RegExp(`^npm install (?:-D )?${manifest.name}$`, 'm'))
    expect(readme).toMatch(/^## Start$/m)
  })

  it('has no link to a file outside the package', () => {
    const links = readLinks(readme).filter((link) => !link.startsWith('https://'))
    const leaving = links.filter((link) => {
      const path = join(folderOf(name), link.replace(/#.*/, ''))
      return relative(folderOf(name), path).startsWith('..') || !existsSync(path)
    })
    expect(leaving).toEqual([])
  })

  it('names the related packages', () => {
    const others = MANIFESTS.map(([, other]) => other.name).filter((other) => other !== manifest.name)
    expect(readTable(readme, 'package').map(([cell]) => cell)).toEqual(
      expect.arrayContaining(others.map((other) => `\`${other}\``)),
    )
    expect(readTable(readme, 'package')).toHaveLength(others.length)
  })
})

describe.each(WITH_CONFIGURATION)('the README of @crossorigin/%s', (name) => {
  it('lists the same options as the other packages', () => {
    const { config } = createPolicy({ origin: '*', onDecision: () => undefined })
    const rows = readTable(readReadme(name), 'option')
    expect(rows.map(([option]) => option).sort()).toEqual(
      Object.keys(config)
        .map((option) => `\`${option}\``)
        .sort(),
    )
    expect(rows).toEqual(readTable(readReadme('policy'), 'option'))
  })
})

it.each(ADAPTERS)('the README of @crossorigin/%s lists the options of the adapter', (name) => {
  const readme = readReadme(name)
  const last = readTable(readme.slice(readme.lastIndexOf('| option |')), 'option')
  expect(last.map(([option]) => option)).toEqual(['`mode`', '`onDifference`', '`vary`', '`onError`'])
})
