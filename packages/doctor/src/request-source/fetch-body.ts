import type { JavaScriptValue } from './javascript-value.ts'

/** The body of a call of fetch. */
export interface FetchBody {
  readonly body?: string | undefined
  /** The type that the browser gives to it; absent for text, whose type needs no words. */
  readonly contentType?: string | undefined
  readonly isStream?: boolean | undefined
}

/**
 * Reads a body, as far as it can be known. What is in it makes no difference to CORS; its type does.
 *
 * @see https://fetch.spec.whatwg.org/#concept-bodyinit-extract
 */
export function readFetchBody(value: JavaScriptValue, notes: string[]): FetchBody {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object') return { body: String(value) }
  if (value.kind === 'constructed') {
    switch (value.className) {
      case 'FormData':
        return { contentType: 'multipart/form-data; boundary=form' }
      case 'URLSearchParams':
        return { body: toQuery(value.arguments[0]), contentType: 'application/x-www-form-urlencoded;charset=UTF-8' }
      case 'ReadableStream':
        return { isStream: true }
      case 'Blob':
      case 'File':
        return { contentType: typeOfBlob(value.arguments.at(-1)) }
      default:
    }
  }
  if (value.kind === 'record' || value.kind === 'list') {
    notes.push('The body is an object without JSON.stringify; a browser sends the text "[object Object]".')
    return { body: '[object Object]' }
  }
  notes.push('The body is not known here. It was left out; unless the headers name its type, it is taken for text.')
  return {}
}

function typeOfBlob(options: JavaScriptValue): string | undefined {
  const type =
    typeof options === 'object' && options !== null && options.kind === 'record' ? options.properties.get('type') : ''
  return typeof type === 'string' && type !== '' ? type : undefined
}

function toQuery(value: JavaScriptValue): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || value.kind !== 'record') return ''
  const pairs = [...value.properties]
    .filter(([, inner]) => typeof inner !== 'object')
    .map(([name, inner]) => [name, String(inner)] as const)
  return new URLSearchParams(Object.fromEntries(pairs)).toString()
}
