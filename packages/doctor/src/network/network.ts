import type { LookupFunction } from 'node:net'
import { Agent, type Dispatcher, errors } from 'undici'
import type { AddressSpace } from '../observation.ts'
import { createConnector, nameFailure } from './connector.ts'
import type { Answer, Connection, Exchange, HeaderLine, NetworkFailure, Purpose, SentRequest } from './exchange.ts'
import { createResolver, spaceOfAddress } from './resolver.ts'

/** What is sent. */
interface Sending extends SentRequest {
  readonly purpose: Purpose
  readonly body?: string | undefined
}

/** How requests are sent. */
export interface NetworkOptions {
  /** Milliseconds for connecting, and again for the headers of the response. */
  readonly timeout: number
  readonly resolve?: Readonly<Record<string, string>> | undefined
  readonly insecure?: boolean | undefined
  /** Whether redirects are followed from the public network to this machine and to local networks. */
  readonly private?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  readonly onRequest?: ((request: SentRequest) => void) | undefined
}

/** Sends requests, one after the other, and keeps what became of them. */
export interface Network {
  readonly exchanges: readonly Exchange[]
  /** Sends a request. A network that fails is an outcome; what rejects is an abort. */
  send(sending: Sending): Promise<Exchange>
  /** Says where a host is, by the addresses that are connected to. */
  spaceOf(host: string): Promise<AddressSpace>
  /** Tells whether a redirect that a response has sent leads no nearer than the response came from, or may do so. */
  mayFollow(from: Exchange, url: string): Promise<boolean>
  close(): Promise<void>
}

/** More than a browser takes for the headers of one response. */
const MOST_HEADER_BYTES = 256 * 1024

/** Creates a network. It follows no redirect, keeps no cookie and adds no header. */
export function createNetwork(options: NetworkOptions): Network {
  const exchanges: Exchange[] = []
  const { timeout, resolve = {}, signal } = options
  const resolver = createResolver({ resolve, timeout, signal })
  const client = new Client(options, resolver.lookup)
  const abort = (): void => void client.close()
  signal?.addEventListener('abort', abort, { once: true })
  return {
    exchanges,
    spaceOf: resolver.spaceOf,
    async mayFollow({ outcome }, url) {
      const space = outcome.kind === 'answer' ? spaceOfAddress(outcome.connection.address) : 'unknown'
      if (options.private === true || space === 'loopback' || space === 'local') return true
      const target = await resolver.spaceOf(new URL(url).hostname)
      // What has no address cannot be connected to.
      return target === 'public' || target === 'unknown'
    },
    async send(sending) {
      signal?.throwIfAborted()
      const { purpose, method, url, headers } = sending
      options.onRequest?.({ method, url, headers })
      const outcome = await client.attempt(sending)
      signal?.throwIfAborted()
      const exchange = { number: exchanges.length + 1, purpose, request: { method, url, headers }, outcome }
      exchanges.push(exchange)
      return exchange
    },
    close() {
      // One signal may end many diagnoses, and must not gather a listener for each.
      signal?.removeEventListener('abort', abort)
      return client.close()
    },
  }
}

/** Sends requests over one connection for each origin. */
class Client {
  readonly #timeout: number
  readonly #agent: Agent
  readonly #connections = new Map<string, Connection>()
  #opened = 0

  constructor({ timeout, insecure = false }: NetworkOptions, lookup: LookupFunction) {
    const onConnection = (origin: string, connection: Connection): void => {
      this.#opened++
      this.#connections.set(origin, connection)
    }
    const connect = createConnector({ timeout, lookup, insecure, onConnection })
    this.#timeout = timeout
    this.#agent = new Agent({
      connect,
      connections: 1,
      pipelining: 1,
      allowH2: true,
      maxHeaderSize: MOST_HEADER_BYTES,
    })
  }

  async attempt(sending: Sending): Promise<Answer | NetworkFailure> {
    const started = performance.now()
    const openedBefore = this.#opened
    const outcome = await dispatch(this.#agent, sending, this.#timeout)
    const milliseconds = performance.now() - started
    const origin = new URL(sending.url).origin
    if (outcome.kind === 'answer') {
      const connection = this.#connections.get(origin) ?? { address: '', protocol: 'HTTP/1.1' }
      return { ...outcome, milliseconds, connection }
    }
    const { error } = outcome
    const wasReused = this.#opened === openedBefore && this.#connections.has(origin)
    const failure = !wasReused && isBroken(error, sending.url) ? 'malformed' : nameFailure(error)
    // A server may close an idle connection just as it is used again. Browsers then make the request again on a new one.
    if (wasReused && (failure === 'empty' || failure === 'reset')) {
      this.#connections.delete(origin)
      return this.attempt(sending)
    }
    const wasConnected = this.#opened > openedBefore || wasReused
    return { kind: 'failure', failure, message: messageOf(error), wasConnected, milliseconds }
  }

  close(): Promise<void> {
    return this.#agent.destroy()
  }
}

function dispatch(agent: Agent, { method, url, headers, body }: Sending, timeout: number): Promise<Reception> {
  const { origin, pathname, search } = new URL(url)
  return new Promise((resolve) => {
    const request = {
      origin,
      path: pathname + search,
      method: method as Dispatcher.HttpMethod,
      headers: headers.flat(),
      body: body === undefined ? null : Buffer.from(body, 'utf8'),
      // Timed by the reader, to the millisecond.
      headersTimeout: 0,
      bodyTimeout: 0,
    }
    agent.dispatch(request, new ResponseReader(resolve, timeout))
  })
}

/** Whether a new connection ended within the headers. Over TLS, this is unknown. */
function isBroken(error: unknown, url: string): boolean {
  if (!(error instanceof errors.SocketError) || url.startsWith('https:')) return false
  return (error.socket?.bytesRead ?? 0) > 0
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}

/** A response, before it is known how it came. */
type Received = Omit<Answer, 'milliseconds' | 'connection'>

/** A response, or why there is none. */
type Reception = Received | { readonly kind: 'error'; readonly error: unknown }

/** Enough to tell a login page from a firewall's notice. */
const MOST_BODY_BYTES = 64 * 1024
/** JavaScript gets its response when the headers have arrived, so a body that never ends is not a failure. */
const BODY_MILLISECONDS = 1000

/** Reads a response as far as is of use, and no further. */
class ResponseReader implements Dispatcher.DispatchHandler {
  readonly #resolve: (reception: Reception) => void
  readonly #timeout: number
  #timer: NodeJS.Timeout | undefined
  #answer: Omit<Received, 'body' | 'isTruncated'> | undefined
  #chunks: Buffer[] = []
  #length = 0

  constructor(resolve: (reception: Reception) => void, timeout: number) {
    this.#resolve = resolve
    this.#timeout = timeout
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const timeout = this.#timeout
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
