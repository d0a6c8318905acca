import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { inject, onTestFinished } from 'vitest'
import { ROOT } from '../package/pack.js'
import { timeInstallation } from '../support/installation-time.js'

const run = promisify(execFile)

/** Tools are installed once, and kept for later runs. */
const CACHE = join(ROOT, 'node_modules/.cache/runtimes')
const KEPT: readonly string[] = ['node_modules', 'package.json']
const TIMEOUT = 500_000

/** An application with tools and the packed packages installed. */
export interface Application {
  readonly folder: string
  /** Runs a program in the folder, and returns what it prints. */
  run(command: string, parameters: readonly string[]): Promise<string>
  /** Copies a file or folder of the application to an empty folder, and returns that folder. */
  move(path: string): string
}

/** Creates an application from files. The tools are packages with exact versions. */
export async function createApplication(
  tools: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<Application> {
  const folder = await installTools(tools)
  for (const name of readdirSync(folder)) {
    if (!KEPT.includes(name)) rmSync(join(folder, name), { recursive: true })
  }
  installPackages(folder)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return { folder, run: (command, parameters) => runIn(folder, command, parameters), move }

  function move(path: string): string {
    const elsewhere = createFolder()
    cpSync(join(folder, path), join(elsewhere, path), { recursive: true, verbatimSymlinks: true })
    return elsewhere
  }
}

/** Creates a folder that is removed after the test. */
function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'crossorigin-moved-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Runs a program, and returns what it prints. Telemetry is off. */
export async function runIn(folder: string, command: string, parameters: readonly string[]): Promise<string> {
  const { NODE_OPTIONS: _options, NODE_PATH: _path, NODE_ENV: _mode, ...rest } = process.env
  const env = { ...rest, NEXT_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
  const { stdout } = await run(command, parameters, { cwd: folder, env, timeout: TIMEOUT })
  return stdout
}

/** Renaming is atomic, so an installation is never incomplete. */
async function installTools(tools: readonly string[]): Promise<string> {
  const folder = join(CACHE, tools.join('+').replaceAll('/', '-'))
  if (existsSync(folder)) return folder
  mkdirSync(CACHE, { recursive: true })
  const staging = mkdtempSync(join(CACHE, 'staging-'))
  writeFileSync(join(staging, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock']
  await timeInstallation(() => runIn(staging, 'npm', ['install', ...options, ...tools]))
  try {
    renameSync(staging, folder)
  } catch (error) {
    // Another worker has installed it in the meantime.
    rmSync(staging, { recursive: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

function installPackages(folder: string): void {
  const modules = join(inject('installation'), 'node_modules')
  const besideTldts = dirname(realpathSync(join(modules, 'tldts')))
  const sources: Readonly<Record<string, string>> = {
    '@crossorigin/grammar': modules,
    '@crossorigin/policy': modules,
    '@crossorigin/fetch': modules,
    tldts: besideTldts,
    'tldts-core': besideTldts,
  }
  for (const [name, source] of Object.entries(sources)) {
    const installed = join(folder, 'node_modules', name)
    rmSync(installed, { recursive: true, force: true })
    cpSync(join(source, name), installed, { recursive: true, dereference: true })
  }
}
