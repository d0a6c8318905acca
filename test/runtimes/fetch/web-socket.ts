import type { Context, MiddlewareHandler } from 'hono'

/** The APIs of runtimes for upgrading a connection to a WebSocket. */
interface Socket {
  accept?(): void
  send(data: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
}

declare const Deno: { upgradeWebSocket(request: Request): { readonly socket: Socket; readonly response: Response } }
declare const WebSocketPair: new () => readonly [client: Socket, own: Socket]

/** Upgrades the connection to a WebSocket that echoes messages. */
export function upgrade(request: Request, server: unknown): unknown {
  if ('Bun' in globalThis) {
    const isUpgraded = (server as { upgrade(request: Request, options: object): boolean }).upgrade(request, {
      data: { events: { onMessage: returnMessage }, url: new URL(request.url), protocol: '' },
    })
    return isUpgraded ? undefined : new Response('no WebSocket', { status: 400 })
  }
  if ('Deno' in globalThis) {
    const { socket, response } = Deno.upgradeWebSocket(request)
    returnMessages(socket)
    return response
  }
  const { 0: client, 1: own } = new WebSocketPair()
  own.accept?.()
  returnMessages(own)
  return new Response(null, { status: 101, webSocket: client } as ResponseInit)
}

function returnMessages(socket: Socket): void {
  socket.addEventListener('message', ({ data }) => socket.send(data))
}

function returnMessage({ data }: { readonly data: unknown }, socket: { send(data: never): void }): void {
  socket.send(data as never)
}

type UpgradeWebSocket = (createEvents: (c: Context) => { onMessage: typeof returnMessage }) => MiddlewareHandler

let upgradeWebSocket: UpgradeWebSocket | undefined

/** Sets Hono's own function for the runtime. */
export function useUpgrade(helper: unknown): void {
  upgradeWebSocket = helper as UpgradeWebSocket
}

/** Like {@link upgrade}, with Hono's function. */
export const upgradeWithHono: MiddlewareHandler = (c, next) =>
  upgradeWebSocket === undefined ? next() : upgradeWebSocket(() => ({ onMessage: returnMessage }))(c, next)
