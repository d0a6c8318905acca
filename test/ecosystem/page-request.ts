import { request as beginRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { type BrowserRequest, type Exchange, type Journey, simulateFetch } from '@crossorigin/browser-model'
import { createRawResponse, type RawResponse } from '../support/raw-client.ts'
import type { Application } from './application.ts'

/** What a page requests of an application. */
export interface PageRequest {
  /** Method and path. */
  readonly request: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: string
}

/** Lets a page of this origin fetch something, as a browser would. */
export function fetchFrom(
  pageOrigin: string,
  application: Application,
  { request, headers, body, credentials = 'include' }: PageRequest & { readonly credentials?: 'include' | 'omit' },
): Promise<Journey> {
  const [method, path] = request.split(' ') as [string, string]
  const call: BrowserRequest = {
    pageOrigin,
    url: `http://127.0.0.1:${application.port}${path}`,
    method,
    headers,
    body: body === undefined ? null : { kind: 'string' },
    credentials,
  }
  const exchange: Exchange = async (wire) => {
    const { pathname, search } = new URL(wire.url)
    const sent = { request: `${wire.method} ${pathname}${search}`, headers: wire.headers }
    const { status, lines } = await send(application, wire.body && body ? { ...sent, body } : sent)
    return { status, headers: lines }
  }
  return simulateFetch(call, exchange)
}

/** Sends a request as it is, over a connection of its own. */
export function send({ port }: Application, { request, headers = [], body }: PageRequest): Promise<RawResponse> {
  const [method, path] = request.split(' ') as [string, string]
  return new Promise((resolve, reject) => {
    const options = { port, method, path, host: '127.0.0.1', agent: false, headers: Object.fromEntries(headers) }
    const sent = beginRequest(options, async (response) => {
      const { statusCode = 0, rawHeaders } = response
      const lines = rawHeaders.flatMap((name, index) =>
        index % 2 === 0 ? [[name, rawHeaders[index + 1] as string] as const] : [],
      )
      resolve(createRawResponse(statusCode, lines, await text(response)))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
