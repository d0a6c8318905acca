import type { Exchange, HeaderLine, SentRequest } from '../network/exchange.ts'
import { escapeText } from '../report/escape.ts'
import { parseUrl } from '../request/parse-url.ts'
import { type Layout, wrap } from './layout.ts'

/** As much of a body as tells an error page from data. */
const MOST_BODY = 400

/** Shows an exchange in full. */
export function exchangeLines({ number, purpose, request, outcome }: Exchange, layout: Layout): readonly string[] {
  const facts = [`Exchange ${number}: ${purpose.replaceAll('-', ' ')}`]
  if (outcome.kind === 'answer') facts.push(outcome.connection.protocol, outcome.connection.address)
  if (layout.hasTiming) facts.push(`${Math.round(outcome.milliseconds)} ms`)
  const title = escapeText(facts.filter((fact) => fact !== '').join(', '))
  return [
    '',
    ...wrap(title, layout.width).map((line) => layout.paint('strong', line)),
    ...requestLines(request, layout),
    ...responseLines(outcome, layout),
  ]
}

/** Shows a request as it goes over the wire. */
export function requestLines({ method, url, headers }: SentRequest, layout: Layout): readonly string[] {
  const { host, target } = splitUrl(url)
  return [
    ...marked('>', `${method} ${target} HTTP/1.1`, layout),
    ...headerLines('>', [['Host', host], ...headers], layout),
  ]
}

/** What was left out of a URL may have been its host, or a part of that. */
function splitUrl(url: string): { readonly host: string; readonly target: string } {
  if (parseUrl(url) !== undefined) {
    const { host, pathname, search } = new URL(url)
    return { host, target: `${pathname}${search}` }
  }
  const [, host = '', target = ''] = /^[^/]*\/\/(?:[^/?#]*@)?([^/?#]*)([^#]*)/.exec(url) ?? []
  return { host, target }
}

function responseLines(outcome: Exchange['outcome'], layout: Layout): readonly string[] {
  if (outcome.kind === 'failure') return marked('!', `${outcome.failure}: ${outcome.message}`, layout)
  const { status, statusText, headers, body, isTruncated, connection } = outcome
  const more = isTruncated || body.length > MOST_BODY
  const text = more ? `${body.slice(0, MOST_BODY)} ...` : body
  return [
    ...marked('<', `${connection.protocol} ${status} ${statusText}`.trimEnd(), layout),
    ...headerLines('<', headers, layout),
    ...(body === '' ? [] : text.split(/\r?\n/).flatMap((line) => marked('|', line, layout))),
  ]
}

function headerLines(mark: string, lines: readonly HeaderLine[], layout: Layout): readonly string[] {
  return lines.flatMap(([name, value]) => marked(mark, `${name}: ${value}`, layout))
}

function marked(mark: string, text: string, { width }: Layout): readonly string[] {
  const [first = '', ...rest] = wrap(escapeText(text), width - 6)
  return [`  ${mark} ${first}`.trimEnd(), ...rest.map((line) => `      ${line}`)]
}
