/** A body, by the kind of object that script passes. */
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

/** What script, or the browser itself, asks for: the arguments of `fetch`, of `XMLHttpRequest`, or an element. */
export interface BrowserRequest {
  /** Who asks: script by one of two interfaces, or the browser for an element, a style sheet or a navigation. */
  readonly api?: 'fetch' | 'xhr' | 'element' | undefined
  /** The serialized origin of the page or worker; `null` where it is opaque. */
  readonly pageOrigin: string
  /** Resolved against the page's origin where it is relative. */
  readonly url: string
  /** As script writes it. */
  readonly method?: string | undefined
  /** Lines as script appends them. */
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined
  readonly body?: BrowserBody | null | undefined
  readonly credentials?: 'omit' | 'same-origin' | 'include' | undefined
  readonly mode?: 'cors' | 'no-cors' | 'same-origin' | 'navigate' | 'websocket' | undefined
  /** Whether the upload object of an `XMLHttpRequest` has a listener when it is sent. */
  readonly uploadListener?: boolean | undefined
  /** Whether the body is a `ReadableStream`. */
  readonly streamBody?: boolean | undefined
  readonly cache?: string | undefined
  readonly redirect?: 'follow' | 'error' | 'manual' | undefined
  readonly duplex?: 'half' | undefined
  readonly keepalive?: boolean | undefined
  readonly referrerPolicy?: string | undefined
  /** What an element is, in words; it changes nothing. */
  readonly initiator?: string | undefined
  /** The attribute of an element; its effect stands in `mode` and `credentials`. */
  readonly crossorigin?: string | null | undefined
  /** Whether an element's request can need a preflight for its method or headers. */
  readonly unsafeRequestFlag?: boolean | undefined
  /** The origin of the top-level page: the partition of the preflight cache. */
  readonly topLevelSite?: string | undefined
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
