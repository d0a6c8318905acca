import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import sparticuz from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/**
 * Security: never use the arguments that the package recommends. They disable the web security that these tests check,
 * and put everything into one process.
 */
const ARGUMENTS = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** How a browser differs from a fresh installation. */
export interface ChromiumOptions {
  /** How hosts are resolved, in Chromium's syntax. */
  readonly hosts?: string
  /** The hash of a public key whose certificates it trusts. */
  readonly trustedKey?: string
}

const MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url))

/** Starts a browser. Every test file has its own, and closes it. */
export async function launchChromium({
  hosts = 'MAP *.test 127.0.0.1',
  trustedKey,
}: ChromiumOptions = {}): Promise<Browser> {
  const args = [...ARGUMENTS, `--host-resolver-rules=${hosts}`]
  if (trustedKey !== undefined) args.push(`--ignore-certificate-errors-spki-list=${trustedKey}`)
  return await chromium.launch({ executablePath: await unpackChromium(), args })
}

/**
 * Returns the path of the executable, unpacked once for each version.
 *
 * The package would unpack into the folder for temporary files, and treat the files there as complete, while another
 * process may still be writing it, or may have been killed halfway. Renaming a folder is atomic.
 */
async function unpackChromium(): Promise<string> {
  const { version } = JSON.parse(await readFile(`${MODULES}@sparticuz/chromium/package.json`, 'utf8'))
  const cache = `${MODULES}.cache/`
  const folder = `${cache}chromium-${version}`
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true })
    const staging = await mkdtemp(`${folder}-`)
    await unpackInto(staging)
    await rename(staging, folder).catch(async (error) => {
      await rm(staging, { recursive: true })
      if (!existsSync(folder)) throw error
    })
  }
  return `${folder}/chromium`
}

async function unpackInto(folder: string): Promise<void> {
  const { TMPDIR } = process.env
  process.env['TMPDIR'] = folder
  try {
    await sparticuz.executablePath()
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = TMPDIR
  }
}
