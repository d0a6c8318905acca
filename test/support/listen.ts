import type { Server } from 'node:http'
import type { Http2SecureServer, Http2Server, ServerHttp2Session } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

type AnyServer = Server | Http2Server | Http2SecureServer

/** Compatibility: on Node 20, a session whose client has broken the rules may outlive its connection. */
const sessions = new WeakMap<AnyServer, Set<ServerHttp2Session>>()

/** Lets a server listen on a free port of the loopback interface for the duration of the test, and returns the port. */
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
 * Compatibility: Node 20 may abort, with an assertion in `~Http2Session`, if it frees a session while one of its
 * streams that was reset is still being closed. So references to the last ones are kept.
 */
const LAST_HANDLES = 1000
const handles: unknown[] = []

function keepForNow(session: ServerHttp2Session): void {
  const handle = Object.getOwnPropertySymbols(session).find(({ description }) => description === 'kHandle')
  if (handle !== undefined) handles.push(Reflect.get(session, handle))
  if (handles.length > LAST_HANDLES) handles.shift()
}

/** Starts tracking the HTTP/2 sessions of a server; an HTTP/1 server has none. */
export function trackSessions(server: AnyServer): void {
  const open = new Set<ServerHttp2Session>()
  sessions.set(server, open)
  server.on('session', (session: ServerHttp2Session) => {
    keepForNow(session)
    open.add(session)
    session.once('close', () => open.delete(session))
  })
}

/** Ends all sessions of a server at once. */
export function destroySessions(server: AnyServer): void {
  for (const session of sessions.get(server) ?? []) session.destroy()
}
