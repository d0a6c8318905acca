/** Peers without types of their own; what is said of them here is what the comparison uses. */
declare module 'corser' {
  export function create(options: object): (req: unknown, res: unknown, next: () => unknown) => unknown
}

declare module '@koa/cors' {
  import type { Middleware } from 'koa'

  function cors(options: object): Middleware
  export = cors
}

declare module 'autocannon' {
  interface Options {
    readonly url: string
    readonly connections: number
    readonly pipelining: number
    /** Seconds. */
    readonly duration: number
    readonly headers: Readonly<Record<string, string>>
  }
  interface Result {
    readonly requests: { readonly total: number }
    readonly latency: { readonly p99: number }
    readonly duration: number
    readonly non2xx: number
    readonly errors: number
  }
  function autocannon(options: Options): Promise<Result>
  export = autocannon
}
