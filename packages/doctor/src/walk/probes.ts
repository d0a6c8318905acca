import type { WireRequest } from '@crossorigin/browser-model'
import type { Exchange, HeaderLine, Purpose } from '../network/exchange.ts'
import type { ObservedHop, Probes } from '../observation.ts'
import { isHarmless } from '../report/harmless.ts'
import { isSafe } from './walk.ts'

/** An origin that no server has a reason to allow: the name is reserved. */
const OTHER_ORIGIN = 'https://cors-doctor.test'

/** No probe has been sent. */
export const NO_PROBES: Probes = {
  control: undefined,
  withoutOrigin: undefined,
  otherOrigin: undefined,
  revalidation: undefined,
  repeats: [],
}

/** Sends a request with exactly these headers. */
export type SendProbe = (purpose: Purpose, wire: WireRequest) => Promise<Exchange>

/**
 * Asks for the same as the page did, as others would: without an origin, from elsewhere, and with what a cache
 * remembers; without credentials, keys and body. What was asked to be repeated is sent as it was.
 */
export async function probe(
  hop: ObservedHop | undefined,
  { repeat, send }: { readonly repeat: number; readonly send: SendProbe },
): Promise<Probes> {
  const base = hop?.isCors === true ? (hop.actual ?? hop.substitute) : undefined
  if (base === undefined || base.outcome.kind === 'failure' || !isSafe(base.request.method)) return NO_PROBES
  const { url } = base.request
  const method = base.request.method === 'OPTIONS' ? 'OPTIONS' : 'GET'
  const headers = base.request.headers.filter((line) => line[0].toLowerCase() === 'user-agent' || isHarmless(line))
  const isSame = method === base.request.method && headers.length === base.request.headers.length
  const control = isSame ? base : await send('control', { method, url, headers })
  const withoutOrigin = headers.filter(([name]) => name.toLowerCase() !== 'origin')
  const validators = control.outcome.kind === 'answer' ? validatorsOf(control.outcome.headers) : []
  const repeats: Exchange[] = []
  const probes = {
    control,
    withoutOrigin: await send('without-origin', { method, url, headers: withoutOrigin }),
    otherOrigin: await send('other-origin', { method, url, headers: [...withoutOrigin, ['Origin', OTHER_ORIGIN]] }),
    revalidation:
      validators.length === 0
        ? undefined
        : await send('revalidation', { method, url, headers: [...headers, ...validators] }),
  }
  for (let count = 1; count < repeat; count++) repeats.push(await send('repeat', base.request))
  return { ...probes, repeats }
}

/** @see https://www.rfc-editor.org/rfc/rfc9111#section-4.3.1 */
function validatorsOf(headers: readonly HeaderLine[]): readonly HeaderLine[] {
  const conditions: HeaderLine[] = []
  for (const [name, value] of headers) {
    if (name.toLowerCase() === 'etag') conditions.push(['If-None-Match', value])
    if (name.toLowerCase() === 'last-modified') conditions.push(['If-Modified-Since', value])
  }
  return conditions
}
