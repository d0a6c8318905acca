import type { WireRequest } from '@crossorigin/browser-model'
import type { Exchange, HeaderLine, Purpose } from './network/exchange.ts'
import type { ObservedHop, Probes } from './observation.ts'
import { isSafe } from './walk.ts'

/** An origin that no server has a reason to allow: the name is reserved. */
const OTHER_ORIGIN = 'https://cors-doctor.test'

/** No probe has been sent. */
export const NO_PROBES: Probes = {
  withoutOrigin: undefined,
  otherOrigin: undefined,
  revalidation: undefined,
  repeats: [],
}

/** Sends a request with exactly these headers. */
export type SendProbe = (purpose: Purpose, wire: WireRequest) => Promise<Exchange>

/**
 * Asks for the same as the page did, as others would: without an origin, from elsewhere, with what a cache remembers, and
 * again.
 */
export async function probe(
  hop: ObservedHop | undefined,
  { repeat, send }: { readonly repeat: number; readonly send: SendProbe },
): Promise<Probes> {
  const base = hop?.isCors === true ? (hop.actual ?? hop.substitute) : undefined
  if (base === undefined || base.outcome.kind === 'failure' || !isSafe(base.request.method)) return NO_PROBES
  const { method, url, headers } = base.request
  const withoutOrigin = headers.filter(([name]) => name.toLowerCase() !== 'origin')
  const validators = validatorsOf(base.outcome.headers)
  const repeats: Exchange[] = []
  const probes = {
    withoutOrigin: await send('without-origin', { method, url, headers: withoutOrigin }),
    otherOrigin: await send('other-origin', { method, url, headers: [...withoutOrigin, ['Origin', OTHER_ORIGIN]] }),
    revalidation:
      validators.length === 0
        ? undefined
        : await send('revalidation', { method, url, headers: [...headers, ...validators] }),
  }
  for (let count = 1; count < repeat; count++) repeats.push(await send('repeat', { method, url, headers }))
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
