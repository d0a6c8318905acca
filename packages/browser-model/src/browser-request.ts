/** A body, by the kind of object that the page passes. */
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

/** A request of a page: the arguments of `fetch` or `XMLHttpRequest`, or what the browser loads for an element. */
export interface BrowserRequest {
  /**
   * How the page makes the request: by `fetch`, by `XMLHttpRequest`, or by an element, a style sheet or a navigation.
   *
   * @defaultValue `'fetch'`
   */
  readonly api?: 'fetch' | 'xhr' | 'element' | undefined
  /** The serialized origin of the page or worker; `null` if it is opaque. */
  readonly pageOrigin: string
  /** Resolved against the page's origin if it is relative. */
  readonly url: string
  /**
   * As the page writes it.
   *
   * @defaultValue `'GET'`
   */
  readonly method?: string | undefined
  /** Lines in the order in which the page appends them. */
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined
  readonly body?: BrowserBody | null | undefined
  readonly credentials?: 'omit' | 'same-origin' | 'include' | undefined
  readonly mode?: 'cors' | 'no-cors' | 'same-origin' | 'navigate' | 'websocket' | undefined
  /** Whether the upload object of an `XMLHttpRequest` has a listener when it is sent. */
  readonly uploadListener?: boolean | undefined
  /** The cache mode of `fetch`. Some engines also pass the preflight cache by for it. */
  readonly cache?: string | undefined
  readonly redirect?: 'follow' | 'error' | 'manual' | undefined
  readonly duplex?: 'half' | undefined
  readonly keepalive?: boolean | undefined
  readonly referrerPolicy?: string | undefined
  /** What an element is, in words. Only `@font-face` makes a difference, in WebKit. */
  readonly initiator?: string | undefined
  /** The attribute of an element; its effect is in `mode` and `credentials`. */
  readonly crossorigin?: string | null | undefined
  /** Whether an element's request can need a preflight for its method or headers. */
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

/** A response as it comes over the wire: repeated lines are kept apart. */
export interface HttpResponse {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: BrowserBody | undefined
}
