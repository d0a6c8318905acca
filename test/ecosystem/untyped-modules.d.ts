/** Packages that are installed only for the programs. Those with callbacks have the types that the programs need. */
declare module '@apollo/server'
declare module '@as-integrations/express5'
declare module '@codegenie/serverless-express'
declare module '@fastify/aws-lambda'
declare module '@fastify/http-proxy'
declare module '@modelcontextprotocol/sdk/server/*'
declare module '@opentelemetry/instrumentation-http'
declare module '@opentelemetry/sdk-trace-node'
declare module '@trpc/server'
declare module '@trpc/server/*'
declare module '@tus/file-store'
declare module '@tus/server'
declare module '@vendia/serverless-express'
declare module 'better-auth'
declare module 'better-auth/*'
declare module 'compression-1.7'
declare module 'express-rate-limit'
declare module 'express-session'
declare module 'express-session-1.18'
declare module 'graphql'
declare module 'graphql-yoga'
declare module 'helmet'
declare module 'http-proxy-middleware'
declare module 'http-proxy-middleware-3'
declare module 'json-server'
declare module 'morgan'
declare module 'morgan-1.10'
declare module 'multer'
declare module 'next'
declare module 'on-headers'
declare module 'on-headers-1.0'
declare module 'serverless-http'
declare module 'socket.io'
declare module 'webpack'
declare module 'webpack-dev-server'

declare module 'connect' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  type Next = (error?: unknown) => unknown
  type Handler = (req: IncomingMessage, res: ServerResponse, next: Next) => unknown
  interface Application {
    (req: IncomingMessage, res: ServerResponse): void
    use(handler: Handler): unknown
    use(path: string, handler: Handler): unknown
    get(path: string, handler: Handler): unknown
    readonly handler: (req: IncomingMessage, res: ServerResponse) => void
  }
  function connect(): Application
  export = connect
}

declare module 'polka' {
  import connect from 'connect'
  export = connect
}

declare module 'restify' {
  import type { Server } from 'node:http'
  import connect from 'connect'

  type Application = ReturnType<typeof connect>
  export function createServer(): Application & { readonly server: Server; readonly pre: Application['use'] }
}
