import { nameTyped } from '../check/url-mistake.ts'
import type { DiagnosisInput } from '../diagnosis.ts'
import { InputError } from '../input-error.ts'
import type { HeaderLine } from '../network/exchange.ts'
import { parseUrl } from '../request/parse-url.ts'
import { findRequestedByPreflight, splitHeaders } from './pasted-headers.ts'

/** A request that was pasted, as a page would make it. */
export interface RequestSource {
  readonly input: DiagnosisInput
  /** The value of the `Cookie` line that was pasted. A secret. */
  readonly cookie?: string | undefined
  /** Whether bad certificates were to be accepted. */
  readonly insecure?: boolean | undefined
  /** Addresses in place of what the name system says, by host name. */
  readonly resolve?: Readonly<Record<string, string>> | undefined
  /** What was understood and what was left out, in sentences. They may quote what was pasted: not safe to print. */
  readonly notes: readonly string[]
}

/** What was typed beside it; it goes before what was pasted. */
export interface SourceContext {
  /** The origin of the page. */
  readonly origin?: string | undefined
  /** The address of the page. */
  readonly page?: string | undefined
}

/** What could be read out of a pasted text, with the headers as they stand there. */
export interface PastedRequest extends Pick<RequestSource, 'cookie' | 'insecure' | 'resolve'> {
  readonly url: string
  readonly method?: string | undefined
  readonly headers: readonly HeaderLine[]
  readonly body?: string | undefined
  readonly credentials?: DiagnosisInput['credentials']
  readonly mode?: DiagnosisInput['mode']
  readonly redirect?: DiagnosisInput['redirect']
  readonly api?: DiagnosisInput['api']
  readonly streamBody?: boolean | undefined
  /** The address of the page that it was copied from. */
  readonly referrer?: string | undefined
  readonly notes: readonly string[]
}

/**
 * Makes a request of a page out of what was pasted: without the headers that browsers write themselves, from the origin that
 * they tell.
 *
 * @throws `InputError` where nothing tells the origin.
 */
export function finishRequest(pasted: PastedRequest, context: SourceContext): RequestSource {
  const notes = [...pasted.notes]
  const asked = findRequestedByPreflight(pasted.method, pasted.headers)
  if (asked !== undefined) {
    notes.push(`This is a preflight. The request that it asks for is examined: ${asked.method}.`)
  }
  const { own, dropped, read } = splitHeaders(asked?.headers ?? pasted.headers)
  if (dropped.length > 0) {
    notes.push(`Left out, because the browser writes them itself: ${dropped.join(', ')}.`)
  }
  const cookie = pasted.cookie ?? read.cookie
  if (cookie !== undefined && pasted.credentials === undefined) {
    notes.push('It has a cookie, so it is examined with credentials.')
  }
  if (read.isNavigation) {
    notes.push('It was copied from a navigation. It is examined as if fetch had made it.')
  }
  const referrer = pasted.referrer ?? read.referrer
  const { origin, source } = findOrigin(context, read.origin, referrer)
  if (source !== undefined) {
    notes.push(`The origin is taken from ${source}: ${origin}.`)
  }
  return {
    input: {
      url: checkUrl(pasted.url),
      origin,
      method: asked?.method ?? pasted.method,
      headers: own,
      body: asked === undefined ? pasted.body : undefined,
      credentials: pasted.credentials ?? (cookie === undefined ? undefined : 'include'),
      mode: pasted.mode ?? read.mode,
      redirect: pasted.redirect,
      api: pasted.api ?? read.api,
      streamBody: pasted.streamBody,
      page: context.page,
    },
    cookie,
    insecure: pasted.insecure,
    resolve: pasted.resolve,
    notes,
  }
}

function findOrigin(context: SourceContext, header: string | undefined, referrer: string | undefined) {
  if (context.origin !== undefined) return { origin: context.origin }
  if (header !== undefined) return { origin: header, source: 'the header Origin' }
  const ofReferrer = originOf(referrer)
  if (ofReferrer !== undefined) return { origin: ofReferrer, source: 'the address of the page in it' }
  const ofPage = originOf(context.page)
  if (ofPage !== undefined) return { origin: ofPage, source: 'the page' }
  throw new InputError(
    'source/origin-missing',
    'The request was understood, but nothing in it tells which page makes it.',
    'Add --origin https://app.example.com',
  )
}

function originOf(address: string | undefined): string | undefined {
  if (address === undefined || parseUrl(address) === undefined) return undefined
  const { origin } = new URL(address)
  return origin === 'null' ? undefined : origin
}

function checkUrl(url: string): string {
  if (parseUrl(url) !== undefined) return url
  throw new InputError(
    'source/url-invalid',
    `The request was understood, but ${nameTyped('its address', url.slice(0, 200))} is not an absolute URL.`,
    'Write the whole address, such as https://api.example.com/users',
  )
}
