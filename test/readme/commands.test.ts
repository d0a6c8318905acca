import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runProgram } from '../support/program.ts'
import { type RawResponse, sendRaw } from '../support/raw-client.ts'
import { PAGES, README, ROOT, read } from './documents.ts'
import { FENCES, isServer, SNIPPETS, type Snippet, serve } from './snippets.ts'

const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

const COMMANDS = FENCES.filter(({ tag }) => tag === 'sh').flatMap(({ document, code, output }) =>
  code
    .replaceAll('\\\n', ' ')
    .trim()
    .split('\n')
    .map((command) => [document, command.replace(/ +/g, ' '), output] as const),
)

/** Commands that start the doctor, in a clone and elsewhere. */
const DOCTOR = /^npx (?:pnpm@12 cors-doctor|@crossorigin\/doctor|cors-doctor) /

describe('every command is valid', () => {
  test.each(COMMANDS.filter(([, command]) => command.startsWith('npm install ')))('%s: %s', (_document, command) => {
    const name = command.replace(/^npm install (?:--save-dev |-D )?/, '')
    if (name.endsWith('/tarballs/*.tgz')) return expect(scripts['tarballs']).toMatch(/--pack-destination tarballs$/)
    const folder = /^@crossorigin\/([a-z-]+)$/.exec(name)?.[1]
    expect(JSON.parse(read(`packages/${folder}/package.json`)).name).toBe(name)
  })

  test.each(COMMANDS.filter(([, command]) => DOCTOR.test(command)))('%s: %s', async (_document, command) => {
    const words = [...command.replace(DOCTOR, '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
      ([, single, double, plain]) => single ?? double ?? (plain as string),
    )
    // The requests are printed, not sent.
    const parameters = [...words, ...(words[0] === 'explain' ? [] : ['--offline'])]
    const main = join(ROOT, 'packages/doctor/dist/cli/main.js')
    expect(await runProgram([main, ...parameters], ROOT).ended).toMatchObject({ code: 0, stderr: '' })
  })

  test.each(COMMANDS.filter(([, command]) => command.startsWith('curl ')))('%s: %s', (_document, command, output) =>
    expectCurl(command.slice('curl '.length), output ?? ''),
  )

  test.each(COMMANDS.filter(([, command]) => !DOCTOR.test(command) && !/^(?:npm install|curl) /.test(command)))(
    '%s: %s',
    (_document, command, output) => {
      expect(output).toBeUndefined()
      expect(Object.keys(scripts)).toContain(/^npx pnpm@12 ([a-z:-]+)$/.exec(command)?.[1])
    },
  )

  test.each([README, 'CONTRIBUTING.md', ...PAGES])('those in the text of %s, too', (document) => {
    const named = [...read(document).matchAll(/`npx pnpm@12 ([a-z:-]+)[^`]*`/g)].map(([, script]) => script)
    expect([...Object.keys(scripts), 'exec']).toEqual(expect.arrayContaining(named))
  })
})

/** Sends what a `curl` command would send, to the first server of the README, and expects the lines that are shown. */
async function expectCurl(parameters: string, output: string): Promise<void> {
  const parsed = /^-i -X (\w+) http:\/\/localhost:3000(\/\S*)((?: -H '[^']+')*)$/.exec(parameters)
  const [, method = '', path = '', fields = ''] = parsed ?? []
  expect(parsed).not.toBeNull()
  const headers = [...fields.matchAll(/-H '([^:']+): ([^']+)'/g)].map(
    ([, name = '', value = '']) => [name, value] as const,
  )
  const port = await serveFirst()
  expect(output).not.toBe('')
  expect(writeLines(await sendRaw(port, { method, path, headers }))).toEqual(
    expect.arrayContaining(output.trim().split('\n')),
  )
}

async function serveFirst(): Promise<number> {
  const { code } = SNIPPETS.filter(({ document }) => document === README).find(isServer) as Snippet
  mkdirSync(join(ROOT, 'node_modules/.cache'), { recursive: true })
  const folder = mkdtempSync(join(ROOT, 'node_modules/.cache/command-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'server.mjs'), code)
  return (await serve(join(folder, 'server.mjs'), ROOT)).port
}

function writeLines({ status, lines }: RawResponse): string[] {
  const reason = status === 204 ? 'No Content' : 'OK'
  return [`HTTP/1.1 ${status} ${reason}`, ...lines.map(([name, value]) => `${name}: ${value}`)]
}
