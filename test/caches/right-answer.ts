import type { RawResponse } from '../support/raw-client.ts'
import { bodyOf, type Page } from './page.ts'
import { isWellFormed, STRANGERS, TRUSTED, type Visit } from './visit.ts'

/** Describes the error in a response for this visit of this page; `undefined` if the response is right. */
export function findMistake(page: Page, visit: Visit, answer: RawResponse): string | undefined {
  const allowed = answer.all('Access-Control-Allow-Origin')
  const granted = grantFor(page, visit)
  if (!isWellFormed(visit)) return findMistakeForNobody(granted, visit, allowed)
  if (allowed.length === 0 && granted !== undefined) return 'a denial for an origin that is allowed'
  if (allowed.join() !== (granted ?? '')) return `the response for ${allowed.join(' and ')}`
  if (answer.get('Access-Control-Allow-Credentials') !== credentialsFor(granted)) return 'wrong credentials'
  if (answer.get('Access-Control-Expose-Headers') !== exposedFor(visit, granted)) return 'wrong exposed headers'
  if (answer.get('Cors-Reason') !== reasonFor(page, visit)) return `the reason ${answer.get('Cors-Reason')}`
  const statuses = statusesFor(page, visit)
  if (!statuses.includes(answer.status)) return `status ${answer.status} instead of ${statuses.join(' or ')}`
  const isWhole = visit.kind === 'GET' && answer.status !== 304 && answer.status !== 403
  if (isWhole && answer.body !== bodyOf(page, visit.language)) return `the body "${answer.body}"`
  return undefined
}

/**
 * No browser sends a malformed `Origin`, so the response harms no one. A cache that reads one line of
 * several may serve its stored response for that line. Even then, only a client that sent that origin is allowed.
 */
function findMistakeForNobody(
  granted: string | undefined,
  { origin }: Visit,
  allowed: readonly string[],
): string | undefined {
  const isHarmless = allowed.every((value) => value === granted || origin.includes(value))
  return isHarmless ? undefined : `the response for ${allowed.join(' and ')} for a malformed origin`
}

/** The value of `Access-Control-Allow-Origin` that the policies should send: a naive reading, which shares no code with them. */
function grantFor(page: Page, visit: Visit): string | undefined {
  if (page.policy === 'any') return '*'
  const [origin] = visit.origin
  if (!isWellFormed(visit) || origin === undefined) return undefined
  return trustedBy(page, visit).includes(origin) ? origin : undefined
}

function trustedBy({ policy }: Page, { tenant }: Visit): readonly string[] {
  if (policy !== 'by-header' && policy !== 'by-host') return TRUSTED
  if (tenant === undefined) return []
  return tenant === 'one' ? ['https://a.example'] : ['https://x.b.example']
}

function credentialsFor(granted: string | undefined): string | undefined {
  return granted === undefined || granted === '*' ? undefined : 'true'
}

function exposedFor({ kind, origin }: Visit, granted: string | undefined): string | undefined {
  const isPreflight = kind === 'preflight' && origin.length > 0
  return granted === undefined || isPreflight ? undefined : 'ETag'
}

function reasonFor({ policy }: Page, { origin: [origin] }: Visit): string | undefined {
  const strangers: readonly string[] = STRANGERS
  if (policy !== 'predicate' || origin === undefined || !strangers.includes(origin)) return undefined
  if (origin === 'null') return 'origin/null'
  return origin.startsWith('http:') ? 'origin/insecure' : 'origin/predicate-refused'
}

function statusesFor(page: Page, visit: Visit): readonly number[] {
  const hasOrigin = visit.origin.length > 0
  const isAllowed = grantFor(page, visit) !== undefined
  const isGoverned = page.policy !== 'by-header' && page.policy !== 'by-host' ? true : visit.tenant !== undefined
  if (visit.kind === 'preflight' && hasOrigin && isGoverned) return [isAllowed ? 204 : 403]
  if (page.policy === 'reject' && hasOrigin && !isAllowed && visit.fetchSite !== 'same-origin') return [403]
  const own = page.status === 'flaky' ? [200, 500] : [Number(page.status)]
  return visit.isConditional && own.includes(200) ? [...own, 304] : own
}
