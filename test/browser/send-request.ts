import type { BrowserRequest } from '@crossorigin/browser-model'
import type { VectorPage } from './vector-world.ts'

/** What the page sees of its request. */
export interface ScriptResult {
  /** The name of the exception, or of the rejection; `null` if there is a response. */
  readonly error: string | null
  readonly type: string
  readonly status: number
  /** Names of the readable headers, in lower case. */
  readonly headers: readonly string[]
}

/** Sends a request from a page, by `fetch` or `XMLHttpRequest`, as the model describes it. */
export function sendRequest(page: Pick<VectorPage, 'evaluate'>, request: BrowserRequest): Promise<ScriptResult> {
  return page.evaluate(sendFromPage, request)
}

/** Runs in the page, so it must not use anything outside the function. */
async function sendFromPage(request: BrowserRequest): Promise<ScriptResult> {
  const failed = (error: unknown): ScriptResult => ({
    error: (error as Error).name,
    type: 'error',
    status: 0,
    headers: [],
  })
  const makeBody = (): BodyInit | Document | null => {
    switch (request.body?.kind) {
      case 'string':
        return 'text'
      case 'urlsearchparams':
        return new URLSearchParams('a=b')
      case 'formdata': {
        const form = new FormData()
        form.append('a', 'b')
        return form
      }
      case 'blob':
        return new Blob(['text'], { type: request.body.type ?? '' })
      case 'buffer':
        return new Uint8Array([1, 2])
      case 'stream':
        return new Blob(['text']).stream()
      case 'document-html':
        return new DOMParser().parseFromString('<p>', 'text/html')
      case 'document-xml':
        return new DOMParser().parseFromString('<p/>', 'application/xml')
      default:
        return null
    }
  }

  async function byFetch(): Promise<ScriptResult> {
    const { method, mode, credentials, cache, redirect, duplex, keepalive, referrerPolicy } = request
    const given = { method, mode, credentials, cache, redirect, duplex, keepalive, referrerPolicy }
    const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    const headers = (request.headers ?? []).map(([name, value]) => [name, value] as [string, string])
    const body = makeBody() as BodyInit | null
    const response = await fetch(request.url, { ...options, headers, ...(body !== null && { body }) } as RequestInit)
    return { error: null, type: response.type, status: response.status, headers: [...response.headers.keys()] }
  }

  function byXhr(): Promise<ScriptResult> {
    return new Promise((resolve) => {
      const xhr = new XMLHttpRequest()
      xhr.open(request.method ?? 'GET', request.url)
      xhr.withCredentials = request.credentials === 'include'
      for (const [name, value] of request.headers ?? []) xhr.setRequestHeader(name, value)
      if (request.uploadListener === true) xhr.upload.onprogress = () => {}
      xhr.onerror = () => resolve(failed(new TypeError()))
      xhr.onload = () => {
        const names = xhr
          .getAllResponseHeaders()
          .trim()
          .split(/[\r\n]+/)
        const headers = names.filter((line) => line !== '').map((line) => line.split(':')[0] as string)
        resolve({ error: null, type: 'xhr', status: xhr.status, headers })
      }
      xhr.send(makeBody() as XMLHttpRequestBodyInit | Document | null)
    })
  }

  try {
    return await (request.api === 'xhr' ? byXhr() : byFetch())
  } catch (error) {
    return failed(error)
  }
}
