import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runProgram } from '../support/program.ts'
import { README, ROOT } from './documents.ts'
import {
  expectOutput,
  expectServer,
  FENCES,
  isLocked,
  isRefused,
  isServer,
  nameByPlace,
  SNIPPETS,
  type Snippet,
} from './snippets.ts'

const HERE = SNIPPETS.filter(({ place }) => place === 'repository')
const SERVERS = HERE.filter(isServer)
const REFUSED = HERE.filter(isRefused)
const OTHERS = HERE.filter((snippet) => !isServer(snippet) && !isRefused(snippet))

/** Inside the repository, so that the packages resolve by their names. */
const CACHE = join(ROOT, 'node_modules/.cache')
const COMPILED = 'compiled'
let directory = ''
let typeErrors = ''

beforeAll(async () => {
  mkdirSync(CACHE, { recursive: true })
  directory = mkdtempSync(join(CACHE, 'readme-'))
  for (const snippet of HERE) writeFileSync(sourceOf(snippet), snippet.code)
  typeErrors = await compile(HERE.filter((snippet) => !isRefused(snippet)))
}, 60_000)

afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('every fence', () => {
  test.each(nameByPlace(FENCES))(
    '%s is a program, a command, the output of the one before, or is marked as not run, with its source',
    (_place, { tag, ending, place }) => {
      expect(ending !== undefined || ['sh', 'text'].includes(tag) || place === 'nowhere').toBe(true)
    },
  )

  test('of output belongs to a program or command that is run', () => {
    const outputs = FENCES.filter(({ tag }) => tag === 'text')
    const printing = FENCES.filter(({ tag, output }) => output !== undefined && tag !== 'text')
    expect(outputs).toHaveLength(printing.length)
  })
})

describe('every program', () => {
  test('has the types that the packages require', () => {
    expect(typeErrors).toBe('')
  })

  test.each(nameByPlace(SNIPPETS.filter(({ place }) => place !== 'repository')))(
    '%s that needs other packages is run by test:ecosystem, which installs them',
    (_place, { code }) => {
      const names = [...code.matchAll(/from '((?:@[^/']+\/)?[^/':]+)/g)].map(([, name = '']) => name)
      const missing = names.filter(
        (name) => !name.startsWith('@crossorigin/') && name !== 'node' && name !== '.' && !isLocked(name),
      )
      expect(missing).toEqual([])
    },
  )

  test.each(nameByPlace(SERVERS))('%s responds to preflights and actual requests', (_place, snippet) =>
    expectServer(snippet, programOf(snippet), ROOT),
  )

  test.each(nameByPlace(OTHERS))('%s prints what the document shows', (_place, snippet) =>
    expectOutput(snippet, programOf(snippet), ROOT),
  )

  test.each(nameByPlace(REFUSED))('%s fails with the error that the document shows', async (_place, snippet) => {
    const { code, stderr } = await runProgram([programOf(snippet)], ROOT).ended
    expect(code).toBe(1)
    const message = /^CorsConfigError: .*\n(?: {2}- .*\n)*/m.exec(stderr)?.[0]
    expect(message).toBe(snippet.output)
  })
})

test.each(['app.use(cors(config))', 'app.register(cors, config)', 'createServer(cors(config)(handler))'])(
  'README.md has %s in a program that is run',
  (phrase) => {
    expect(SERVERS.some(({ document, code }) => document === README && code.includes(phrase))).toBe(true)
  },
)

function sourceOf({ name, ending }: Snippet): string {
  return join(directory, `${name}${ending}`)
}

/** Returns the file that Node runs. */
function programOf(snippet: Snippet): string {
  return snippet.ending === '.mts' ? join(directory, COMPILED, `${snippet.name}.mjs`) : sourceOf(snippet)
}

const COMPILER_OPTIONS =
  '--ignoreConfig --rootDir . --strict --target es2023 --module nodenext --types node --skipLibCheck --allowJs --checkJs'

/** Checks the types of programs, those in JavaScript too, and compiles TypeScript for Node. */
async function compile(snippets: readonly Snippet[]): Promise<string> {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
  const parameters = [compiler, ...COMPILER_OPTIONS.split(' '), '--outDir', COMPILED, ...snippets.map(sourceOf)]
  return await promisify(execFile)(process.execPath, parameters, { cwd: directory, timeout: 50_000 }).then(
    ({ stdout }) => stdout,
    (error: Error & { stdout: string }) => error.stdout || error.message,
  )
}
