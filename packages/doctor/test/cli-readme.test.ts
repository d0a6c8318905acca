import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readExpectations } from '../src/check/expectation-file.ts'
import { helpLines } from '../src/cli/help.ts'
import { type Answering, withServer } from './support/fixture-server.ts'
import { runDoctor } from './support/run-doctor.ts'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
/** Indented lines, with the blank lines between them. */
const BLOCKS = README.match(/(?:^ {4}.*\n(?:\n(?= {4}))*)+/gm) ?? []

/** The same width as in the README: a longer number would shift the text after it. */
const PORT = '43210'

const ORIGIN = 'http://localhost:5173'
const answer: Answering = ({ method }) => ({
  status: method === 'OPTIONS' ? 204 : 200,
  headers: [
    `Access-Control-Allow-Origin: ${ORIGIN}`,
    ...(method === 'OPTIONS'
      ? ['Access-Control-Allow-Methods: GET; PUT', 'Access-Control-Allow-Headers: content-type']
      : []),
    'Vary: Origin',
  ],
})

describe('README.md', () => {
  test('shows the real output', async () => {
    const [command = '', ...screen] = unindent(BLOCKS[0] ?? '').split('\n')
    expect(command).toBe(
      `$ cors-doctor http://localhost:${PORT}/notes/1 --origin ${ORIGIN} -X PUT -H 'Content-Type: application/json'`,
    )
    await withServer(answer, async (origin) => {
      const { port } = new URL(origin)
      expect(port, 'a port of five digits').toHaveLength(5)
      const words = [
        `http://localhost:${port}/notes/1`,
        '--origin',
        ORIGIN,
        '-X',
        'PUT',
        '-H',
        'Content-Type: application/json',
      ]
      const { stdout } = await runDoctor([...words, '--no-timing', '--width', '80', '--resolve', 'localhost:127.0.0.1'])
      expect(screen.join('\n').trim()).toBe(stdout.replaceAll(port, PORT).trim())
    })
  })

  test('names existing options', () => {
    const named = [...README.matchAll(/[`[| ](--[a-z][a-z-]+)/g)].map(([, option = '']) => option)
    expect(named.length).toBeGreaterThan(3)
    const help = helpLines(80).join('\n')
    expect(named.filter((option) => !help.includes(option))).toEqual([])
  })

  test('shows valid expectations', () => {
    const block = BLOCKS.map(unindent).find((text) => text.startsWith('{')) ?? ''
    expect(readExpectations(block).map(({ expect: expected }) => expected)).toEqual(['allowed', 'blocked'])
  })

  test('shows every command', () => {
    const commands = unindent(BLOCKS.find((block) => block.includes('cors-doctor check')) ?? '').split('\n')
    expect(commands.map((command) => command.split(' ')[1])).toEqual(['<url>', '--curl', 'explain', 'audit', 'check'])
  })
})

function unindent(block: string): string {
  return block.replace(/^ {4}/gm, '').trimEnd()
}
