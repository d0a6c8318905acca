import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { type Answering, withServer } from './support/fixture-server.ts'
import { spawnDoctor, startDoctor } from './support/run-doctor.ts'

// The built command in its own process: the parts that only exist in a process.

/** A process is slow to start when many run at once. */
const PATIENCE = 30_000
vi.setConfig({ testTimeout: PATIENCE })

const FROM = ['--origin', 'http://app.test', '--no-timing']
const refusing: Answering = () => ({ status: 200, body: 'x' })

describe('the process', () => {
  test('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
    expect(await spawnDoctor(['--version'])).toEqual({ code: 0, stdout: `cors-doctor ${version}\n`, stderr: '' })
  })

  test('shows a complete diagnosis, the same each time', async () => {
    await withServer(refusing, async (origin) => {
      const first = await spawnDoctor([`${origin}/notes`, ...FROM])
      expect(first).toMatchObject({ code: 1, stderr: '' })
      expect(first.stdout).toMatch(/^cors-doctor .*\n.*\nBlocked: .*\n/s)
      expect(await spawnDoctor([`${origin}/notes`, ...FROM])).toEqual(first)
    })
  })

  test.each([
    ['not in a pipe', [], {}, false],
    ['if requested', ['--color'], {}, true],
    ['if the environment requests it', [], { FORCE_COLOR: '1' }, true],
    ['if requested, overriding the environment', ['--color=always'], { NO_COLOR: '1' }, true],
    ['not if --no-color overrides the environment', ['--no-color'], { FORCE_COLOR: '1' }, false],
  ])('has color %s: %j %j', async (_where, words, environment, isPainted) => {
    const { stdout } = await spawnDoctor(['https://api.test:25/', ...FROM, ...words], environment)
    expect(stdout).toContain('FAIL')
    expect(stdout.includes('\u001b[')).toBe(isPainted)
  })

  test('can be interrupted, and then ends with 130', async () => {
    await withServer(
      () => 'hang',
      async (origin, requests) => {
        const { child, ended } = startDoctor([origin, ...FROM, '--timeout', '60000'])
        await expect.poll(() => requests.length, { timeout: PATIENCE }).toBeGreaterThan(0)
        child.kill('SIGINT')
        expect(await ended).toMatchObject({ code: 130, stderr: 'Interrupted.\n' })
      },
    )
  })

  test('keeps its exit code when its output is not read', async () => {
    await withServer(refusing, async (origin) => {
      const { child, ended } = startDoctor([origin, ...FROM, '--verbose'])
      child.stdout?.destroy()
      expect(await ended).toMatchObject({ code: 1, stderr: '' })
    })
  })
})
