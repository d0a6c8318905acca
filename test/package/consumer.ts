import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inject, onTestFinished } from 'vitest'

/** What a program has printed, and how it ended. */
export interface Output {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** An application that has the packages installed. */
export interface Consumer {
  readonly folder: string
  write(file: string, text: string): void
  /** Runs Node in the folder. */
  node(...parameters: readonly string[]): Promise<Output>
}

/** The parts of a manifest that tests look at. */
export interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly bin?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/** A compiler may take long on a machine that is busy. */
const TIMEOUT = 200_000

/** The manifests of all packages, as they would be published, by the names of the packages' folders. */
export function readManifests(): [name: string, manifest: Manifest][] {
  const folder = join(inject('installation'), 'node_modules/@crossorigin')
  return readdirSync(folder).map((name) => [
    name,
    JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as Manifest,
  ])
}

/** What can be imported of a package, as it is written in an import. */
export function listEntries({ name, exports }: Manifest): string[] {
  return Object.keys(exports)
    .filter((path) => !path.endsWith('.json'))
    .map((path) => name + path.slice(1))
}

/** What one condition of an entry leads to. */
export interface Target {
  readonly types: string
  readonly default: string
}

/** What an entry of a manifest leads to, by the way of loading it. A package that is ES modules only has one target. */
export function conditionsOf({ exports }: Manifest, entry: string): { import: Target; require: Target } {
  const conditions = exports[entry] as Target | { import: Target; require: Target }
  return 'import' in conditions ? conditions : { import: conditions, require: conditions }
}

/** Makes an application. Its folder is removed when the test is over. */
export function createConsumer(type: 'module' | 'commonjs', files: Readonly<Record<string, string>> = {}): Consumer {
  const folder = mkdtempSync(join(inject('installation'), 'consumer-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  write('package.json', JSON.stringify({ type }))
  for (const [file, text] of Object.entries(files)) write(file, text)
  return { folder, write, node: (...parameters) => runNode(parameters, folder) }
}

/** Compatibility: Node 22.12 takes `require` of an ES module, and warns of it. No other version does. */
const QUIET = process.version.startsWith('v22.12.') ? ['--disable-warning=ExperimentalWarning'] : []

/** Runs Node in a folder. It is not told of folders to find modules in: what pnpm starts the tests with is. */
export function runNode(parameters: readonly string[], cwd: string): Promise<Output> {
  const { NODE_OPTIONS: _options, NODE_PATH: _path, ...env } = process.env
  return new Promise((resolve) => {
    execFile(process.execPath, [...QUIET, ...parameters], { cwd, env, timeout: TIMEOUT }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr })
    })
  })
}
