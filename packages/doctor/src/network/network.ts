import { Agent, type Dispatcher, errors } from 'undici'
import type { AddressSpace } from '../observation.ts'
import { createConnector } from './connector.ts'
import type { Answer, Connection, Exchange, NetworkFailure, Purpose, SentRequest } from './exchange.ts'
import { nameFailure } from './failure-kind.ts'
import { createResolver, spaceOfAddress } from './resolver.ts'
import { type Reception, ResponseReader } from './response-reader.ts'

/** What is sent. */
interface Sending extends SentRequest {
  readonly purpose: Purpose
  readonly body?: string | undefined
}

/** How requests are sent. */
export interface NetworkOptions {
  /** Milliseconds for connecting, and again for the headers of the answer. */
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
  const connections = new Map<string, Connection>()
  let opened = 0
  const { timeout, resolve = {}, signal } = options
  const resolver = createResolver({ resolve, timeout, signal })
  const connect = createConnector({
    timeout,
    lookup: resolver.lookup,
    insecure: options.insecure ?? false,
    onConnection(origin, connection) {
      opened++
      connections.set(origin, connection)
    },
  })
  const agent = new Agent({ connect, connections: 1, pipelining: 1, allowH2: true, maxHeaderSize: MOST_HEADER_BYTES })
  const abort = (): void => void agent.destroy()
  options.signal?.addEventListener('abort', abort, { once: true })

  async function attempt(sending: Sending): Promise<Answer | NetworkFailure> {
    const started = performance.now()
    const openedBefore = opened
    const outcome = await dispatch(agent, sending, options)
    const milliseconds = performance.now() - started
    const origin = new URL(sending.url).origin
    if (outcome.kind === 'answer') {
      const connection = connections.get(origin) ?? { address: '', protocol: 'HTTP/1.1' }
      return { ...outcome, milliseconds, connection }
    }
    const { error } = outcome
    const wasReused = opened === openedBefore && connections.has(origin)
    const failure = !wasReused && isBroken(error, sending.url) ? 'malformed' : nameFailure(error)
    // A server may close an idle connection just as it is used again. Browsers then make the request again on a new one.
    if (wasReused && (failure === 'empty' || failure === 'reset')) {
      connections.delete(origin)
      return attempt(sending)
    }
    const wasConnected = opened > openedBefore || wasReused
    return { kind: 'failure', failure, message: messageOf(error), wasConnected, milliseconds }
  }

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
      options.signal?.throwIfAborted()
      const { purpose, method, url, headers } = sending
      options.onRequest?.({ method, url, headers })
      const outcome = await attempt(sending)
      options.signal?.throwIfAborted()
      const exchange = { number: exchanges.length + 1, purpose, request: { method, url, headers }, outcome }
      exchanges.push(exchange)
      return exchange
    },
    close() {
      // One signal may end many diagnoses, and must not gather a listener for each.
      options.signal?.removeEventListener('abort', abort)
      return agent.destroy()
    },
  }
}

function dispatch(agent: Agent, { method, url, headers, body }: Sending, options: NetworkOptions): Promise<Reception> {
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
    agent.dispatch(request, new ResponseReader(resolve, options))
  })
}

/** Whether a new connection ended within the headers. How much came over an encrypted one cannot be told. */
function isBroken(error: unknown, url: string): boolean {
  if (!(error instanceof errors.SocketError) || url.startsWith('https:')) return false
  return (error.socket?.bytesRead ?? 0) > 0
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}
