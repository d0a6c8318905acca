import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchChromium } from '../browser/chromium.ts'
import { listen } from '../support/listen.ts'

/** The packages that do not need a particular runtime. */
const NEUTRAL = ['grammar', 'policy', 'fetch', 'browser-model'] as const

/** Uses all of them; `results` has the results. */
const PROGRAM = `
import { classify } from '@crossorigin/browser-model'
import { cors } from '@crossorigin/fetch'
import { parseOrigin } from '@crossorigin/grammar'
import { createPolicy, validateConfig } from '@crossorigin/policy'

const request = { pageOrigin: 'https://app.example', url: 'https://api.example/', method: 'PUT' }
const headers = { get: (name) => (name === 'origin' ? 'https://app.example' : null), append() {}, set(name, value) { this[name] = value } }
const policy = createPolicy({ origin: ['https://app.example', /^http:\\/\\/localhost:\\d+$/], credentials: true })
export const results = [
  cors(policy)(() => ({ status: 200, headers }))({ method: 'GET', headers }).headers['Access-Control-Allow-Origin'],
  classify(request).outcome,
  parseOrigin('https://app.example:8443').port,
  policy.decide({ method: 'GET', origin: 'https://app.example' }).reason,
  policy.decide({ method: 'GET', origin: 'http://localhost:3000' }).reason,
  validateConfig({ origin: 'https://*.example.com', credentials: true })[0].code,
  validateConfig({ origin: /^https:\\/\\/[a-z]+\\.example\\.com$/ })[0].code,
]
`
const UNAVAILABLE = 'origin/public-suffix-list-unavailable'
const RESULTS = ['https://app.example', 'preflight', 8443, 'origin/listed', 'origin/regexp', UNAVAILABLE, UNAVAILABLE]

/** The parts of the doctor that a page can use. */
const OF_DOCTOR = ['explain', 'redaction', 'request-source'] as const

/** Uses those parts; the user name is not in Latin-1. */
const DOCTOR_PROGRAM = `
import { explain } from '@crossorigin/doctor/explain'
import { redactDiagnosis, redactRequest } from '@crossorigin/doctor/redaction'
import { readCurl, readFetch, readHar } from '@crossorigin/doctor/request-source'

const context = { origin: 'https://app.example' }
const curl = readCurl("curl 'https://api.example/?key=aVerySecretKey' -u '\\u20ac:b' --data-urlencode '\\u20ac'", context).input
const har = JSON.stringify({ log: { entries: [{ request: { url: 'https://api.example/' } }] } })
const response = { kind: 'answer', status: 404, statusText: 'Not Found', headers: [['X-Key', 'aVerySecretKey']], body: '' }
const exchanges = [{ number: 1, purpose: 'actual', request: { method: 'GET', url: curl.url, headers: [] }, outcome: response }]
const { outcome } = redactDiagnosis({ request: curl, exchanges }).exchanges[0]
export const results = [
  curl.body,
  curl.headers[0][1],
  readFetch("fetch('https://api.example/', { method: 'PUT' })", context).input.method,
  readHar(har, context).input.url,
  redactRequest(curl).url,
  outcome.statusText,
  outcome.headers[0][1],
  explain('preflight/method-not-allowed').kind,
]
`
const DOCTOR_RESULTS = [
  '%E2%82%AC',
  'Basic 4oKsOmI=',
  'PUT',
  'https://api.example/',
  'https://api.example/?key=[redacted]',
  'Not Found',
  '[redacted]',
  'code',
]

/** One file of the program, for any runtime but Node: imports outside the language and the web platform fail the build. */
async function bundle(format: 'esm' | 'iife', contents = PROGRAM): Promise<string> {
  const { outputFiles, metafile, warnings } = await build({
    stdin: { contents, resolveDir: inject('installation') },
    format,
    globalName: 'program',
    platform: 'browser',
    bundle: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path))
  expect({ imports, warnings }).toEqual({ imports: [], warnings: [] })
  return outputFiles[0]?.text ?? ''
}

