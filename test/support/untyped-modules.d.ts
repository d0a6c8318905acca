/** Express 4 under a name of its own; what the tests use of it has the types of Express 5. */
declare module 'express4' {
  import express from 'express'
  export = express
}

declare module 'compression' {
  import type { RequestHandler } from 'express'

  function compression(options?: { threshold?: number }): RequestHandler
  export = compression
}
