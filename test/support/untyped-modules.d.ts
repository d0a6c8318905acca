/** Express 4 under a name of its own; what the tests use of it has the types of Express 5. */
declare module 'express4' {
  import express from 'express'
  export = express
}

/** Koa 2 under a name of its own; what the tests use of it has the types of Koa 3. */
declare module 'koa2' {
  import Koa from 'koa'
  export = Koa
}

declare module 'compression' {
  import type { RequestHandler } from 'express'

  function compression(options?: { threshold?: number }): RequestHandler
  export = compression
}
