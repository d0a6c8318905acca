import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { inject } from 'vitest'

/** A server in its own process, as users run it: plain Node with the built packages. */
export interface Application {
  readonly port: number
  /** Returns all warnings that the process has emitted so far. */
  readWarnings(): Promise<readonly { readonly name: string; readonly code?: string; readonly message: string }[]>
  close(): Promise<void>
}

/** Identifies an application and the Node that runs it. */
export interface ApplicationSource {
  /** The file name of the program, without `.js`. */
  readonly program: string
  /** The name of one of the applications that the program exports. */
  readonly name: string
  /**
   * Whether one of its packages does not support the Node that runs the tests.
   *
   * @defaultValue `false`
   */
  readonly needsLaterNode?: boolean | undefined
}

/** Starts an application and waits until it listens. */
export async function startApplication({ program, name, needsLaterNode }: ApplicationSource): Promise<Application> {
  const programs = inject('programs')
  // Some packages behave differently if the variables of a test runner are set.
  const { PATH, HOME, TMPDIR } = process.env
  const child = fork(join(programs, 'main.js'), [program, name], {
    cwd: programs,
    env: { PATH, HOME, TMPDIR, NODE_ENV: 'test', NEXT_TELEMETRY_DISABLED: '1' },
    execArgv: [],
    execPath: needsLaterNode ? inject('laterNode') : process.execPath,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const explain = (error: Error): never => {
    throw new Error(`${name}: ${error.message}\n${stderr}`)
  }
  const { port } = await receive<{ port: number }>(child).catch(explain)
  return {
    port,
    async readWarnings() {
      if (hasEnded(child)) return explain(new Error('the process has ended'))
      child.send('warnings')
      return await receive<[]>(child).catch(explain)
    },
    async close() {
      if (hasEnded(child)) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

/** Waits for the next message from a process. Rejects if the process ends first. */
function receive<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new Error('the process has ended'))
    child.once('close', giveUp)
    child.once('error', reject)
    child.once('message', (message) => {
      child.off('close', giveUp)
      child.off('error', reject)
      resolve(message as Message)
    })
  })
}
