import type { StepName } from '../finding.ts'
import type { Exchange } from '../network/exchange.ts'
import type { Observation } from '../observation.ts'
import { parseUrl } from '../request/parse-url.ts'

/** What a step has to say for itself. */
export interface StepSummary {
  readonly text: string
  /** How it went, if nothing was found. `skip`: it could not be taken, or does not apply; the text says why. */
  readonly status: 'ok' | 'error' | 'skip'
}

const SUMMARIES: Readonly<Record<StepName, (seen: Observation) => StepSummary>> = {
  input: ({ request, classification }) => taken(`${classification.method} ${request.url} from ${request.pageOrigin}`),
  'cross-origin': (seen) => taken(compareOrigins(seen)),
  reachable: ({ exchanges, classification }) => {
    const exchange = exchanges.find(({ outcome }) => outcome.kind === 'answer') ?? exchanges[0]
    return exchange === undefined ? skipped(notSent(classification.reasons)) : describeConnection(exchange)
  },
  'preflight-needed': ({ classification }) => describePreflightNeed(classification),
  preflight: ({ hops }) => {
    const [first] = hops
    if (first?.preflight === undefined) return skipped('not needed')
    return sent(first.preflight)
  },
  actual: describeActual,
  redirects: ({ hops }) => (hops.length < 2 ? skipped('none') : taken(hops.map(({ url }) => url).join(' -> '))),
  exposure: describeExposure,
  credentials: ({ request }) => taken(request.credentials === 'include' ? 'cookies are sent' : 'no cookies are sent'),
  caching: ({ probes }) => {
    const sent = describeProbes(probes)
    return sent === '' ? skipped('nothing to compare') : taken(`probes: ${sent}`)
  },
  page: ({ page }) => (page === undefined ? skipped('no page was named') : taken(describeExchange(page))),
}

/** Says in a line what was seen at a step. */
export function summarizeStep(name: StepName, seen: Observation): StepSummary {
  return SUMMARIES[name](seen)
}

function taken(text: string): StepSummary {
  return { text, status: 'ok' }
}

function skipped(text: string): StepSummary {
  return { text, status: 'skip' }
}

/** A request without a response is not ok, whatever else was found. */
function sent(exchange: Exchange): StepSummary {
  return { text: describeExchange(exchange), status: exchange.outcome.kind === 'answer' ? 'ok' : 'error' }
}

function notSent(reasons: readonly string[]): string {
  return reasons.length === 0 ? 'nothing was sent' : `nothing was sent: ${reasons.map(describeReason).join('; ')}`
}

function compareOrigins({ request, url, classification }: Observation): string {
  if (classification.outcome === 'sameOrigin') return 'same origin: CORS is not involved'
  if (url === undefined || parseUrl(request.pageOrigin) === undefined)
    return `${request.pageOrigin} / ${url?.origin ?? request.url}`
  const page = new URL(request.pageOrigin)
  const parts = [
    ['scheme', page.protocol, url.protocol],
    ['host', page.hostname, url.hostname],
    ['port', page.port, url.port],
  ] as const
  const differing = parts.filter(([, left, right]) => left !== right).map(([name]) => name)
  return `different ${differing.join(', ').replace(/, (\w+)$/, ' and $1')}`
}

function describeConnection({ outcome }: Exchange): StepSummary {
  if (outcome.kind === 'failure') return { text: outcome.message, status: 'error' }
  const { address, protocol, tls } = outcome.connection
  const parts = [address, tls?.version, protocol, `${Math.round(outcome.milliseconds)} ms`]
  return taken(parts.filter(Boolean).join(', '))
}

const PROBES: readonly (readonly [key: 'control' | 'withoutOrigin' | 'otherOrigin' | 'revalidation', what: string])[] =
  [
    ['control', 'without credentials'],
    ['withoutOrigin', 'without Origin'],
    ['otherOrigin', 'from another origin'],
    ['revalidation', 'with validators'],
  ]

/** `GET without Origin, from another origin` */
function describeProbes(probes: Observation['probes']): string {
  // A probe in place of the request may be the control itself.
  const sent = PROBES.filter(([key]) => !['actual', 'substitute', undefined].includes(probes[key]?.purpose)).map(
    ([, what]) => what,
  )
  const repeats = probes.repeats.length === 0 ? [] : [`${probes.repeats.length} times again`]
  const method = probes.withoutOrigin?.request.method
  return method === undefined ? '' : `${method} ${[...sent, ...repeats].join(', ')}`
}

/** `OPTIONS -> 204` */
function describeExchange({ request, outcome }: Exchange): string {
  return `${request.method} -> ${outcome.kind === 'answer' ? outcome.status : `no response (${outcome.failure})`}`
}

/** What the reasons of the browser model are called. */
const REASONS: Readonly<Record<string, string>> = {
  header: 'header',
  'header-length': 'header value too long',
  'header-bytes': 'unusual bytes in header',
  'header-mime': 'the type in header',
  'header-range': 'the range in header',
  'total-size': 'headers too long together',
  'use-cors-preflight-flag': '',
  'bad-port': 'browsers do not connect to this port',
  'mixed-content': 'an https page cannot request an http URL',
  scheme: 'browsers do not request URLs with this scheme',
  'mode-same-origin': 'the mode is same-origin, and the URL is not',
  'no-cors-redirect-mode': 'no-cors follows redirects only',
}

function describePreflightNeed({ outcome, reasons }: Observation['classification']): StepSummary {
  if (outcome === 'preflight') return taken(reasons.map(describeReason).join('; '))
  return outcome === 'simple' ? taken('no: the request is sent right away') : skipped('not a CORS request')
}

/** Says a reason of the browser model in words: `header:x-a` is `header x-a`. */
export function describeReason(reason: string): string {
  const [kind = '', name = ''] = reason.split(':')
  return [REASONS[kind] ?? kind, name].filter((part) => part !== '').join(' ')
}

function describeActual({ hops, classification }: Observation): StepSummary {
  const [first] = hops
  if (first === undefined) return skipped(notSent(classification.reasons))
  if (first.actual !== undefined) return sent(first.actual)
  const reason = first.skipped === 'unsafe-method' ? `: ${first.method} needs --send` : ''
  const instead = first.substitute === undefined ? '' : `; probe instead: ${describeExchange(first.substitute)}`
  return skipped(`not sent${reason}${instead}`)
}

function describeExposure({ journeys }: Observation): StepSummary {
  const [journey] = journeys.values()
  if (journey === undefined || journey.result === 'networkError') return skipped('JavaScript sees nothing')
  if (journey.result !== 'readable')
    return taken(`the response is ${journey.result}: JavaScript sees neither status nor body`)
  return taken(`JavaScript can read ${journey.readableHeaders.join(', ') || 'no header'}`)
}
