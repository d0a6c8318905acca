import { quoteForShell } from '../report/escape.ts'
import type { PlannedRequest } from './wire-requests.ts'

/** Writes a request as a command of curl, in words that are kept together: an option and its value. */
export function curlWords({ method, url, headers, body }: Omit<PlannedRequest, 'purpose'>): readonly string[] {
  // curl takes brackets and braces in a URL for patterns.
  const globOff = /[[\]{}]/.test(url) ? ' --globoff' : ''
  return [
    `curl -i${globOff}${writeMethod(method, body)} ${quoteForShell(url)}`,
    ...headers.map(([name, value]) => `-H ${quoteForShell(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quoteForShell(body)}`]),
  ]
}

/** A request with a body is a POST to curl, one for headers alone has an option of its own. */
function writeMethod(method: string, body: string | undefined): string {
  if (method === 'HEAD') return ' --head'
  if (method === (body === undefined ? 'GET' : 'POST')) return ''
  return ` -X ${quoteForShell(method)}`
}
