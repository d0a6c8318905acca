import { findLocation } from '@crossorigin/browser-model'
import type { Exchange } from '../network/exchange.ts'
import { parseUrl } from '../request/parse-url.ts'
import type { Sender } from '../walk/sender.ts'
import { type PagePolicy, readPagePolicy } from './page-policy.ts'

/** As many as a browser follows. */
const MOST_REDIRECTS = 20

/** Loads the page that was named, as a navigation does. Nothing is sent for a page that is not of the web. */
export async function openPage(
  address: string | undefined,
  { send, userAgent }: Sender,
  mayFollow: (from: Exchange, url: string) => Promise<boolean>,
): Promise<Exchange | undefined> {
  const headers = [
    ['Accept', 'text/html'],
    ['User-Agent', userAgent],
  ] as const
  let page: Exchange | undefined
  let url = address
  for (let count = 0; count <= MOST_REDIRECTS && url !== undefined && /^https?:/i.test(url); count++) {
    page = await send('page', { method: 'GET', url, headers })
    const next = findNext(page, url)
    url = next !== undefined && (await mayFollow(page, next)) ? next : undefined
  }
  return page
}

function findNext({ outcome }: Exchange, base: string): string | undefined {
  const location = outcome.kind === 'answer' ? findLocation(outcome, 'chromium') : undefined
  return location === undefined ? undefined : parseUrl(location, base)?.href
}

/** Reads what the response for a page says of its requests; `undefined` if there is none. */
export function readPolicyOf(page: Exchange | undefined): PagePolicy | undefined {
  if (page?.outcome.kind !== 'answer') return undefined
  const { headers, body } = page.outcome
  return readPagePolicy({ exchange: page.number, headers, body })
}
