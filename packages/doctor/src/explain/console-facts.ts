/** What a console sentence tells of the request. Values are as they were pasted, and not safe to print. */
export interface ConsoleFacts {
  /** Absolute. Where a request was redirected: the last address. */
  readonly url?: string | undefined
  /** The address before the redirects. */
  readonly redirectedFrom?: string | undefined
  /** A serialized origin, or `null`. */
  readonly origin?: string | undefined
  /** The address of the page. */
  readonly page?: string | undefined
  readonly method?: string | undefined
  /** The name of a request header that was refused. */
  readonly header?: string | undefined
  /** What the response header contained that was refused. */
  readonly value?: string | undefined
  readonly status?: number | undefined
  /** Where the target is: `loopback`, `local`, ... */
  readonly addressSpace?: string | undefined
  /** Whether it speaks of a request with credentials. */
  readonly credentials?: boolean | undefined
  readonly api?: 'fetch' | 'xhr' | 'element' | undefined
}
