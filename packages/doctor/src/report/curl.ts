import type { SentRequest } from '../network/exchange.ts'
import { quoteForShell } from './escape.ts'

/** A request with its body. */
export interface SendableRequest extends SentRequest {
  readonly body?: string | undefined
}

/**
 * Writes a request as a curl command, quoted for a POSIX shell.
 *
 * @returns One string per line: an option with its value. Join them with ` \\` and line breaks, or with spaces.
 * @example
 * ```ts
 * curlWords({ method: 'GET', url: 'https://api.example.com/', headers: [['Origin', 'https://app.example.com']] })
 * // ['curl -i https://api.example.com/', "-H 'Origin: https://app.example.com'"]
 * ```
 */
export function curlWords({ method, url, headers, body }: SendableRequest): readonly string[] {
  // curl takes brackets and braces in a URL for patterns.
  const globOff = /[[\]{}]/.test(url) ? ' --globoff' : ''
  return [
    `curl -i${globOff}${writeMethod(method, body)} ${quoteForShell(url)}`,
    ...headers.map(([name, value]) => `-H ${quoteForShell(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quoteForShell(body)}`]),
  ]
}

/** To curl, a request with a body is a POST, and a HEAD has an option of its own. */
function writeMethod(method: string, body: string | undefined): string {
  if (method === 'HEAD') return ' --head'
  if (method === (body === undefined ? 'GET' : 'POST')) return ''
  return ` -X ${quoteForShell(method)}`
}
