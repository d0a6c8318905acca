import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { packPackages, ROOT } from './pack.js'

const run = promisify(execFile)

/** Packages that applications have in addition to ours. They are linked from the repository, so no test needs the internet. */
const BORROWED = [
  'express',
  'express4',
  'fastify',
  'koa',
  'hono',
  '@hono/node-server',
  '@types/express',
  '@types/koa',
  '@types/node',
]

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder that has every package in its `node_modules`, as it would be published. */
    installation: string
  }
}

/** Packs all packages and installs the tarballs together, once for all tests, outside the repository. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'crossorigin-installed-')))
  const tarballs = await packPackages(join(folder, 'tarballs'))
  for (const [name, tarball] of tarballs) await install(folder, name, tarball)
  for (const name of BORROWED) await link(folder, name, join(ROOT, 'node_modules', name))
  project.provide('installation', folder)
  return () => rm(folder, { recursive: true })
}

async function install(folder: string, name: string, tarball: string): Promise<void> {
  const installed = join(folder, 'node_modules/@crossorigin', name)
  await mkdir(installed, { recursive: true })
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed])
  const { dependencies = {} } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
  for (const dependency of Object.keys(dependencies)) {
    if (dependency.startsWith('@crossorigin/')) continue
    await link(folder, dependency, join(ROOT, 'packages', name, 'node_modules', dependency))
  }
}

/** Two packages may share a dependency, always in the one version of the lock file. */
async function link(folder: string, name: string, target: string): Promise<void> {
  const path = join(folder, 'node_modules', name)
  const folderOfPath = dirname(path)
  await mkdir(folderOfPath, { recursive: true })
  const isThere = (await readdir(folderOfPath)).includes(path.slice(folderOfPath.length + 1))
  if (!isThere) await symlink(await realpath(target), path)
}
