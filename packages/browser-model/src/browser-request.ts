/** A request body, described by the kind of object that the page passes. */
export interface BrowserBody {
  readonly kind:
    | 'string'
    | 'urlsearchparams'
    | 'formdata'
    | 'blob'
    | 'buffer'
    | 'stream'
    | 'document-html'
    | 'document-xml'
  /** The type of a blob. */
  readonly type?: string | undefined
}

/** A page's request: the arguments of `fetch` or `XMLHttpRequest`, or what the browser loads for an element. */
export interface BrowserRequest {
  /**
   * How the page makes the request: with `fetch`, with `XMLHttpRequest`, or through an element, a style sheet or a navigation.
   *
   * @defaultValue `'fetch'`
   */
  readonly api?: 'fetch' | 'xhr' | 'element' | undefined
  /** The serialized origin of the page or worker; `null` if it is opaque. */
  readonly pageOrigin: string
  /** A relative URL is resolved against the page's origin. */
  readonly url: string
  /**
   * As the page writes it.
   *
   * @defaultValue `'GET'`
   */
  readonly method?: string | undefined
  /** Header lines in the order in which the page appends them. */
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined
  readonly body?: BrowserBody | null | undefined
  readonly credentials?: 'omit' | 'same-origin' | 'include' | undefined
  readonly mode?: 'cors' | 'no-cors' | 'same-origin' | 'navigate' | 'websocket' | undefined
  /** Whether the upload object of an `XMLHttpRequest` has a listener when the request is sent. */
  readonly uploadListener?: boolean | undefined
  /** The cache mode of `fetch`. With some modes, some engines also bypass the preflight cache. */
  readonly cache?: string | undefined
  readonly redirect?: 'follow' | 'error' | 'manual' | undefined
  readonly duplex?: 'half' | undefined
  readonly keepalive?: boolean | undefined
  readonly referrerPolicy?: string | undefined
  /** A description of the element. Only `@font-face` makes a difference, and only in WebKit. */
  readonly initiator?: string | undefined
  /** The `crossorigin` attribute of an element. It is informational: set `mode` and `credentials` to match. */
  readonly crossorigin?: string | null | undefined
  /** Whether the method or headers of an element's request can require a preflight. */
  readonly unsafeRequestFlag?: boolean | undefined
  /**
   * The site of the top-level page, which partitions the preflight cache of Chromium and Firefox.
   *
   * @defaultValue `topLevelOrigin`
   */
  readonly topLevelSite?: string | undefined
  /**
   * The origin of the top-level page, which partitions the preflight cache of WebKit.
   *
   * @defaultValue `pageOrigin`
   */
  readonly topLevelOrigin?: string | undefined
}

/** A response as it is received: repeated header lines are kept separate. */
export interface HttpResponse {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** A request as it is sent. */
export interface WireRequest {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: BrowserBody | undefined
}
