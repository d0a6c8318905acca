import type { Page } from 'playwright-core'
import { createWorld, type ReceivedRequest, type World, type WorldServers } from './world.ts'

/** An empty page with its own browser storage. */
export interface VectorPage {
  /** Runs a function in the page. It must not use anything outside itself. Its argument and its result are passed as JSON. */
  evaluate<Argument, Result>(run: (argument: Argument) => Promise<Result>, argument: Argument): Promise<Result>
  /** Navigates to another URL. */
  navigate(url: string): Promise<void>
  /** Opens a page that shares the storage of this one, and is closed with it. */
  openAnother(url: string): Promise<VectorPage>
  /**
   * Makes the browser forget what it has cached and stored, preflights included. Absent if only a new page begins without that.
   */
  forget?(): Promise<void>
  close(): Promise<void>
}

/** Requirements of a world. */
export interface WorldOptions {
  /** Whether bodies can be streams. Otherwise, header lines are kept apart. */
  readonly isStreaming?: boolean
  /** Hosts whose servers do not belong to the world. They resolve to this machine, at the port of the URL. */
  readonly otherHosts?: readonly string[]
  /** Whether the browser must have an HTTP cache. */
  readonly hasHttpCache?: boolean
}

/** A world that works with any browser. */
export interface VectorWorld extends Pick<WorldServers, 'answerWith' | 'received' | 'close'> {
  openPage(origin: string): Promise<VectorPage>
}

/** Creates a world with Chromium. */
export async function createChromiumWorld({ isStreaming = false, otherHosts }: WorldOptions): Promise<VectorWorld> {
  const world: World = await createWorld(isStreaming ? 'h2' : 'http/1.1', otherHosts)
  return {
    answerWith: world.answerWith,
    get received() {
      return world.received
    },
    async openPage(origin) {
      const page = await world.openPage(origin)
      const session = await page.context().newCDPSession(page)
      await session.send('Network.enable')
      return {
        ...wrapPage(page),
        async forget() {
          await Promise.all([session.send('Network.clearBrowserCache'), page.context().clearCookies()])
        },
      }
    },
    close: world.close,
  }
}

function wrapPage(page: Page): VectorPage {
  return {
    evaluate: (run, argument) => page.evaluate(run as never, argument as never),
    async navigate(url) {
      await page.goto(url)
    },
    async openAnother(url) {
      const other = await page.context().newPage()
      await other.goto(url)
      return wrapPage(other)
    },
    close: () => page.context().close(),
  }
}

export function isPreflight({ method, headers }: ReceivedRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
}
