import type { IncomingHttpHeaders } from 'node:http'

/** The policies of the pages. */
export const POLICY_NAMES = ['list', 'reject', 'predicate', 'any', 'by-header', 'by-host'] as const

/** How a page's status is chosen; `flaky` responds with 200 and 500 in turn. */
export const STATUSES = ['200', '404', '500', 'flaky'] as const

/** How long caches may store a page. */
export const LIFETIMES = {
  long: 'public, max-age=60',
  short: 'public, max-age=1',
  'stale-while-revalidate': 'public, max-age=1, stale-while-revalidate=60',
} as const

/** The `Vary` that a page sets by itself, line by line. */
export const OWN_VARY = {
  none: [],
  language: ['Accept-Language'],
  lines: ['Accept-Language', 'X-Device'],
  any: ['*'],
  'any-in-list': ['Accept-Language, *'],
} as const

/** How a page writes its headers. */
export const MEANS = ['set-header', 'write-head-object', 'write-head-array', 'framework'] as const

/** A resource of the test's application, fully described by its URL. */
export interface Page {
  readonly policy: (typeof POLICY_NAMES)[number]
  readonly status: (typeof STATUSES)[number]
  readonly lifetime: keyof typeof LIFETIMES
  readonly vary: keyof typeof OWN_VARY
  readonly means: (typeof MEANS)[number]
  /** Distinguishes pages that are otherwise equal. */
  readonly serial: number
}

/** A page's response before CORS has added anything. */
export interface PageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly vary: readonly string[]
  readonly body: string
}

/** Writes the URL of a page, beginning with the name of its policy. */
export function writeUrl({ policy, status, lifetime, vary, means, serial }: Page): string {
  return `/${[policy, status, lifetime, vary, means, serial].join('/')}`
}

/** Reads what {@link writeUrl} wrote. */
export function readUrl(url: string): Page {
  const [, policy, status, lifetime, vary, means, serial] = url.split('/')
  return { policy, status, lifetime, vary, means, serial: Number(serial) } as Page
}

/** The body of a page: the same for everyone, or specific to a language. */
export function bodyOf({ vary }: Page, language: string | undefined): string {
  return vary === 'none' ? 'for everyone' : `for ${language ?? 'no language'}`
}

/** Responds to requests for pages. It counts the requests for each flaky page. */
export function createPages(): (url: string, headers: IncomingHttpHeaders) => PageAnswer {
  const counts = new Map<string, number>()

  function statusOf({ status }: Page, url: string): number {
    if (status !== 'flaky') return Number(status)
    const count = counts.get(url) ?? 0
    counts.set(url, count + 1)
    return count % 2 === 0 ? 200 : 500
  }

  return (url, headers) => {
    const page = readUrl(url)
    const body = bodyOf(page, headers['accept-language'])
    const tag = `"${body.replaceAll(' ', '-')}"`
    const status = statusOf(page, url)
    const isKnown = status === 200 && headers['if-none-match'] === tag
    return {
      status: isKnown ? 304 : status,
      headers: { 'Cache-Control': LIFETIMES[page.lifetime], ...(status === 200 && { ETag: tag }) },
      vary: OWN_VARY[page.vary],
      body: isKnown ? '' : body,
    }
  }
}
