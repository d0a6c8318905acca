import { spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'

/** A Node program that runs until it ends by itself, or until the test ends. */
export interface Program {
  readonly pid: number
  /** Waits for a line of standard output that matches; rejects if the program ends before, or after `patience` milliseconds. */
  waitForLine(pattern: RegExp, patience?: number): Promise<RegExpExecArray>
  /** Sends a signal to this process and waits for its end. */
  end(signal: NodeJS.Signals): Promise<Ending>
  readonly ended: Promise<Ending>
}

interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

const PATIENCE = 10_000

/** Runs `node` with the given parameters. The process always ends with the test. */
export function runProgram(
  parameters: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): Program {
  // A free port, without variables of the test runner that change how programs run.
  const env = {
    ...process.env,
    ...variables,
    PORT: '0',
    NODE_OPTIONS: '',
    NODE_ENV: 'test',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
  }
  const child = spawn(process.execPath, parameters, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  const listeners = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const listener of listeners) listener()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })

  function isRunning(): boolean {
    return child.exitCode === null && child.signalCode === null
  }

  async function end(signal: NodeJS.Signals): Promise<Ending> {
    if (isRunning()) child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
    return await ended.finally(() => clearTimeout(timer))
  }

  function waitForLine(pattern: RegExp, patience = PATIENCE): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer)
        listeners.delete(look)
      }
      const look = (): void => {
        const found = pattern.exec(stdout)
        if (found === null) return
        stop()
        resolve(found)
      }
      const giveUp = (why: string): void => {
        stop()
        reject(new Error(`${why} before ${pattern} was printed.\n${stdout}${stderr}`))
      }
      const timer = setTimeout(() => giveUp(`${patience} ms were over`), patience)
      listeners.add(look)
      ended.then(() => giveUp('The program ended'), reject)
      look()
    })
  }

  onTestFinished(async () => {
    await end('SIGKILL')
  })
  return { pid: child.pid as number, waitForLine, end, ended }
}

/** Waits for the line with the address of a program, and returns the port. */
export async function waitForPort(program: Program, patience?: number): Promise<number> {
  const [, port] = await program.waitForLine(/^listening on http:\/\/localhost:(\d+)$/m, patience)
  return Number(port)
}
