/** Express 4 under its own name; the parts that the tests use have the types of Express 5. */
declare module 'express4' {
  import express from 'express'
  export = express
}

/** Koa 2 under its own name; the parts that the tests use have the types of Koa 3. */
declare module 'koa2' {
  import Koa from 'koa'
  export = Koa
}

declare module 'compression' {
  import type { RequestHandler } from 'express'

  function compression(options?: { threshold?: number }): RequestHandler
  export = compression
}
