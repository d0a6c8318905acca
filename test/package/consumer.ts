import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inject, onTestFinished } from 'vitest'

/** A program's output, and its exit code. */
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

/** The parts of a manifest that tests read. */
export interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly bin?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/** A compiler may be slow on a busy machine. */
const TIMEOUT = 200_000

/** The manifests of all packages, as they would be published, by the names of the packages' folders. */
export function readManifests(): [name: string, manifest: Manifest][] {
  const folder = join(inject('installation'), 'node_modules/@crossorigin')
  return readdirSync(folder).map((name) => [
    name,
    JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as Manifest,
  ])
}

/** The import specifiers of a package. */
export function listEntries({ name, exports }: Manifest): string[] {
  return Object.keys(exports)
    .filter((path) => !path.endsWith('.json'))
    .map((path) => name + path.slice(1))
}

/** The targets of one condition of an entry. */
export interface Target {
  readonly types: string
  readonly default: string
}

/** The targets of an entry of a manifest, for each way of loading it. A package that is ES modules only has one target. */
export function conditionsOf({ exports }: Manifest, entry: string): { import: Target; require: Target } {
  const conditions = exports[entry] as Target | { import: Target; require: Target }
  return 'import' in conditions ? conditions : { import: conditions, require: conditions }
}

/** Creates an application. Its folder is removed after the test. */
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

/** Compatibility: Node 22.12 supports `require` of an ES module with a warning. No other version does. */
const QUIET = process.version.startsWith('v22.12.') ? ['--disable-warning=ExperimentalWarning'] : []

/** Runs Node in a folder. NODE_PATH, which pnpm sets for the tests, is removed. */
export function runNode(parameters: readonly string[], cwd: string): Promise<Output> {
  const { NODE_OPTIONS: _options, NODE_PATH: _path, ...env } = process.env
  return new Promise((resolve) => {
    execFile(process.execPath, [...QUIET, ...parameters], { cwd, env, timeout: TIMEOUT }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr })
    })
  })
}
