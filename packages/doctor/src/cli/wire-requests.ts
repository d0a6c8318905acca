import {
  type BrowserRequest,
  classify,
  type HttpResponse,
  simulateFetch,
  type WireRequest,
} from '@crossorigin/browser-model'
import type { DiagnosisInput, DiagnosisOptions } from '../diagnosis.ts'
import type { SentRequest } from '../network/exchange.ts'
import { readRequest } from '../request/request-model.ts'
import { USER_AGENT } from '../version.ts'
import { addBrowserHeaders } from '../walk/wire-headers.ts'

/** A request that a browser would send if every answer let it. */
export interface PlannedRequest extends SentRequest {
  readonly purpose: 'preflight' | 'actual'
  readonly body?: string | undefined
}

/** What a browser would send, and why. */
export interface Plan {
  readonly requests: readonly PlannedRequest[]
  /** Why there is a preflight; or why nothing is sent. */
  readonly reasons: readonly string[]
}

/** Works out what a browser would send, without sending it. */
export async function planRequests(input: DiagnosisInput, options: DiagnosisOptions): Promise<Plan> {
  const { request } = readRequest(input)
  const requests: PlannedRequest[] = []
  const dressing = {
    pageOrigin: request.pageOrigin,
    mode: request.mode ?? 'cors',
    userAgent: options.userAgent ?? USER_AGENT,
    cookie: request.credentials === 'include' ? options.cookie : undefined,
  }
  await simulateFetch(request, async (wire, { kind }) => {
    const { method, url, body } = wire
    requests.push({
      purpose: kind === 'preflight' ? 'preflight' : 'actual',
      method,
      url,
      headers: addBrowserHeaders(wire, dressing),
      ...(body === undefined ? {} : { body: input.body }),
    })
    return grant(request, wire)
  })
  return { requests, reasons: classify(request).reasons }
}

/** The answer that lets everything through. */
function grant(request: BrowserRequest, wire: WireRequest): HttpResponse {
  const readHeader = (name: string) => wire.headers.find(([other]) => other.toLowerCase() === name)?.[1] ?? ''
  return {
    status: 200,
    headers: [
      ['Access-Control-Allow-Origin', request.pageOrigin],
      ['Access-Control-Allow-Credentials', 'true'],
      ['Access-Control-Allow-Methods', readHeader('access-control-request-method')],
      ['Access-Control-Allow-Headers', readHeader('access-control-request-headers')],
    ],
  }
}
