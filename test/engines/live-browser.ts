import { existsSync } from 'node:fs'
import type { VectorPage, VectorWorld, WorldOptions } from '../browser/vector-world.ts'
import { pageUrlOf, startServers } from '../browser/world.ts'
import { startSocksProxy } from './socks-proxy.ts'

/** A browser that the tests control. */
export interface LiveBrowser {
  readonly version: string
  /** The part of the version that known differences are recorded for: the first number; of WebKitGTK, the first two. */
  readonly release: string
  /** Opens a page with its own storage. */
  openPage(url: string): Promise<VectorPage>
  close(): Promise<void>
}

/** Options for starting a browser. */
export interface LaunchOptions {
  /** The SOCKS proxy on this machine that all connections go through. */
  readonly proxyPort: number
  /** Whether the browser trusts every certificate, or only those that a fresh installation trusts. */
  readonly isTrusting: boolean
  /** Whether each page must have an HTTP cache, which an engine may have only in profiles that are written to files. */
  readonly hasHttpCache?: boolean
}

/** Starts a browser. */
export type LaunchBrowser = (options: LaunchOptions) => Promise<LiveBrowser>

/** A world that a live browser trusts. */
export interface LiveWorld extends VectorWorld {
  readonly browser: LiveBrowser
}

/** Requirements of a world with a live browser. Bodies are never streams there. */
export interface LiveWorldOptions extends Omit<WorldOptions, 'isStreaming'> {
  /** Whether the browser trusts the certificate of the world; it does by default. */
  readonly isTrusting?: boolean
}

/** Creates a world with header lines that are kept apart. */
export async function createLiveWorld(
  launch: LaunchBrowser,
  { isTrusting = true, otherHosts = [], hasHttpCache = false }: LiveWorldOptions = {},
): Promise<LiveWorld> {
  const servers = await startServers('http/1.1')
  const proxy = await startSocksProxy((host, port) => {
    if (isOfVendor(host)) return undefined
    return otherHosts.includes(host) ? port : servers.locate(host, port)
  })
  const browser = await launch({ proxyPort: proxy.port, isTrusting, hasHttpCache })
  return {
    browser,
    answerWith: servers.answerWith,
    get received() {
      return servers.received
    },
    openPage: (origin) => browser.openPage(pageUrlOf(origin)),
    async close() {
      await browser.close()
      await proxy.close()
      await servers.close()
    },
  }
}

/** Whether a host is one that a browser contacts by itself for reports or updates. */
function isOfVendor(host: string): boolean {
  return /(^|\.)(mozilla\.(org|com|net)|firefox\.com|webkitgtk\.org)$/.test(host)
}

/**
 * Returns the path of a program.
 *
 * @throws `Error` with the packages to install, if it is missing.
 */
export function findProgram(name: string, packages: string): string {
  const path = `/usr/bin/${name}`
  if (existsSync(path)) return path
  throw new Error(`${name} is missing: sudo apt-get install --no-install-recommends ${packages}`)
}
