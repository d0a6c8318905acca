import { existsSync } from 'node:fs'
import type { VectorPage, VectorWorld } from '../browser/vector-world.ts'
import { pageUrlOf, startServers } from '../browser/world.ts'
import { startSocksProxy } from './socks-proxy.ts'

/** A browser that is driven from here. */
export interface LiveBrowser {
  readonly version: string
  /** Opens a page with a memory of its own. */
  openPage(url: string): Promise<VectorPage>
  close(): Promise<void>
}

/** Starts a browser whose connections all go through a SOCKS proxy on this machine. It trusts every certificate, or none. */
export type LaunchBrowser = (options: {
  readonly proxyPort: number
  readonly isTrusting: boolean
}) => Promise<LiveBrowser>

/** A world that a live browser believes. */
export interface LiveWorld extends VectorWorld {
  readonly version: string
}

/**
 * Creates a world with header lines that are kept apart.
 *
 * @param isTrusting - Whether the browser trusts the certificate of the world.
 */
export async function createLiveWorld(launch: LaunchBrowser, isTrusting = true): Promise<LiveWorld> {
  const servers = await startServers('http/1.1')
  const proxy = await startSocksProxy((host, port) => (isOfVendor(host) ? undefined : servers.locate(host, port)))
  const browser = await launch({ proxyPort: proxy.port, isTrusting })
  return {
    version: browser.version,
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

/** Whether a host is one that a browser reports to, or fetches updates from, by itself. */
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
