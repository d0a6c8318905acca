import type { Dispatcher } from 'undici'
import type { Answer, HeaderLine } from './exchange.ts'

/** A response, before it is known how it came. */
export type Received = Omit<Answer, 'milliseconds' | 'connection'>

/** A response, or why there is none. */
export type Reception = Received | { readonly kind: 'error'; readonly error: unknown }

/** How long is waited. */
export interface ReaderOptions {
  /** Milliseconds for the headers. */
  readonly timeout: number
}

/** Enough to tell a login page from a firewall's notice. */
const MOST_BODY_BYTES = 64 * 1024
/** Script has its response when the headers are there: a body without an end is no fault. */
const BODY_MILLISECONDS = 1000

/** Reads a response as far as is of use, and no further. */
export class ResponseReader implements Dispatcher.DispatchHandler {
  readonly #resolve: (reception: Reception) => void
  readonly #options: ReaderOptions
  #timer: NodeJS.Timeout | undefined
  #answer: Omit<Received, 'body' | 'isTruncated'> | undefined
  #chunks: Buffer[] = []
  #length = 0

  constructor(resolve: (reception: Reception) => void, options: ReaderOptions) {
    this.#resolve = resolve
    this.#options = options
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const { timeout } = this.#options
    this.#timer = setTimeout(() => {
      controller.abort(
        Object.assign(new Error(`no response within ${timeout} ms`), { code: 'UND_ERR_HEADERS_TIMEOUT' }),
      )
    }, timeout)
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusText: string | undefined,
  ): void {
    if (status < 200) return
    clearTimeout(this.#timer)
    const { rawHeaders } = controller as unknown as { rawHeaders: readonly (Buffer | string)[] }
    this.#answer = { kind: 'answer', status, statusText: statusText ?? '', headers: pairUp(rawHeaders) }
    this.#timer = setTimeout(() => this.#finish(controller), BODY_MILLISECONDS)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#length >= MOST_BODY_BYTES) return
    this.#chunks.push(chunk)
    this.#length += chunk.length
    if (this.#length >= MOST_BODY_BYTES) this.#finish(controller)
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer)
    this.#settle(false)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.#timer)
    if (this.#answer === undefined) this.#resolve({ kind: 'error', error })
    else this.#settle(true)
  }

  /** Takes what there is, and hangs up. */
  #finish(controller: Dispatcher.DispatchController): void {
    clearTimeout(this.#timer)
    this.#settle(true)
    controller.abort(new Error('enough'))
  }

  #settle(isTruncated: boolean): void {
    const body = Buffer.concat(this.#chunks).subarray(0, MOST_BODY_BYTES).toString('latin1')
    if (this.#answer === undefined) this.#resolve({ kind: 'error', error: new Error('no response') })
    else this.#resolve({ ...this.#answer, body, isTruncated })
  }
}

function pairUp(raw: readonly (Buffer | string)[]): readonly HeaderLine[] {
  const lines: HeaderLine[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) {
    lines.push([toText(raw[index]), toText(raw[index + 1])])
  }
  return lines
}

function toText(bytes: Buffer | string | undefined): string {
  return typeof bytes === 'string' ? bytes : (bytes?.toString('latin1') ?? '')
}
