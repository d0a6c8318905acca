import type { BrowserRequest } from '@crossorigin/browser-model'
import { CorsConfigError } from '@crossorigin/policy'
import { loadFont, type PixelRequest, readPixels, readTiming, showImage } from './claim-element.ts'
import type { ApiHost, Visit } from './claim-visit.ts'
import { type ScriptResult, sendRequest } from './send-request.ts'
import { pageUrlOf } from './world.ts'

/** One action in the page, and what the page sees of it. */
export type Step = (visit: Visit) => Promise<string>

type Sent = Omit<BrowserRequest, 'pageOrigin' | 'url'>
type Headers = Readonly<Record<string, string>>

/** Sends a request from the page, and checks whether the response is readable. `headers` is what the server adds. */
export function send(request: Sent = {}, headers: Headers = {}): Step {
  return async (visit) => judge(await sendTo(visit, visit.locate('/text', headers), request))
}

/** Sends a request that the server redirects to another one of its names. */
export function sendAndFollow(host: ApiHost): Step {
  return async (visit) => {
    const Location = visit.locate('/text', {}, host)
    return judge(await sendTo(visit, visit.locate('/text', { Location }), {}))
  }
}

/** Reads a header of a response. */
export function readHeader(name: string): Step {
  return async (visit) => {
    const { headers } = await sendTo(visit, visit.locate('/text', { [name]: 'value' }), {})
    return headers.includes(name.toLowerCase()) ? 'header readable' : 'header missing'
  }
}

/** Fetches a URL that may be an image. */
export function fetchImage(headers: Headers = {}): Step {
  return async (visit) => judge(await sendTo(visit, visit.locate('/image', headers), {}))
}

/** Shows an image by an element without attributes. */
export function show(headers: Headers = {}): Step {
  return ({ page, locate }) => page.evaluate(showImage, locate('/image', headers))
}

/** Reads the pixels of an element, with or without the attribute `crossorigin`. */
export function readBack(through: PixelRequest['through'], attribute: 'with attribute' | 'without attribute'): Step {
  return ({ page, locate }) => {
    const url = locate(through === 'video' ? '/video' : '/image')
    return page.evaluate(readPixels, { url, through, hasAttribute: attribute === 'with attribute' })
  }
}

/** Loads a font of a style sheet. */
export function loadFontFace(): Step {
  return ({ page, locate }) => page.evaluate(loadFont, locate('/font'))
}

/** Measures an image by an element without attributes. */
export function measure(headers: Headers = {}): Step {
  return ({ page, locate }) => page.evaluate(readTiming, locate('/image', headers))
}

/** Does a step in a page of another origin, with the same browser storage. */
export function onPageOf(origin: string, step: Step): Step {
  return async (visit) => {
    const page = await visit.page.openAnother(pageUrlOf(origin))
    return await step({ ...visit, page, origin })
  }
}

/** Tries to build an application with another configuration, and reads the error. */
export function build(config: unknown): Step {
  return async ({ adapter }) => {
    try {
      await adapter.mount(config as never, () => {
        throw new Error('there is no request')
      })
      return 'built'
    } catch (error) {
      if (!(error instanceof CorsConfigError)) throw error
      return error.issues.map(({ code }) => code).join()
    }
  }
}

function sendTo({ page, origin }: Visit, url: string, request: Sent): Promise<ScriptResult> {
  return sendRequest(page, { ...request, pageOrigin: origin, url })
}

function judge({ error, type }: ScriptResult): string {
  if (error !== null) return error
  return type === 'opaque' ? 'opaque' : 'readable'
}
