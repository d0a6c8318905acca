import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the repository. */
export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url))

export const README = 'README.md'

/** Folders with installed, built or measured files, which are not part of the repository. */
const OTHER_FOLDERS = new Set(['node_modules', 'dist', 'coverage', 'reports', '.git', '.stryker-tmp', '.vitepress'])

/** All Markdown files of the repository, as paths from its root, sorted. */
export const DOCUMENTS: readonly string[] = listFiles(ROOT, /\.md$/)

/** The pages of the manual. */
export const PAGES: readonly string[] = DOCUMENTS.filter((document) => document.startsWith('docs/'))

/** Lists the files of a folder whose name matches, as paths from the root of the repository, sorted. */
export function listFiles(folder: string, name: RegExp): string[] {
  const files: string[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !OTHER_FOLDERS.has(entry.name)) files.push(...listFiles(path, name))
    if (entry.isFile() && name.test(entry.name)) files.push(relative(ROOT, path))
  }
  return files.sort()
}

/** Reads a file of the repository. */
export function read(document: string): string {
  return readFileSync(join(ROOT, document), 'utf8')
}
