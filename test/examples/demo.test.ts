import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'

const START = fileURLToPath(new URL('../../examples/demo/start.js', import.meta.url))

const ANY_PORT = { PAGE_PORT: '0', EXPRESS_PORT: '0', FASTIFY_PORT: '0', NODE_PORT: '0', OTHER_PAGE_PORT: '0' }

const VARIABLES = Object.keys(ANY_PORT)

interface Run {
  readonly child: ChildProcess
  readonly output: { stdout: string; stderr: string }
  /** The exit code, or the signal that ended the process. */
  readonly ended: Promise<number | string>
}

function runDemo(environment: Readonly<Record<string, string>>): Run {
  const child = spawn(process.execPath, [START], { env: { ...ANY_PORT, ...environment } })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output.stderr += text
  })
  // Both streams have been read to their ends by then.
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal)
  return { child, output, ended }
}

/** Waits until the command has printed everything, and returns the origins that it names, in order. */
async function readOrigins({ child, output, ended }: Run): Promise<string[]> {
  const { stdout } = child as { readonly stdout: Readable }
  while (!output.stdout.includes('Ctrl-C') && child.exitCode === null) {
    await Promise.race([once(stdout, 'data'), ended])
  }
  return output.stdout.match(/http:\/\/localhost:\d+/g) ?? []
}

describe('the start command', () => {
  it('prints the URLs once all servers respond', async () => {
    const run = runDemo({})
    const origins = await readOrigins(run)

    expect(run.output.stdout.replaceAll(/:\d+/g, ':PORT').split('\n')).toEqual([
      'One CORS policy on three servers. Open the page in a browser:',
      '',
      '  http://localhost:PORT   a page that the policy allows',
      '  http://localhost:PORT   the same page from an origin that it does not allow',
      '',
      'Both send requests to:',
      '',
      '  http://localhost:PORT   Express',
      '  http://localhost:PORT   Fastify',
      '  http://localhost:PORT   node:http',
      '',
      'Press Ctrl-C to end.',
      '',
    ])
    const paths = ['/', '/', '/notes', '/notes', '/notes']
    const answers = await Promise.all(origins.map((origin, index) => fetch(`${origin}${paths[index]}`)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(run.output.stderr).toBe('')
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with code 0 on %s, with connections open', async (signal) => {
    const run = runDemo({})
    const [origin] = await readOrigins(run)
    await (await fetch(`${origin}/`)).text()

    run.child.kill(signal)
    expect(await run.ended).toBe(0)
    expect(run.output.stderr).toBe('')
  })

  it.each(VARIABLES)('names the port and %s if the port is in use, and exits', async (variable) => {
    const busy = createServer().listen(0, 'localhost')
    await once(busy, 'listening')
    onTestFinished(() => {
      busy.close()
    })
    const { port } = busy.address() as AddressInfo

    const { output, ended } = runDemo({ [variable]: String(port) })
    expect(await ended).toBe(1)
    expect(output).toEqual({
      stdout: '',
      stderr: `Port ${port} is already in use: set ${variable} to another port, or to 0 for any free one.\n`,
    })
  })

  it.each(['web', '65536', '-1', '3000.5', '0x10', '3e3', ' '])('rejects the port %j', async (value) => {
    const { output, ended } = runDemo({ EXPRESS_PORT: value })
    expect(await ended).toBe(2)
    expect(output).toEqual({
      stdout: '',
      stderr: `EXPRESS_PORT is "${value}", but a port is a whole number from 0 (any free port) to 65535.\n`,
    })
  })
})
