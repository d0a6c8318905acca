import type { Result, WebRequest, WebResponse } from 'sarif'
import type { Exchange, HeaderLine } from '../network/exchange.ts'

/** Writes an exchange as the request and the response of a result. */
export function sarifExchange({ request, outcome }: Exchange): Pick<Result, 'webRequest' | 'webResponse'> {
  const protocol = outcome.kind === 'answer' ? outcome.connection.protocol : 'HTTP/1.1'
  const [name = 'HTTP', version = '1.1'] = protocol.split('/')
  const webRequest: WebRequest = {
    protocol: name,
    version,
    target: request.url,
    method: request.method,
    headers: joinLines(request.headers),
  }
  return { webRequest, webResponse: { protocol: name, version, ...answerOf(outcome) } }
}

function answerOf(outcome: Exchange['outcome']): WebResponse {
  if (outcome.kind === 'failure') return { noResponseReceived: true, reasonPhrase: outcome.message }
  const { status, statusText, headers, body } = outcome
  return {
    statusCode: status,
    reasonPhrase: statusText,
    headers: joinLines(headers),
    ...(body === '' ? {} : { body: { text: body } }),
  }
}

/** The format has one value for a name. Repeated lines are joined as a browser joins them. */
function joinLines(lines: readonly HeaderLine[]): Record<string, string> {
  const joined = new Map<string, [name: string, value: string]>()
  for (const [name, value] of lines) {
    const key = name.toLowerCase()
    const before = joined.get(key)
    joined.set(key, before === undefined ? [name, value] : [before[0], `${before[1]}, ${value}`])
  }
  return Object.fromEntries(joined.values())
}
