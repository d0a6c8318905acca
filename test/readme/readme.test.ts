import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type CorsConfig, type CorsRequest, createPolicy, type DeniedReason } from '@crossorigin/policy'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runProgram, waitForPort } from '../support/program.ts'
import { type RawResponse, sendRaw } from '../support/raw-client.ts'
import { type Fence, readAnchors, readFences, readLinks, readTable } from './markdown.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PACKAGES = ['grammar', 'policy', 'node', 'express', 'fastify', 'koa', 'browser-model', 'doctor']
const README = 'README.md'
const DOCUMENTS_WITH_SNIPPETS = [README, ...PACKAGES.map((name) => `packages/${name}/README.md`)]
const DOCUMENTS = [...DOCUMENTS_WITH_SNIPPETS, 'CONTRIBUTING.md', 'SECURITY.md']

/** Kinds of snippets that are programs, and the ending of the file for each. */
const PROGRAMS: Record<string, string> = { js: '.mjs', ts: '.mts', cjs: '.cjs' }
const COMMANDS = 'sh'
const OUTPUT = 'text'

const ORIGIN = 'https://app.example.com'

interface Snippet extends Fence {
  readonly document: string
  readonly name: string
  /** Of the file that it is written to, where it is a program. */
  readonly ending: string | undefined
}

const FENCES = DOCUMENTS.flatMap((document) =>
  readFences(read(document)).map(
    (fence): Snippet => ({
      ...fence,
      document,
      name: `${document.replaceAll('/', '-')}-${fence.line}`,
      ending: PROGRAMS[fence.tag],
    }),
  ),
)
const SNIPPETS = FENCES.filter(({ ending }) => ending !== undefined)
const SERVERS = SNIPPETS.filter(({ code }) => code.includes('.listen('))
const REFUSED = SNIPPETS.filter(({ output }) => output?.startsWith('CorsConfigError') === true)
const OTHERS = SNIPPETS.filter((snippet) => !SERVERS.includes(snippet) && !REFUSED.includes(snippet))

/** Inside of the repository, so that the packages resolve by their names. */
const CACHE = join(ROOT, 'node_modules/.cache')
const COMPILED = 'compiled'
let directory = ''
let typeErrors = ''

beforeAll(async () => {
  mkdirSync(CACHE, { recursive: true })
  directory = mkdtempSync(join(CACHE, 'readme-'))
  for (const snippet of SNIPPETS) writeFileSync(sourceOf(snippet), snippet.code)
  typeErrors = await compile(SNIPPETS.filter((snippet) => !REFUSED.includes(snippet)))
}, 60_000)

afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('every fence', () => {
  test.each(placed(FENCES))('%s is a program, a command, or the output of the one before', (_place, { tag }) => {
    expect([...Object.keys(PROGRAMS), COMMANDS, OUTPUT]).toContain(tag)
  })

  test('of output belongs to something that is run', () => {
    const outputs = FENCES.filter(({ tag }) => tag === OUTPUT)
    const printing = FENCES.filter(({ tag, output }) => output !== undefined && tag !== OUTPUT)
    expect(outputs).toHaveLength(printing.length)
  })
})

describe('every program', () => {
  test('has the types that the packages want', () => {
    expect(typeErrors).toBe('')
  })

  test.each(placed(SERVERS))('%s answers a preflight and actual requests', async (_place, snippet) => {
    const { port, program } = await serve(snippet)
    const preflight = await sendRaw(port, {
      method: 'OPTIONS',
      headers: [
        ['Origin', ORIGIN],
        ['Access-Control-Request-Method', 'GET'],
      ],
    })
    expect(preflight.status).toBe(204)
    expect(preflight.get('Access-Control-Allow-Origin')).toBe(ORIGIN)
    const actual = await sendRaw(port, { headers: [['Origin', ORIGIN]] })
    expect(actual.get('Access-Control-Allow-Origin')).toBe(ORIGIN)
    const refused = await sendRaw(port, { headers: [['Origin', 'https://stranger.example']] })
    expect(refused.get('Access-Control-Allow-Origin')).toBeUndefined()
    expect(refused.get('Vary')).toBe('Origin')
    expect((await program.end('SIGTERM')).signal).toBe('SIGTERM')
  })

  test.each(placed(OTHERS))('%s prints what is said', async (_place, snippet) => {
    const { code, stdout, stderr } = await runProgram([programOf(snippet)], ROOT).ended
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: snippet.output ?? '', stderr: '' })
  })

  test.each(placed(REFUSED))('%s is refused with what is said', async (_place, snippet) => {
    const { code, stderr } = await runProgram([programOf(snippet)], ROOT).ended
    expect(code).toBe(1)
    const message = /^CorsConfigError: .*\n(?: {2}- .*\n)*/m.exec(stderr)?.[0]
    expect(message).toBe(snippet.output)
  })
})

