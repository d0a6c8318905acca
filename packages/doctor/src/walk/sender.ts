import type { WireRequest } from '@crossorigin/browser-model'
import type { DiagnosisOptions } from '../diagnosis.ts'
import { type Exchange, isProbe, type Purpose } from '../network/exchange.ts'
import type { Network } from '../network/network.ts'
import type { Observation } from '../observation.ts'
import { USER_AGENT } from '../version.ts'
import { addBrowserHeaders } from './wire-headers.ts'

/** Sends requests for a diagnosis. */
export interface Sender {
  /** Sends exactly the given headers. */
  readonly send: (purpose: Purpose, wire: WireRequest) => Promise<Exchange>
  /** Adds the headers that a browser adds. */
  readonly sendAsBrowser: (purpose: Purpose, wire: WireRequest) => Promise<Exchange>
  readonly userAgent: string
}

/** Makes a sender of the requests of a page. */
export function createSender(
  { input, request, url: target }: Pick<Observation, 'input' | 'request' | 'url'>,
  network: Network,
  { cookie, userAgent = USER_AGENT }: DiagnosisOptions,
): Sender {
  const send: Sender['send'] = (purpose, { body, ...wire }) =>
    network.send({ purpose, ...wire, body: body === undefined ? undefined : input.body })

  /** Security: a cookie was given for the host that is examined, and goes to no other, wherever redirects lead. */
  function isCookieTarget(url: string): boolean {
    const asked = new URL(url)
    const isDowngrade = target?.protocol === 'https:' && asked.protocol !== 'https:'
    return asked.hostname === target?.hostname && !isDowngrade
  }

  return {
    send,
    userAgent,
    sendAsBrowser: (purpose, wire) => {
      const hasCookie = request.credentials === 'include' && !isProbe(purpose) && isCookieTarget(wire.url)
      const dressing = { pageOrigin: request.pageOrigin, mode: request.mode ?? 'cors', userAgent }
      const headers = addBrowserHeaders(wire, { ...dressing, cookie: hasCookie ? cookie : undefined })
      return send(purpose, { ...wire, headers })
    },
  }
}
