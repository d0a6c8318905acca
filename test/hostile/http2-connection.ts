import type { Socket } from 'node:net'
import { formatPreface } from '../support/http2-frame.ts'
import { type Http2Outcome, readOutcome, type StreamOutcome } from './http2-outcome.ts'
import { streamAt } from './http2-request.ts'
import { openSocket } from './open-socket.ts'

/** A connection that sends frames unchanged. */
export interface Http2Connection {
  write(bytes: string): void
  /** Waits until the received frames meet a condition; rejects after a few seconds. */
  waitFor(isMet: (outcome: Http2Outcome) => boolean): Promise<Http2Outcome>
  /** Waits until the first streams all have a response or are reset, and returns their outcomes. */
  waitForStreams(count: number): Promise<readonly StreamOutcome[]>
  /** For a client that closes silently, or does not read. */
  readonly socket: Socket
}

const PATIENCE = 5000

/** Opens a connection, with numbered settings, which is closed after the test. */
export async function connectHttp2(
  port: number,
  settings: readonly (readonly [setting: number, value: number])[] = [],
  headerTableSize?: number,
): Promise<Http2Connection> {
  const socket = await openSocket(port)
  let received = ''
  const listeners = new Set<() => void>()
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1')
    for (const listener of listeners) listener()
  })
  const write = (bytes: string): void => {
    socket.write(bytes, 'latin1')
  }
  write(formatPreface(settings))

  function waitFor(isMet: (outcome: Http2Outcome) => boolean): Promise<Http2Outcome> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const outcome = readOutcome(received, headerTableSize)
        if (!isMet(outcome)) return
        clearTimeout(timer)
        listeners.delete(look)
        resolve(outcome)
      }
      const timer = setTimeout(() => reject(new Error(`not within ${PATIENCE} ms: ${isMet}`)), PATIENCE)
      listeners.add(look)
      look()
    })
  }

  return {
    write,
    waitFor,
    async waitForStreams(count) {
      const ids = Array.from({ length: count }, (_, index) => streamAt(index))
      const isOver = ({ streams }: Http2Outcome, id: number): boolean => (streams.get(id)?.ending ?? 'open') !== 'open'
      const { streams, problem } = await waitFor((outcome) => ids.every((id) => isOver(outcome, id)))
      if (problem !== undefined) throw new Error(problem)
      return ids.map((id) => streams.get(id) as StreamOutcome)
    },
    socket,
  }
}
