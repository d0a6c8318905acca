import type { PlannedRequest } from './wire-requests.ts'

/** Writes a request as a command of curl, in words that are kept together: an option and its value. */
export function curlWords({ method, url, headers, body }: Omit<PlannedRequest, 'purpose'>): readonly string[] {
  const data = body === undefined ? [] : [`--data-raw ${quote(body)}`]
  return [
    `curl -i${writeMethod(method, body)} ${quote(url)}`,
    ...headers.map(([name, value]) => `-H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...data,
  ]
}

/** A request with a body is a POST to curl, one for headers alone has an option of its own. */
function writeMethod(method: string, body: string | undefined): string {
  if (method === 'HEAD') return ' --head'
  if (method === (body === undefined ? 'GET' : 'POST')) return ''
  return ` -X ${method}`
}

/** Quotes a word for a shell: as it is where it is printable, byte by byte in the way of bash where it is not. */
function quote(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`
  const escaped = Array.from(Buffer.from(text), (byte) => {
    const character = String.fromCharCode(byte)
    if (character === "'" || character === '\\') return `\\${character}`
    return byte >= 0x20 && byte <= 0x7e ? character : `\\x${byte.toString(16).padStart(2, '0')}`
  })
  return `$'${escaped.join('')}'`
}
