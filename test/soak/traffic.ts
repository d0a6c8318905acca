import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { ALLOWED, askHeaders, EVIL, get, preflight } from '../adapters/scenarios/list-policy.ts'
import { createRandom, mutate, pick } from '../hostile/mutation.ts'
import { SEED_REQUESTS } from '../hostile/seed-request.ts'
import { formatRequest, type RawRequest } from '../support/raw-client.ts'

/** Requests that all get an answer, so that one can follow another on the same connection. */
export type Traffic = readonly string[]

function write(...requests: readonly RawRequest[]): Traffic {
  return requests.map((request) => formatRequest(request, 'keep-alive'))
}

/** What browsers send. */
export const NORMAL_TRAFFIC: Traffic = write(
  get(ALLOWED),
  get('https://app.example.com'),
  get(undefined),
  preflight(ALLOWED),
  askHeaders('content-type,x-requested-with'),
)

/** As much as Node reads, in the shapes that are the most work to read. */
export const HOSTILE_TRAFFIC: Traffic = write(
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
)

/** Sends requests for some time over several connections, each the next as soon as the last is answered. */
export async function drive(
  port: number,
  traffic: Traffic,
  connections: number,
  milliseconds: number,
): Promise<number> {
  const until = performance.now() + milliseconds
  const counts = await Promise.all(
    Array.from({ length: connections }, (_, index) => driveOne(port, traffic, index, until)),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

async function driveOne(port: number, traffic: Traffic, first: number, until: number): Promise<number> {
  const socket = await open(port)
  let count = 0
  while (performance.now() < until) {
    socket.write(traffic[(first + count) % traffic.length] as string, 'latin1')
    await readAnswer(socket)
    count++
  }
  socket.destroy()
  return count
}

/** The answers are short, and each begins with its status and ends with an empty line or the body. */
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

/** Sends changed requests, most of them broken, each over a connection of its own that is reset; nobody reads the answers. */
export async function flood(port: number, count: number, seed: number): Promise<void> {
  const random = createRandom(seed)
  for (let sent = 0; sent < count; sent += 10) {
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const socket = await open(port)
        socket.on('error', () => {})
        socket.write(mutate(pick(SEED_REQUESTS, random), random, pick(SEED_REQUESTS, random)), 'latin1')
        await Promise.race([once(socket, 'data'), new Promise((resolve) => setTimeout(resolve, 5))])
        socket.resetAndDestroy()
      }),
    )
  }
}
