import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ClaimAdapter, ClaimRequest, ClaimServer } from './claim-server.ts'
import type { VectorPage, VectorWorld } from './vector-world.ts'

/** A page, and the server that it talks to. */
export interface Visit {
  readonly page: VectorPage
  /** Of the page, or {@link FILE}. */
  readonly origin: string
  /** The configuration of the server. */
  readonly adapter: ClaimAdapter<never>
  /** Returns a URL on the server, with headers that it adds. */
  locate(path: string, headers?: Readonly<Record<string, string>>, host?: ApiHost): string
}

/** The server under two host names, that is, with two origins. */
export const API_HOSTS = ['api.shop.test', 'cdn.shop.test'] as const
export type ApiHost = (typeof API_HOSTS)[number]

/** Used instead of an origin: a page of the file system. */
export const FILE = 'file:'

interface Setup {
  readonly world: VectorWorld
  /** Of the page, or {@link FILE}. */
  readonly origin: string
  readonly server: ClaimServer
  readonly adapter: ClaimAdapter<never>
}

/** Opens a page with its own browser storage while it is used. */
export async function visit<Result>(
  { world, origin, server, adapter }: Setup,
  use: (visit: Visit) => Promise<Result>,
): Promise<Result> {
  const page = await openPage(world, origin)
  try {
    return await use({
      page,
      origin,
      adapter,
      locate(path, headers = {}, host = 'api.shop.test') {
        const query = new URLSearchParams(headers)
        return `${server.scheme}://${host}:${server.port}${path}?${query}`
      },
    })
  } finally {
    await page.close()
  }
}

async function openPage(world: VectorWorld, origin: string): Promise<VectorPage> {
  if (origin !== FILE) return await world.openPage(origin)
  const page = await world.openPage('https://app.shop.test')
  const folder = await mkdtemp(join(tmpdir(), 'crossorigin-'))
  try {
    const path = join(folder, 'page.html')
    await writeFile(path, '<!doctype html><title>A file</title>')
    await page.navigate(pathToFileURL(path).href)
    return page
  } finally {
    await rm(folder, { recursive: true })
  }
}

/**
 * Describes a received request and its outcome. Defaults are left out: the page's own
 * origin, no cookie, and that the application executes it unless it is a preflight.
 */
export function describeRequest({ method, headers, wasExecuted }: ClaimRequest, pageOrigin: string): string {
  const words: string[] = []
  const asked = headers['access-control-request-method']
  if (asked === undefined) words.push(method)
  else words.push('preflight', asked, headers['access-control-request-headers'] ?? '')
  if (headers.origin === undefined) words.push('without Origin')
  else if (headers.origin !== pageOrigin) words.push(`from ${headers.origin}`)
  if (headers.cookie !== undefined) words.push(`with ${headers.cookie}`)
  if (asked === undefined && !wasExecuted) words.push('not executed')
  if (asked !== undefined && wasExecuted) words.push('executed')
  return words.filter((word) => word !== '').join(' ')
}
