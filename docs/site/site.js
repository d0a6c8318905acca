// Serves the documentation as a site, or builds it: site.js serve|build. DOCS_BASE is the path that it is served from.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, watch } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { writePages } from './pages.js'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const command = process.argv[2]
const folder = install()
// VitePress looks for its configuration in a folder of this name, and for packages in the folders around it.
cpSync(join(FOLDER, 'config.js'), join(folder, '.vitepress/config.js'))
cpSync(join(FOLDER, 'markdown.js'), join(folder, '.vitepress/markdown.js'))
const pages = join(folder, 'pages')
rmSync(pages, { recursive: true, force: true })
writePages(pages)

const entry = join(folder, 'node_modules/vitepress/dist/node/index.js')
const { build, createServer } = await import(pathToFileURL(entry).href)
if (command === 'build') {
  await build(folder, { outDir: process.env.DOCS_OUT ?? join(FOLDER, 'dist/site') })
} else if (command === 'serve') {
  const server = await createServer(folder)
  await server.listen()
  server.printUrls()
  watch(join(ROOT, 'README.md'), () => writePages(pages))
  watch(join(ROOT, 'docs'), { recursive: true }, (_event, file) => file?.startsWith('site') || writePages(pages))
} else {
  process.stderr.write('Usage: node docs/site/site.js serve|build\n')
  process.exitCode = 2
}

/**
 * Installs VitePress in a separate folder, unless an earlier run did, so that installing the repository does not install it. The
 * folder has the pages too, and is not in `node_modules`, which Vite does not watch.
 */
function install() {
  const lockfile = readFileSync(join(FOLDER, 'package-lock.json'))
  const name = createHash('sha256').update(lockfile).digest('hex').slice(0, 16)
  const folder = join(FOLDER, 'dist', name)
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return folder
  mkdirSync(folder, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(FOLDER, file), join(folder, file))
  const parameters = ['ci', '--ignore-scripts', '--no-audit', '--no-fund']
  const { status } = spawnSync('npm', parameters, {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(1)
  return folder
}
