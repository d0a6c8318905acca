import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { packPackages } from '../package/pack.js'
import { installedNode, installLocked } from '../support/locked-installation.js'

const run = promisify(execFile)

const FOLDER = fileURLToPath(new URL('.', import.meta.url))

/** The packages that applications depend on. Their tests do not use the doctor. */
const PACKAGES = ['grammar', 'policy', 'node', 'express', 'fastify', 'koa', 'fetch', 'browser-model']

/** The budget of the suite in seconds, not counting the installation. */
const BUDGET = 240

/** Folders of applications, by the names of the folders that have their lock files. */
export type Applications = Readonly<Record<string, string>>

declare module 'vitest' {
  interface ProvidedContext {
    applications: Applications
    /** The path of a Node that Nest 12 supports. */
    nodeOfNest12: string
    /** The packed packages. */
    tarballs: readonly string[]
  }
}

/**
 * Creates an application for each lock file, with its dependencies, installed by npm once, and the packed packages.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'crossorigin-consumers-')))
  const packed = await packPackages(join(folder, 'tarballs'))
  const tarballs = new Map([...packed].filter(([name]) => PACKAGES.includes(name)))
  const applications: Record<string, string> = {}
  for (const name of await listLocked()) {
    const installed = await installLocked(join(FOLDER, name), { needsNode: name === 'nest-12' })
    if (name === 'nest-12') project.provide('nodeOfNest12', installedNode(installed))
    applications[name] = join(folder, name)
    await mkdir(applications[name])
    await cp(join(FOLDER, name, 'package.json'), join(applications[name], 'package.json'))
    await linkModules(join(installed, 'node_modules'), join(applications[name], 'node_modules'))
    for (const [packageName, tarball] of tarballs) await unpack(applications[name], packageName, tarball)
  }
  project.provide('applications', applications)
  project.provide('tarballs', [...tarballs.values()])
  const began = Date.now()
  return async () => {
    await rm(folder, { recursive: true })
    console.log(`consumers: ${Math.round((Date.now() - began) / 1000)} s of ${BUDGET} s, without installing`)
  }
}

async function listLocked(): Promise<string[]> {
  const entries = await readdir(FOLDER, { recursive: true })
  return entries.filter((path) => path.endsWith('/package-lock.json')).map((path) => path.split('/')[0] as string)
}

/** Jest never treats files in `node_modules` as part of an application, so the installation is there and the application is not. */
async function linkModules(from: string, to: string): Promise<void> {
  await mkdir(to)
  for (const name of await readdir(from)) await symlink(join(from, name), join(to, name))
}

async function unpack(application: string, name: string, tarball: string): Promise<void> {
  const modules = join(application, 'node_modules')
  const folder = join(modules, '@crossorigin', name)
  await mkdir(folder, { recursive: true })
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', folder])
  const { dependencies = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  for (const [dependency, version] of Object.entries(dependencies)) {
    if (dependency.startsWith('@crossorigin/')) continue
    const installed = JSON.parse(await readFile(join(modules, dependency, 'package.json'), 'utf8'))
    if (installed.version === version) continue
    throw new Error(`${application}: ${name} needs ${dependency} ${version}; ${installed.version} is installed.`)
  }
}
