import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../browser/chromium.ts'
import { PAGES, ROOT } from '../readme/documents.ts'
import { closeServer, openServer } from '../support/listen.ts'

// The site as it is published, under a path, in a browser.

const BASE = '/crossorigin/'
const BUILD_TIMEOUT = 300_000
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** A small phone. */
const PHONE = { width: 360, height: 740 }

let folder = ''
let browser: Browser
let origin = ''

const server = createServer(async (req, res) => {
  const path = decodeURIComponent(new URL(req.url ?? '', 'http://localhost').pathname)
  const file = join(folder, path.slice(BASE.length).replace(/(^|\/)$/, '$1index.html'))
  const content = path.startsWith(BASE) ? await readFile(file).catch(() => undefined) : undefined
  res.writeHead(content === undefined ? 404 : 200, {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
  })
  res.end(content)
})

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossorigin-site-'))
  const env = { ...process.env, NODE_ENV: 'production', DOCS_BASE: BASE, DOCS_OUT: folder }
  const parameters = [join(ROOT, 'docs/site/site.js'), 'build']
  await promisify(execFile)(process.execPath, parameters, { env, timeout: BUILD_TIMEOUT })
  origin = `http://localhost:${await openServer(server)}`
  browser = await launchChromium()
}, BUILD_TIMEOUT)

afterAll(async () => {
  await browser?.close()
  await closeServer(server)
  await rm(folder, { recursive: true, force: true })
})

const NAMES = ['', ...PAGES].map((page) => page.replace(/README\.md$/, '').replace(/\.md$/, '.html'))

describe.each(NAMES)('the page /%s', (name) => {
  test('fits a small phone, in the light and the dark theme', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: PHONE, colorScheme })
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      await page.goto(`${origin}${BASE}${name}`)
      await page.waitForSelector('main h1')
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
      expect(await page.evaluate(() => document.documentElement.classList.contains('dark'))).toBe(
        colorScheme === 'dark',
      )
      expect(errors).toEqual([])
      await page.close()
    }
  })
})

test('finds a page by words in it', async () => {
  const page = await browser.newPage()
  await page.goto(`${origin}${BASE}`)
  await page.click('.VPNavBarSearch button')
  await page.fill('.VPLocalSearchBox input', 'preflightContinue')
  await page.waitForSelector('.VPLocalSearchBox .result')
  expect(await page.getAttribute('.VPLocalSearchBox .result', 'href')).toContain(`${BASE}docs/moving-from-`)
  await page.close()
})

test('has no broken link, and none to a missing anchor', async () => {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.html')).sort()
  const texts = new Map<string, string>()
  for (const file of files) texts.set(file, await readFile(join(folder, file), 'utf8'))
  const dead: string[] = []
  for (const [file, text] of texts) {
    for (const [, href = ''] of text.matchAll(/<a [^>]*href="([^"]+)"/g)) {
      if (/^(?:https?|mailto):/.test(href)) continue
      const { pathname, hash } = new URL(href, `http://localhost${BASE}${file}`)
      const anchor = hash.slice(1)
      const found = texts.get(pathname.slice(BASE.length).replace(/(^|\/)$/, '$1index.html'))
      if (found === undefined || (anchor !== '' && !found.includes(`id="${anchor}"`))) {
        dead.push(`${file}: ${href}`)
      }
    }
  }
  expect(dead).toEqual([])
})
