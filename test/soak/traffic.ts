import { once } from 'node:events'
import { connect as openSession } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { ALLOWED, askHeaders, EVIL, get, preflight } from '../adapters/scenarios/list-policy.ts'
import { formatStreams, listFields, parseFields } from '../hostile/http2-request.ts'
import { createRandom, mutate, pick } from '../hostile/mutation.ts'
import { SEED_REQUESTS } from '../hostile/seed-request.ts'
import type { Adapter } from '../support/adapter.ts'
import { formatPreface } from '../support/http2-frame.ts'
import { formatRequest, type RawRequest } from '../support/raw-client.ts'

type Protocol = Adapter['protocol']

/** Requests that all get a response, so that one can follow another on the same connection. */
export type Traffic = readonly RawRequest[]

/** What browsers send. */
export const NORMAL_TRAFFIC: Traffic = [
  get(ALLOWED),
  get('https://app.example.com'),
  get(undefined),
  preflight(ALLOWED),
  askHeaders('content-type,x-requested-with'),
]

/** As much as Node reads, in the forms that take the most work to parse. */
export const HOSTILE_TRAFFIC: Traffic = [
  get(`https://${'a.'.repeat(7000)}example.com`),
  get(`https://${'a.'.repeat(120)}example.com`),
  get(`https://[${':'.repeat(300)}]`),
  get(`${EVIL}, `.repeat(800)),
  preflight(ALLOWED, '/ok', ['Access-Control-Request-Method', 'x'.repeat(14_000)]),
  askHeaders('x-a,'.repeat(3500)),
  askHeaders('x-a,'.repeat(1000)),
  askHeaders('authorization,x'.repeat(270)),
  askHeaders(`x${' '.repeat(14_000)}x`),
  askHeaders(',\t'.repeat(7000)),
  get(ALLOWED, '/ok', ['Sec-Fetch-Site', 'x'.repeat(14_000)], ['Vary', ','.repeat(500)]),
]

/** Sends requests for some time, and at least this many, over several connections, each as soon as the previous response is complete. */
export async function drive(
  { port, protocol }: { readonly port: number; readonly protocol: Protocol },
  traffic: Traffic,
  connections: number,
  milliseconds: number,
  least = 0,
): Promise<number> {
  const until = performance.now() + milliseconds
  const share = Math.ceil(least / connections)
  const counts = await Promise.all(
    Array.from({ length: connections }, (_, index) => driveOne(CLIENTS[protocol](port, traffic), index, until, share)),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

/** A connection on which one request follows another. */
interface Client {
  /** Sends a request of the traffic, by number modulo its length, and waits for the end of the response. */
  ask(index: number): Promise<void>
  close(): void
}

async function driveOne(opening: Promise<Client>, first: number, until: number, least: number): Promise<number> {
  const client = await opening
  let count = 0
  while (count < least || performance.now() < until) {
    await client.ask(first + count)
    count++
  }
  client.close()
  return count
}

const CLIENTS: Readonly<Record<Protocol, (port: number, traffic: Traffic) => Promise<Client>>> = {
  async 'http/1.1'(port, traffic) {
    const texts = traffic.map((request) => formatRequest(request, 'keep-alive'))
    const socket = await open(port)
    return {
      async ask(index) {
        socket.write(pickRound(texts, index), 'latin1')
        await readAnswer(socket)
      },
      close: () => socket.destroy(),
    }
  },
  async 'http/2'(port, traffic) {
    const fields = traffic.map((request) => Object.fromEntries(listFields(request)))
    const session = openSession(`http://127.0.0.1:${port}`)
    await once(session, 'connect')
    return {
      async ask(index) {
        await once(session.request(pickRound(fields, index), { endStream: true }).resume(), 'close')
      },
      close: () => session.destroy(),
    }
  },
}

function pickRound<Item>(items: readonly Item[], index: number): Item {
  return items[index % items.length] as Item
}

/** The responses are short, and each begins with its status and ends with an empty line or the body. */
async function readAnswer(socket: Socket): Promise<void> {
  let text = ''
  while (!/\r\n\r\n(ok)?$|0\r\n\r\n$/.test(text) || (text.includes('\r\nContent-Length: 2') && !text.endsWith('ok'))) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    text += chunk.toString('latin1')
  }
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  await once(socket, 'connect')
  return socket
}

/** Sends changed requests, most of them broken, each over its own connection, which is reset; the responses are not read. */
export async function flood(
  { port, protocol }: { readonly port: number; readonly protocol: Protocol },
  count: number,
  seed: number,
): Promise<void> {
  const random = createRandom(seed)
  for (let sent = 0; sent < count; sent += 10) {
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const socket = await open(port)
        socket.on('error', () => {})
        const text = mutate(pick(SEED_REQUESTS, random), random, pick(SEED_REQUESTS, random))
        socket.write(protocol === 'http/2' ? formatPreface() + formatStreams([parseFields(text)]) : text, 'latin1')
        await Promise.race([once(socket, 'data'), new Promise((resolve) => setTimeout(resolve, 5))])
        socket.resetAndDestroy()
      }),
    )
  }
}