const ENTRIES = [...NEUTRAL, 'fetch/hono', 'policy/adapter', ...OF_DOCTOR.map((name) => `doctor/${name}`)]

describe.each(ENTRIES)('@crossorigin/%s', (name) => {
  it('imports no Node module', async () => {
    expect(await bundle('esm', `export * from '@crossorigin/${name}'`)).toContain('export {')
  })
})

// The other packages check for a process before they use it.
describe.each(OF_DOCTOR)('@crossorigin/doctor/%s', (name) => {
  it('uses no global of Node', async () => {
    const code = await bundle('esm', `export * from '@crossorigin/doctor/${name}'`)
    const uses = code.matchAll(/(?<![.\w])(?:Buffer|process|global|setImmediate|require)[.(]\w*/g)
    expect([...uses].map(([use]) => use)).toEqual([])
  })
})

describe('a worker-like runtime', () => {
  /** No Node globals, and no code from strings. */
  function run(code: string, globals: object): unknown {
    const context = createContext(globals, { codeGeneration: { strings: false, wasm: false } })
    return JSON.parse(runInContext(`${code}; JSON.stringify(program.results)`, context))
  }

  it('needs only web APIs', async () => {
    expect(run(await bundle('iife'), { URL })).toEqual(RESULTS)
  })

  it('runs the parts of the doctor that a page can use', async () => {
    const code = await bundle('iife', DOCTOR_PROGRAM)
    expect(run(code, { URL, URLSearchParams, TextEncoder, atob, btoa })).toEqual(DOCTOR_RESULTS)
  })

  it('can have a process, as some runtimes do', async () => {
    expect(run(await bundle('iife'), { URL, process: { env: {} } })).toEqual(RESULTS)
  })

  it('has no eval and no require', async () => {
    expect(() => run('var program = { results: eval("1") }', {})).toThrow('Code generation from strings disallowed')
    expect(() => run('var program = { results: require("node:fs") }', {})).toThrow('require is not defined')
  })
})

describe('Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  }, 60_000)
  afterAll(() => browser.close())

  async function openPage(html: string): Promise<{ readonly page: Page; readonly errors: string[] }> {
    const port = await listen(createServer(await serve(html)))
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', ({ message }) => errors.push(message))
    page.on('console', (message) => errors.push(message.text()))
    await page.goto(`http://page.test:${port}/`)
    return { page, errors }
  }

  it('loads the published files themselves into a page', async () => {
    const imports = Object.fromEntries(
      NEUTRAL.map((name) => [`@crossorigin/${name}`, `/@crossorigin/${name}/dist/index.js`]),
    )
    imports['@crossorigin/policy/adapter'] = '/@crossorigin/policy/dist/adapter.js'
    const { page, errors } = await openPage(`
      <script type="importmap">${JSON.stringify({ imports })}</script>
      <script type="module">
        ${PROGRAM}
        window.results = results
      </script>`)
    expect(await page.evaluate('results')).toEqual(RESULTS)
    expect(errors).toEqual([])
  })

  it('loads a bundle of them into a worker', async () => {
    const { page, errors } = await openPage('')
    const ask = `new Promise((resolve, reject) => {
      const worker = new Worker('/worker.js', { type: 'module' })
      worker.onmessage = ({ data }) => resolve(data)
      worker.onerror = () => reject(new Error('the worker has failed'))
    })`
    expect(await page.evaluate(ask)).toEqual(RESULTS)
    expect(errors).toEqual([])
  })
})

/** Serves a page, a worker, and the files of the packages. */
async function serve(html: string): Promise<Parameters<typeof createServer>[1]> {
  const worker = `${await bundle('iife')}; postMessage(program.results)`
  const modules = join(inject('installation'), 'node_modules')
  const read = (path: string): string => (path === '/worker.js' ? worker : readFileSync(join(modules, path), 'utf8'))
  return ({ url = '/' }, res) => {
    const isPage = url === '/'
    res.setHeader('Content-Type', isPage ? 'text/html' : 'text/javascript')
    res.end(isPage ? `<!doctype html><link rel="icon" href="data:,">${html}` : read(url))
  }
}
