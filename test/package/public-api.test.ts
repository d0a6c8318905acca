import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import { conditionsOf, listEntries, type Manifest, readManifests } from './consumer.ts'
import { describePublicApi } from './public-api.ts'

/** The declarations of every entry, as Markdown for reviewers of a change. `vitest --update` accepts it. */
function render(name: string, manifest: Manifest): string {
  const sections = listEntries(manifest).map((entry) => {
    const types = conditionsOf(manifest, entry.replace(manifest.name, '.')).import.types
    const api = describePublicApi(join(inject('installation'), 'node_modules/@crossorigin', name, types))
    return `## ${entry}\n\n\`\`\`ts\n${api}\n\`\`\`\n`
  })
  return [`# Public API of ${manifest.name}\n`, ...sections].join('\n')
}

it.each(readManifests())('the public API of @crossorigin/%s matches the reviewed one', async (name, manifest) => {
  await expect(render(name, manifest)).toMatchFileSnapshot(`public-api/${name}.md`)
})
