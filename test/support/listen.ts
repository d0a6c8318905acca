import type { Server } from 'node:http'
import type { Http2SecureServer, Http2Server, ServerHttp2Session } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

type AnyServer = Server | Http2Server | Http2SecureServer

/** Compatibility: on Node 20, a session whose client has broken the rules may outlive its connection. */
const sessions = new WeakMap<AnyServer, Set<ServerHttp2Session>>()

/** Lets a server listen on a free port of the loopback interface until the test is over, and returns the port. */
export async function listen(server: AnyServer): Promise<number> {
  const port = await openServer(server)
  onTestFinished(() => closeServer(server))
  return port
}

/** Lets a server listen on a free port of the loopback interface, and returns the port. */
export async function openServer(server: AnyServer): Promise<number> {
  trackSessions(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}

/** Closes a server with all its connections. */
export function closeServer(server: AnyServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
    destroySessions(server)
  })
}

/**
 * Compatibility: Node 20 may end the process, by an assertion in `~Http2Session`, where it frees a session while one of its
 * streams that was reset is still being closed. So the last ones are not freed yet.
 */
const LAST_HANDLES = 1000
const handles: unknown[] = []

function keepForNow(session: ServerHttp2Session): void {
  const handle = Object.getOwnPropertySymbols(session).find(({ description }) => description === 'kHandle')
  if (handle !== undefined) handles.push(Reflect.get(session, handle))
  if (handles.length > LAST_HANDLES) handles.shift()
}

/** Begins to keep an account of the sessions of HTTP/2 that a server has; one of HTTP/1 has none. */
export function trackSessions(server: AnyServer): void {
  const open = new Set<ServerHttp2Session>()
  sessions.set(server, open)
  server.on('session', (session: ServerHttp2Session) => {
    keepForNow(session)
    open.add(session)
    session.once('close', () => open.delete(session))
  })
}

/** Ends all sessions that a server has, whatever they wait for. */
export function destroySessions(server: AnyServer): void {
  for (const session of sessions.get(server) ?? []) session.destroy()
}
