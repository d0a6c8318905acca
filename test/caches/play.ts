import type { RawRequest } from '../support/raw-client.ts'
import { type Page, writeUrl } from './page.ts'
import { findMistake } from './right-answer.ts'
import type { RunningCache, SharedCache } from './shared-cache.ts'
import type { History, Visit } from './visit.ts'

/** The result of playing histories. */
export interface Outcome {
  /** One sentence for each response that went to the wrong visitor, with the history of its page. */
  readonly mistakes: string[]
  /** How often the cache has responded in which way. */
  readonly servings: Record<string, number>
  /** The same for pages that had become stale. */
  readonly renewed: Record<string, number>
}

/** How many pages are visited at the same time. */
const CROWD = 150

/** What the record of a page says between its visits while it is fresh, and those when it is stale. */
const AGES = 'ages'

/** Plays histories through a cache, many pages at once: while they are fresh, and again when they are stale. */
export async function play(cache: SharedCache, port: number, histories: readonly History[]): Promise<Outcome> {
  const outcome: Outcome = { mistakes: [], servings: {}, renewed: {} }
  const running = await cache.start(port)
  for (let first = 0; first < histories.length; first += CROWD) {
    await playTogether(running, histories.slice(first, first + CROWD), outcome)
  }
  return outcome
}

async function playTogether(running: RunningCache, histories: readonly History[], outcome: Outcome): Promise<void> {
  const records = histories.map(({ page }) => [writeUrl(page)])
  const playAll = (burstsOf: (history: History) => History['whileFresh']): Promise<unknown> =>
    Promise.all(
      histories.map(async (history, index) => {
        for (const burst of burstsOf(history)) {
          await Promise.all(
            burst.map((visit) => pay(running, history.page, visit, outcome, records[index] as string[])),
          )
        }
      }),
    )
  await playAll(({ whileFresh }) => whileFresh)
  await running.age()
  for (const record of records) record.push(AGES)
  await playAll(({ whenAged }) => whenAged)
}

async function pay(
  { serve }: RunningCache,
  page: Page,
  visit: Visit,
  { mistakes, servings, renewed }: Outcome,
  record: string[],
): Promise<void> {
  const { answer, serving } = await serve(requestFor(page, visit))
  count(servings, serving)
  if (page.lifetime !== 'long' && record.includes(AGES)) count(renewed, serving)
  record.push(
    `${describe(visit)}: ${serving}, ${answer.status}, ${answer.all('Access-Control-Allow-Origin').join(' | ')}`,
  )
  const mistake = findMistake(page, visit, answer)
  if (mistake !== undefined) mistakes.push(`${describe(visit)} is served ${mistake}\n  ${record.join('\n  ')}`)
}

function count(servings: Record<string, number>, serving: string): void {
  servings[serving] = (servings[serving] ?? 0) + 1
}

function requestFor(page: Page, visit: Visit): RawRequest {
  const { kind, origin, fetchSite, tenant, language, isConditional } = visit
  const fields = {
    'Sec-Fetch-Site': fetchSite,
    'X-Tenant': tenant,
    'Accept-Language': language,
    'If-None-Match': isConditional && kind !== 'preflight' ? '"for-everyone"' : undefined,
    'Access-Control-Request-Method': kind === 'preflight' ? 'GET' : undefined,
  }
  const lines = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
  return {
    method: kind === 'preflight' ? 'OPTIONS' : kind,
    path: writeUrl(page),
    host: `${tenant ?? 'www'}.api.example`,
    headers: [...origin.map((line) => ['Origin', line] as const), ...lines],
  }
}

function describe({ kind, origin, ...rest }: Visit): string {
  const others = Object.entries(rest).filter(([, value]) => value !== undefined && value !== false)
  const from = origin.length === 0 ? 'no origin' : origin.map((line) => JSON.stringify(line)).join(' and ')
  return [`${kind} from ${from}`, ...others.map(([name, value]) => `${name} ${value}`)].join(', ')
}