describe('every command can be given', () => {
  const scripts: Record<string, string> = JSON.parse(read('package.json')).scripts
  const commands = FENCES.filter(({ tag }) => tag === COMMANDS).flatMap(({ code, output }) =>
    code
      .replaceAll('\\\n', ' ')
      .trim()
      .split('\n')
      .map((command) => [command.replace(/ +/g, ' '), output] as const),
  )

  test.each(commands)('%s', async (command, output) => {
    const [, name, rest = ''] = /^(npm install|npx pnpm@12|curl) (.+)$/.exec(command) ?? []
    const isDoctor = rest.startsWith('cors-doctor ')
    if (name !== 'curl' && !isDoctor) expect(output).toBeUndefined()
    if (name === 'npm install') {
      expect(PACKAGES.map((folder) => JSON.parse(read(`packages/${folder}/package.json`)).name)).toContain(rest)
    } else if (isDoctor) {
      await expectDoctor(rest, output)
    } else if (name === 'npx pnpm@12') {
      expect(Object.keys(scripts)).toContain(rest)
    } else {
      expect(name).toBe('curl')
      await expectCurl(rest, output)
    }
  })

  test('those that CONTRIBUTING.md names, too', () => {
    const named = [...read('CONTRIBUTING.md').matchAll(/`npx pnpm@12 ([a-z:-]+)[^`]*`/g)].map(([, script]) => script)
    expect(named.length).toBeGreaterThan(0)
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named))
  })
})

describe('README.md', () => {
  const readme = read(README)

  test.each(['app.use(cors(config))', 'app.register(cors, config)', 'createServer(cors(config)(handler))'])(
    'says %s in a program that is run',
    (phrase) => {
      expect(SERVERS.some(({ document, code }) => document === README && code.includes(phrase))).toBe(true)
    },
  )

  test('lists the options that there are, with their defaults', () => {
    const { origin: _required, ...defaults } = createPolicy({ origin: '*' }).config
    const rows = readTable(readme, 'option').map(([name, , value]) => [unquote(name), unquote(value)])
    const expected = Object.entries(defaults).map(([name, value]) => [name, writeDefault(value)])
    expect(rows).toEqual([['origin', 'required'], ...expected])
  })

  test('lists the reasons of refusals, and how each comes about', async () => {
    const listed: CorsConfig = { origin: ORIGIN, debug: true }
    const asked: CorsConfig = { origin: () => false, credentials: true, debug: true }
    const refusals: Record<DeniedReason, readonly [config: CorsConfig, origin: string]> = {
      'origin/not-listed': [listed, 'https://www.example.com'],
      'origin/predicate-refused': [asked, ORIGIN],
      'origin/null': [listed, 'null'],
      'origin/malformed': [listed, `${ORIGIN}/`],
      'origin/insecure': [asked, 'http://dev.example'],
    }
    expect(readTable(readme, '`Cors-Reason`').map(([reason]) => unquote(reason))).toEqual(Object.keys(refusals))
    for (const [reason, [config, origin]] of Object.entries(refusals)) {
      const request: CorsRequest = { method: 'GET', origin }
      expect((await createPolicy(config).decide(request)).headers).toEqual(['Cors-Reason', reason])
    }
  })

  test('names every package, and every example', () => {
    const examples = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.js'))
    const expected = [...PACKAGES.map((name) => `packages/${name}`), ...examples.map((name) => `examples/${name}`)]
    expect(readLinks(readme)).toEqual(expect.arrayContaining(expected))
  })
})

describe('every link', () => {
  const links = DOCUMENTS.flatMap((document) => readLinks(read(document)).map((target) => [document, target] as const))

  test.each(links)('of %s leads somewhere: %s', (document, target) => {
    if (/^https:\/\//.test(target)) return expect(URL.canParse(target)).toBe(true)
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? join(ROOT, document) : resolve(ROOT, dirname(document), path)
    expect(existsSync(file), file).toBe(true)
    if (anchor !== undefined) expect(readAnchors(readFileSync(file, 'utf8'))).toContain(anchor)
  })
})

function placed(snippets: readonly Snippet[]): (readonly [place: string, snippet: Snippet])[] {
  return snippets.map((snippet) => [`${snippet.document}:${snippet.line}`, snippet])
}

function read(document: string): string {
  return readFileSync(join(ROOT, document), 'utf8')
}

function sourceOf({ name, ending }: Snippet): string {
  return join(directory, name + ending)
}

/** Returns the file that Node runs. */
function programOf(snippet: Snippet): string {
  return snippet.ending === '.mts' ? join(directory, COMPILED, `${snippet.name}.mjs`) : sourceOf(snippet)
}

const COMPILER_OPTIONS =
  '--ignoreConfig --strict --noImplicitAny false --target es2023 --module nodenext --types node --skipLibCheck --allowJs --checkJs'

/** Checks the types of snippets, those in JavaScript too, and turns TypeScript into what Node runs. */
async function compile(snippets: readonly Snippet[]): Promise<string> {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
  const parameters = [compiler, ...COMPILER_OPTIONS.split(' '), '--outDir', COMPILED, ...snippets.map(sourceOf)]
  return await promisify(execFile)(process.execPath, parameters, { cwd: directory, timeout: 50_000 }).then(
    ({ stdout }) => stdout,
    (error: Error & { stdout: string }) => error.stdout || error.message,
  )
}

async function serve(snippet: Snippet): Promise<{ port: number; program: ReturnType<typeof runProgram> }> {
  const freePort = new URL('./free-port.js', import.meta.url).href
  const program = runProgram(['--import', freePort, programOf(snippet)], ROOT)
  return { program, port: await waitForPort(program) }
}

/** Has the doctor examine the example that it is shown with. Lines break elsewhere where the port has more digits. */
async function expectDoctor(command: string, output: string | undefined): Promise<void> {
  const example = runProgram([join(ROOT, 'examples/wrong-order.js')], ROOT)
  const port = await waitForPort(example)
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)]
    .slice(1)
    .map(([, quoted, plain]) => quoted ?? (plain as string))
  const given = words.map((word) => word.replace('localhost:3000', `localhost:${port}`))
  const main = join(ROOT, 'packages/doctor/dist/cli/main.js')
  const { code, stdout } = await runProgram([main, ...given, '--no-timing', '--width', '100'], ROOT).ended
  const inOneLine = (text = ''): string => text.replaceAll(String(port), '3000').replace(/\s+/g, ' ').trim()
  expect(inOneLine(stdout)).toBe(inOneLine(output))
  expect(code).toBe(1)
}

/** Sends what a `curl` command would send, to the first server of the README, and looks for what is said to come back. */
async function expectCurl(parameters: string, output: string | undefined): Promise<void> {
  const parsed = /^-i -X (\w+) http:\/\/localhost:3000(\/\S*)((?: -H '[^']+')*)$/.exec(parameters)
  const [, method = '', path = '', fields = ''] = parsed ?? []
  expect(parsed).not.toBeNull()
  const headers = [...fields.matchAll(/-H '([^:']+): ([^']+)'/g)].map(
    ([, name = '', value = '']) => [name, value] as const,
  )
  const { port } = await serve(SERVERS[0] as Snippet)
  const said = (output ?? '').trim().split('\n')
  expect(writeLines(await sendRaw(port, { method, path, headers }))).toEqual(expect.arrayContaining(said))
}

function writeLines({ status, lines }: RawResponse): string[] {
  const reason = status === 204 ? 'No Content' : 'OK'
  return [`HTTP/1.1 ${status} ${reason}`, ...lines.map(([name, value]) => `${name}: ${value}`)]
}

function unquote(cell = ''): string {
  return cell.replace(/^`(.*)`$/, '$1')
}

function writeDefault(value: unknown): string {
  if (value === undefined) return 'none'
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
}
