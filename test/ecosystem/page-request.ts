import { request as beginRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { type BrowserRequest, type Exchange, type Journey, simulateFetch } from '@crossorigin/browser-model'
import { createRawResponse, type RawResponse } from '../support/raw-client.ts'
import type { Application } from './application.ts'

/** A request that a page makes. */
export interface PageRequest {
  /** Method and path, such as `GET /`. */
  readonly request: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: string
}

/** Compression changes responses, and every browser asks for it. */
const BROWSER_HEADERS = { 'Accept-Encoding': 'gzip, deflate, br' }

/** Fetches as a page of the given origin would in a browser. */
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

/** Sends a request over its own connection, without a browser's checks. */
export function send({ port }: Application, { request, headers = [], body }: PageRequest): Promise<RawResponse> {
  const [method, path] = request.split(' ') as [string, string]
  return new Promise((resolve, reject) => {
    const options = {
      port,
      method,
      path,
      host: '127.0.0.1',
      agent: false,
      headers: { ...BROWSER_HEADERS, ...Object.fromEntries(headers) },
    }
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
