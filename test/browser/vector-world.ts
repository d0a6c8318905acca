import type { Page } from 'playwright-core'
import { createWorld, type ReceivedRequest, type World, type WorldServers } from './world.ts'

/** An empty page, with a browser's memory of its own. */
export interface VectorPage {
  /** Runs a function in the page. It stands alone: its argument goes there, and its result comes back, as JSON. */
  evaluate<Argument, Result>(run: (argument: Argument) => Promise<Result>, argument: Argument): Promise<Result>
  close(): Promise<void>
}

/** A world that a browser of any make believes. */
export interface VectorWorld extends Pick<WorldServers, 'answerWith' | 'received' | 'close'> {
  openPage(origin: string): Promise<VectorPage>
}

/** Creates a world with Chromium. */
export async function createChromiumWorld(protocol: 'h2' | 'http/1.1'): Promise<VectorWorld> {
  const world: World = await createWorld(protocol)
  return {
    answerWith: world.answerWith,
    get received() {
      return world.received
    },
    openPage: async (origin) => wrapPage(await world.openPage(origin)),
    close: world.close,
  }
}

function wrapPage(page: Page): VectorPage {
  return {
    evaluate: (run, argument) => page.evaluate(run as never, argument as never),
    close: () => page.context().close(),
  }
}

export function isPreflight({ method, headers }: ReceivedRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
}
