import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { inject } from 'vitest'

/** A server in a process of its own, as its users run it: with the built packages, under plain Node. */
export interface Application {
  readonly port: number
  /** Returns all warnings of the process so far. */
  readWarnings(): Promise<readonly { readonly name: string; readonly code?: string; readonly message: string }[]>
  close(): Promise<void>
}

/** What is started. */
export interface ApplicationSource {
  /** The program, without its extension. */
  readonly program: string
  /** One of the applications that the program exports. */
  readonly name: string
  /** Whether a package needs a later Node than the one that runs the tests. */
  readonly needsLaterNode?: boolean | undefined
}

/** Starts an application and waits until it listens. */
export async function startApplication({ program, name, needsLaterNode }: ApplicationSource): Promise<Application> {
  const programs = inject('programs')
  const child = fork(join(programs, 'main.js'), [program, name], {
    cwd: programs,
    env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'test', NEXT_TELEMETRY_DISABLED: '1' },
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

/** Waits for the next message of a process, which must not end before. */
function receive<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new Error('the process has ended'))
    child.once('close', giveUp)
    child.once('message', (message) => {
      child.off('close', giveUp)
      resolve(message as Message)
    })
  })
}
