import type { Evidence } from '../finding.ts'
import { readHeader } from '../header-lines.ts'
import type { Answered } from '../observation.ts'
import { showHeader } from './evidence.ts'

/** Headers in which CDNs and proxies say whether a response comes from their cache. */
const STATUS_HEADERS = ['X-Cache', 'CF-Cache-Status', 'X-Vercel-Cache', 'X-Proxy-Cache', 'X-Cache-Status', 'CDN-Cache']

/** What shows that a response comes from a cache. */
export interface CacheMark {
  readonly text: string
  readonly evidence: readonly Evidence[]
}

/** Finds what shows that a response comes from a shared cache; `undefined` if nothing does. */
export function findCacheMark(answer: Answered): CacheMark | undefined {
  const name = ['Age', ...STATUS_HEADERS].find((each) => isHit(each, readHeader(answer.outcome, each)))
  if (name === undefined) return undefined
  return { text: `${name}: ${readHeader(answer.outcome, name)}`, evidence: showHeader(answer, name) }
}

function isHit(name: string, value: string | undefined): boolean {
  if (value === undefined) return false
  return name === 'Age' ? Number(value) > 0 : /\bhit\b/i.test(value)
}
