import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { replaceTargets } from './markdown.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The documents that are pages. */
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'test/bench/RESULTS.md',
  ...listMarkdown('docs'),
  ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}/README.md`),
].filter((document) => existsSync(join(ROOT, document)))

/**
 * Lists the Markdown files of a folder and its subfolders.
 *
 * @param {string} folder
 */
function listMarkdown(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !path.startsWith('site'))
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
}

/**
 * Writes the pages of the site to a folder. If a page links to a file that is not a page, such as an example, a page that shows
 * the file is added, so that no link leaves the site.
 *
 * @param {string} folder
 */
export function writePages(folder) {
  /** @type {Set<string>} */
  const shown = new Set()
  for (const document of DOCUMENTS) {
    const markdown = replaceTargets(readFileSync(join(ROOT, document), 'utf8'), (target) => {
      const [path = '', anchor] = target.split('#')
      if (path === '' || /^[a-z]+:/.test(path)) return target
      const file = findFile(posix.join(posix.dirname(document), path))
      if (!DOCUMENTS.includes(file)) shown.add(file)
      const link = posix.relative(posix.dirname(document), pageOf(file))
      return anchor === undefined ? link : `${link}#${anchor}`
    })
    writePage(folder, document, markdown)
  }
  for (const file of shown) writePage(folder, file, showFile(file))
}

/** @param {string} path */
function findFile(path) {
  const file = path.replace(/\/$/, '')
  const readme = posix.join(file, 'README.md')
  return existsSync(join(ROOT, readme)) ? readme : file
}

/**
 * Returns the path of the page for a file.
 *
 * @param {string} file
 */
function pageOf(file) {
  return DOCUMENTS.includes(file) ? file.replace(/README\.md$/, 'index.md') : `source/${file}.md`
}

/**
 * @param {string} folder
 * @param {string} file
 * @param {string} markdown
 */
function writePage(folder, file, markdown) {
  const page = join(folder, pageOf(file))
  mkdirSync(dirname(page), { recursive: true })
  // Unchanged files are not written, so that a server need not render them again.
  if (!existsSync(page) || readFileSync(page, 'utf8') !== markdown) writeFileSync(page, markdown)
  if (isImage(file)) copyFileSync(join(ROOT, file), page.replace(/\.md$/, ''))
}

/** @param {string} file */
function isImage(file) {
  return extname(file) === '.svg'
}

/**
 * Shows a file as a page: an image, a text, or the names of a folder's files.
 *
 * @param {string} file
 */
function showFile(file) {
  if (statSync(join(ROOT, file)).isDirectory()) {
    const names = readdirSync(join(ROOT, file)).map((name) => `- \`${name}\``)
    return `---\noutline: false\n---\n\n# ${file}\n\n${names.join('\n')}\n`
  }
  if (isImage(file)) return `# ${file}\n\n![${file}](./${posix.basename(file)})\n`
  const fence = '````'
  const language = extname(file).slice(1) || 'text'
  return `---\noutline: false\n---\n\n# ${file}\n\n${fence}${language}\n${readFileSync(join(ROOT, file), 'utf8')}${fence}\n`
}
