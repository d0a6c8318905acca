import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import sparticuz from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/**
 * Security: never the arguments that the package recommends. They switch off the web security that these tests are about,
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

/** How a browser is to differ from one that has just been installed. */
export interface ChromiumOptions {
  /** Where hosts are found, in Chromium's syntax. */
  readonly hosts?: string
  /** The hash of a public key whose certificates it is to trust. */
  readonly trustedKey?: string
}

const MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url))

/** Starts a browser. Every test file has one of its own, and closes it. */
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
 * The package would unpack into the folder for temporary files, and take what it finds there for complete, while another
 * process may still be writing it, or may have been ended in the middle. Renaming a folder happens all at once.
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
