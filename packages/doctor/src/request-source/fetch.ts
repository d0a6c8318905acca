import type { DiagnosisInput } from '../diagnosis.ts'
import { InputError } from '../input-error.ts'
import type { HeaderLine } from '../network/exchange.ts'
import { parseUrl } from '../request/parse-url.ts'
import { evaluate, findFetchCall, isRecord, isUnknown, type JavaScriptValue, type RecordValue } from './fetch-call.ts'
import { checkLength, finishRequest, type RequestSource, type SourceContext } from './request-source.ts'

/**
 * Reads the request of a `fetch()` call, written by hand or copied from a browser. Nothing is run: values that are known only at
 * run time are left out, with a note.
 *
 * @throws `InputError` if the text has no such call, and if its URL or its origin is not known.
 * @example
 * ```ts
 * readFetch("fetch('https://api.example.com/', { method: 'PUT' })", { origin: 'https://app.example.com' }).input.method // 'PUT'
 * ```
 */
export function readFetch(text: string, context: SourceContext = {}): RequestSource {
  checkLength(text, 'fetch/too-long')
  const { call, context: program } = findFetchCall(text)
  const [resource, init] = call.arguments.map((argument) => evaluate(argument, program))
  const notes: string[] = []
  const request = constructedRequest(resource)
  const given = new Map([...propertiesOf(request?.[1], notes), ...propertiesOf(init, notes)])
  const choose = <Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined => {
    const value = given.get(name)
    if (isUnknown(value)) notes.push(`The value of ${name} could not be read and was left out.`)
    return choices.find((choice) => choice === value)
  }
  const method = readText('method', given.get('method'), notes)
  const { body, contentType, isStream } = readFetchBody(given.get('body'), notes)
  const headers = readHeaders(given.get('headers'), notes)
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type')
  return finishRequest(
    {
      url: readUrl(request === undefined ? resource : request[0], context),
      method,
      headers: contentType === undefined || hasType ? headers : [...headers, ['content-type', contentType]],
      body,
      credentials: choose('credentials', CREDENTIALS),
      mode: choose('mode', MODES),
      redirect: choose('redirect', REDIRECTS),
      api: 'fetch',
      streamBody: isStream ? true : undefined,
      referrer: readText('referrer', given.get('referrer'), notes),
      notes,
    },
    context,
  )
}

const CREDENTIALS: readonly NonNullable<DiagnosisInput['credentials']>[] = ['omit', 'same-origin', 'include']
const MODES: readonly NonNullable<DiagnosisInput['mode']>[] = ['cors', 'no-cors', 'same-origin']
const REDIRECTS: readonly NonNullable<DiagnosisInput['redirect']>[] = ['follow', 'error', 'manual']

/** The arguments of `new Request(...)`. */
function constructedRequest(value: JavaScriptValue): readonly JavaScriptValue[] | undefined {
  const isConstructed = typeof value === 'object' && value !== null && value.kind === 'constructed'
  return isConstructed && value.className === 'Request' ? value.arguments : undefined
}

function propertiesOf(value: JavaScriptValue, notes: string[]): RecordValue['properties'] {
  if (isRecord(value)) return value.properties
  if (isUnknown(value)) notes.push('The options could not be read and were left out.')
  return new Map()
}

function readText(name: string, value: JavaScriptValue, notes: string[]): string | undefined {
  if (isUnknown(value)) notes.push(`The value of ${name} could not be read and was left out.`)
  return typeof value === 'string' && value !== '' ? value : undefined
}

function readUrl(value: JavaScriptValue, { page }: SourceContext): string {
  const isConstructed = typeof value === 'object' && value !== null && value.kind === 'constructed'
  const [text, base] = isConstructed && value.className === 'URL' ? value.arguments : [value, undefined]
  if (typeof text === 'string') {
    const against = typeof base === 'string' ? base : page
    return (against === undefined ? undefined : parseUrl(text, against)?.href) ?? text
  }
  throw new InputError(
    'fetch/url-unknown',
    'The call was understood, but its address is only known while the program runs.',
    "Write the address itself, such as fetch('https://api.example.com/users', ...)",
  )
}

/** Stands for a value that is not known. */
const SOME_VALUE = 'x'

function readHeaders(value: JavaScriptValue, notes: string[]): readonly HeaderLine[] {
  if (value === undefined || value === null) return []
  if (typeof value === 'object' && value.kind === 'constructed' && value.className === 'Headers') {
    return readHeaders(value.arguments[0], notes)
  }
  if (typeof value === 'object' && value.kind === 'list') {
    return value.items.flatMap((item) => {
      const pair = typeof item === 'object' && item !== null && item.kind === 'list' ? item.items : []
      return typeof pair[0] === 'string' ? toLine(pair[0], pair[1], notes) : []
    })
  }
  if (isRecord(value)) return [...value.properties].flatMap(([name, inner]) => toLine(name, inner, notes))
  notes.push('The headers could not be read and were left out. Add them with -H.')
  return []
}

function toLine(name: string, value: JavaScriptValue, notes: string[]): readonly HeaderLine[] {
  if (value === null || typeof value !== 'object') return [[name, String(value)]]
  notes.push(`The value of the header ${name} could not be read. "${SOME_VALUE}" is sent instead.`)
  return [[name, name.toLowerCase() === 'content-type' ? 'application/json' : SOME_VALUE]]
}

/** The body of a call of fetch. */
interface FetchBody {
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
function readFetchBody(value: JavaScriptValue, notes: string[]): FetchBody {
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
  notes.push('The body could not be read and was left out. Unless the headers set its type, it counts as text.')
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
