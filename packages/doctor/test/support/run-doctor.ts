import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** What the command has left behind. */
export interface DoctorRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** Starts the command as it was built, with pipes and without colour unless the environment asks for it. */
export function startDoctor(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): { readonly child: ChildProcess; readonly ended: Promise<DoctorRun> } {
  const { NO_COLOR: _none, FORCE_COLOR: _forced, ...inherited } = process.env
  const env = { ...inherited, NODE_OPTIONS: '', ...environment }
  const child = spawn(process.execPath, [MAIN, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('latin1').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<DoctorRun>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  })
  return { child, ended }
}

/** Runs the command to its end. */
export function runDoctor(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<DoctorRun> {
  return startDoctor(words, environment).ended
}
