import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { expect } from 'vitest'
import { runProgram, waitForPort } from '../support/program.ts'
import { sendRaw } from '../support/raw-client.ts'
import { DOCUMENTS, PAGES, README, ROOT, read } from './documents.ts'
import { type Fence, readFences } from './markdown.ts'

/** Kinds of snippets that are programs, with the file extension of each. */
const PROGRAMS: Record<string, string> = { js: '.mjs', ts: '.mts', cjs: '.cjs' }

/**
 * How a snippet is run: by `pnpm test`, by `test:ecosystem` with its packages, as a file of an application that
 * `test:ecosystem` builds, or not at all.
 */
type Place = 'repository' | 'ecosystem' | 'nest' | 'built' | 'nowhere'

/** A program of a document. */
export interface Snippet extends Fence {
  readonly document: string
  /** The name of the file that it is written to, without its extension. */
  readonly name: string
  /** The extension of that file; `undefined` if the fence is not a program. */
  readonly ending: string | undefined
  readonly place: Place
}

/** How a document says that a fence is not run, with a link to its source. */
const NOT_RUN = /^\*Not run\.\* Source: \[.+\]\(https:\/\/.+\)\.$/

const REPOSITORY = new Set(
  Object.keys((JSON.parse(read('package.json')) as { devDependencies: object }).devDependencies),
)
const { packages: LOCKED } = JSON.parse(readFileSync(`${ROOT}test/ecosystem/package-lock.json`, 'utf8')) as {
  packages: Record<string, unknown>
}

/** All fences of the README, of the manual and of the packages' READMEs. */
export const FENCES: readonly Snippet[] = DOCUMENTS.filter(
  (document) => document === README || PAGES.includes(document) || /^packages\/[^/]+\/README\.md$/.test(document),
).flatMap((document) => readFences(read(document)).map((fence) => locate(document, fence)))

function locate(document: string, fence: Fence): Snippet {
  const name = `${document.replace('.md', '').replaceAll('/', '-')}-${fence.line}`
  const ending = PROGRAMS[fence.tag]
  return { ...fence, document, name, ending, place: NOT_RUN.test(fence.remark) ? 'nowhere' : findPlace(fence.code) }
}

/** Returns the path in the first line of a snippet that is one file of an application. */
export function readPath(code: string): string | undefined {
  return /^\/\/ ([\w./-]+\.js)\n/.exec(code)?.[1]
}

function findPlace(code: string): Place {
  if (readPath(code) !== undefined) return 'built'
  const packages = [...code.matchAll(/(?:\bfrom |\bimport |\brequire\()'([^'.][^']*)'/g)]
    .map(([, specifier = '']) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '')
    .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name))
  if (packages.every((name) => REPOSITORY.has(name))) return 'repository'
  return packages.some((name) => name.startsWith('@nestjs/')) ? 'nest' : 'ecosystem'
}

/** Returns whether the suite `ecosystem` installs a package. */
export function isLocked(name: string): boolean {
  return `node_modules/${name}` in LOCKED || `nest-11/node_modules/${name}` in LOCKED
}

/** The programs. */
export const SNIPPETS: readonly Snippet[] = FENCES.filter(
  ({ ending, place }) => ending !== undefined && place !== 'nowhere',
)

/** Returns whether a program starts a server. */
export function isServer({ code }: Snippet): boolean {
  return code.includes('.listen(')
}

/** Returns whether a program ends with a configuration error. */
export function isRefused({ output }: Snippet): boolean {
  return output?.startsWith('CorsConfigError') === true
}

/** Names snippets by their places in the documents, for a table of tests. */
export function nameByPlace(snippets: readonly Snippet[]): (readonly [place: string, snippet: Snippet])[] {
  return snippets.map((snippet) => [`${snippet.document}:${snippet.line}`, snippet])
}

const ORIGIN = 'https://app.example.com'

/** Frameworks load hundreds of modules before they listen. In milliseconds. */
const START_PATIENCE = 25_000

/** Starts a program on a free port. */
export async function serve(
  file: string,
  folder: string,
): Promise<{ port: number; program: ReturnType<typeof runProgram> }> {
  const freePort = new URL('./free-port.js', import.meta.url).href
  const program = runProgram(['--import', freePort, file], folder)
  return { program, port: await waitForPort(program, START_PATIENCE) }
}

/** Starts a program, and expects the CORS headers that every server in the documentation sends. */
export async function expectServer(snippet: Snippet, file: string, folder: string): Promise<void> {
  const { port, program } = await serve(file, folder)
  const path = /\.use\('([^']+)', cors/.exec(snippet.code)?.[1] ?? '/'
  const preflight = await sendRaw(port, {
    method: 'OPTIONS',
    path,
    headers: [
      ['Origin', ORIGIN],
      ['Access-Control-Request-Method', 'GET'],
    ],
  })
  expect(preflight.status).toBe(204)
  expect(preflight.get('Access-Control-Allow-Origin')).toBe(ORIGIN)
  const actual = await sendRaw(port, { path, headers: [['Origin', ORIGIN]] })
  expect(actual.get('Access-Control-Allow-Origin')).toBe(ORIGIN)
  const denied = await sendRaw(port, { path, headers: [['Origin', 'https://stranger.example']] })
  expect(denied.get('Access-Control-Allow-Origin')).toBeUndefined()
  expect(denied.get('Vary')?.split(', ')).toContain('Origin')
  const { signal, stderr } = await program.end('SIGTERM')
  expect({ signal, stderr: stderr.replace('origin/not-listed "https://stranger.example"\n', '') }).toEqual({
    signal: 'SIGTERM',
    stderr: '',
  })
}

/** Runs a program, and expects the output that the document shows. */
export async function expectOutput(snippet: Snippet, file: string, folder: string): Promise<void> {
  const { code, stdout, stderr } = await runProgram([file], folder).ended
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: snippet.output ?? '', stderr: '' })
}
