import { isForbiddenRequestHeaderName, isLoopbackHost, isToken } from '@crossorigin/grammar'
import type { FindingCode } from '../catalogue.ts'
import type { Evidence, Sighting } from '../finding.ts'
import type { Observation, Rule } from '../observation.ts'
import { siteRelation } from '../site.ts'
import { showTyped } from './typed-text.ts'

/** What is said where nothing is sent, by the browser model's reasons. Mixed content is a look-alike. */
const REFUSALS: Readonly<Record<string, FindingCode>> = {
  'invalid-url': 'input/missing-scheme',
  'url-credentials': 'input/url-credentials',
  'forbidden-method': 'input/forbidden-method',
  'invalid-method': 'input/invalid-method',
  'invalid-header-name': 'input/invalid-header',
  'invalid-header-value': 'input/invalid-header',
  'body-with-get': 'input/body-with-get',
  'mode-same-origin': 'input/same-origin-mode',
  'no-cors-method': 'input/no-cors-method',
  'no-cors-redirect-mode': 'input/no-cors-redirect',
  'bad-port': 'input/blocked-port',
  scheme: 'input/unsupported-scheme',
}

/** Options that do not go together, by the browser model's reasons. */
const OPTION_PROBLEMS: Readonly<Record<string, string>> = {
  'mode-navigate': "mode: 'navigate' is the browser's own",
  'only-if-cached': "cache: 'only-if-cached' goes only with mode: 'same-origin'",
  'keepalive-stream': 'a stream cannot outlive the page, as keepalive asks',
  'stream-without-duplex': "a stream as the body needs duplex: 'half'",
  'stream-no-cors': "a stream cannot be sent with mode: 'no-cors'",
}

/** Rules about the request as it was typed, and whether CORS is about it at all. */
export const inputRules: readonly Rule[] = [
  { step: 'input', look: lookAtRefusal },
  { step: 'input', look: lookAtDroppedHeaders },
  { step: 'cross-origin', look: lookAtRelation },
  { step: 'cross-origin', look: lookAtMode },
]

function lookAtRefusal({ classification, request, url }: Observation): readonly Sighting[] {
  const { outcome, reasons } = classification
  if (outcome !== 'throws' && outcome !== 'networkError') return []
  return reasons.flatMap((reason): readonly Sighting[] => {
    const problem = OPTION_PROBLEMS[reason]
    if (problem !== undefined) return [{ code: 'input/refused-options', details: { problem } }]
    const code = REFUSALS[reason]
    if (code === undefined) return []
    const evidence = evidenceFor(reason, { request, url })
    const details = {
      method: request.method ?? 'GET',
      scheme: url?.protocol.slice(0, -1) ?? '',
      port: url?.port ?? '',
      names: evidence.map(({ header = '' }) => header).join(', '),
      part: reason === 'invalid-header-name' ? 'name' : 'value',
    }
    return [{ code, details, evidence }]
  })
}

function evidenceFor(reason: string, { request, url }: Pick<Observation, 'request' | 'url'>): readonly Evidence[] {
  const method = request.method ?? 'GET'
  switch (reason) {
    case 'forbidden-method':
    case 'invalid-method':
    case 'no-cors-method':
    case 'body-with-get':
      return showTyped(method, method)
    case 'invalid-header-name':
    case 'invalid-header-value':
      return invalidHeaders(request.headers ?? [])
    case 'url-credentials':
      return showTyped(request.url, userInfoOf(request.url))
    case 'bad-port':
      return showTyped(request.url, `:${url?.port}`)
    case 'scheme':
      return showTyped(request.url, url?.protocol ?? '')
    default:
      return showTyped(request.url, request.url)
  }
}

function invalidHeaders(headers: readonly (readonly [name: string, value: string])[]): readonly Evidence[] {
  return headers.flatMap(([header, value]) => {
    if (!isToken(header)) return [{ side: 'request' as const, header, value, at: 0, length: value.length }]
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    const at = value.trim().search(/[\0\r\n]|[^\x00-\xff]/)
    return at === -1 ? [] : [{ side: 'request' as const, header, value: value.trim(), at, length: 1 }]
  })
}

function userInfoOf(text: string): string {
  return /^[^/]*\/\/([^/?#]*@)/.exec(text)?.[1] ?? ''
}

/** Without CORS, a browser drops other headers too, and that is said with the mode. */
function lookAtDroppedHeaders({ classification, request }: Observation): readonly Sighting[] {
  const dropped = new Set(
    classification.dropped?.filter((name) => request.mode !== 'no-cors' || isForbiddenRequestHeaderName(name)),
  )
  if (dropped.size === 0) return []
  const evidence = (request.headers ?? [])
    .filter(([name]) => dropped.has(name.toLowerCase()))
    .map(([header, value]) => ({ side: 'request' as const, header, value }))
  return [{ code: 'input/forbidden-header', details: { names: [...dropped].join(', ') }, evidence }]
}

function lookAtRelation({ classification, request, url }: Observation): readonly Sighting[] {
  if (classification.outcome === 'sameOrigin') return [{ code: 'not-cors/same-origin' }]
  if (url === undefined || !/^https?:/.test(request.pageOrigin)) return []
  const page = new URL(request.pageOrigin)
  if (isLoopbackHost(page.hostname) && isLoopbackHost(url.hostname)) {
    if (page.hostname === url.hostname) return []
    return [{ code: 'not-cors/localhost-alias', evidence: showTyped(url.href, url.hostname) }]
  }
  const difference = differenceOf(page, url)
  const isOneSite = siteRelation(page.origin, url.origin) === 'same-site' || page.hostname === url.hostname
  return isOneSite
    ? [{ code: 'not-cors/differs-by', details: { difference }, evidence: showTyped(url.href, url.origin) }]
    : []
}

function differenceOf(page: URL, url: URL): string {
  return [
    page.protocol === url.protocol ? undefined : `scheme (${page.protocol.slice(0, -1)}, ${url.protocol.slice(0, -1)})`,
    page.hostname === url.hostname ? undefined : `host (${page.hostname}, ${url.hostname})`,
    page.port === url.port ? undefined : `port (${page.port || 'default'}, ${url.port || 'default'})`,
  ]
    .filter((part) => part !== undefined)
    .join(' and ')
}

function lookAtMode({ classification, request, url }: Observation): readonly Sighting[] {
  const sightings: Sighting[] = []
  if (url?.protocol === 'ws:' || url?.protocol === 'wss:') {
    sightings.push({ code: 'not-cors/websocket', evidence: showTyped(url.href, url.protocol) })
  }
  if (classification.outcome === 'noCors') {
    const code = request.api === 'element' ? 'not-cors/navigation-or-tag' : 'not-cors/mode-no-cors'
    sightings.push({ code })
  }
  return sightings
}
