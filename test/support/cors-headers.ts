import type { RawResponse } from './raw-client.ts'

/** Every `Access-Control-*`, `Cors-Reason` and `Vary` by its name in lower case; several lines of one name are all kept. */
export function readCorsHeaders(response: RawResponse): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name] of response.lines) {
    const lowerCased = name.toLowerCase()
    if (!/^(access-control-.*|cors-reason|vary)$/.test(lowerCased)) continue
    headers[lowerCased] = response.all(lowerCased).join(' | ')
  }
  return headers
}

/** The status of a response and its {@link readCorsHeaders}. */
export function readAnswer(response: RawResponse): [status: number, headers: Record<string, string>] {
  return [response.status, readCorsHeaders(response)]
}
