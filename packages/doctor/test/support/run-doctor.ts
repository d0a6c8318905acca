import { type ChildProcess, spawn } from 'node:child_process'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { openTerminal } from '../../src/cli/terminal.ts'

/** The output and exit code of the command. */
export interface DoctorRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** Starts the built command, with pipes and without color unless the environment asks for it. */
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

/** Runs the command to its end, in its own process. */
export function spawnDoctor(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<DoctorRun> {
  return startDoctor(words, environment).ended
}

/** Runs the command from its sources, in this process: like `main`, without the process and without color. */
export async function runDoctor(words: readonly string[]): Promise<DoctorRun> {
  const [stdout, stderr] = [openPipe(), openPipe()]
  const terminal = openTerminal(stdout.stream, stderr.stream, {})
  const code = await run({
    words: [...words, '--no-color'],
    terminal,
    version: '0.0.0-test',
    signal: new AbortController().signal,
  })
  return { code, stdout: stdout.read(), stderr: stderr.read() }
}

function openPipe() {
  let text = ''
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      text += chunk
      done()
    },
  })
  return { stream: Object.assign(stream, { isTTY: false, columns: 0 }), read: () => text }
}
