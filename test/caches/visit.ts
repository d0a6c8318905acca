import fc from 'fast-check'
import { LIFETIMES, MEANS, OWN_VARY, type Page, POLICY_NAMES, STATUSES } from './page.ts'

/** Origins that some of the policies allow. */
export const TRUSTED = ['https://a.example', 'https://x.b.example', 'https://y.b.example'] as const

/** Origins that no policy allows except `'*'`. */
export const STRANGERS = ['https://evil.test', 'https://b.example', 'http://a.example', 'null'] as const

/**
 * Lines of `Origin` that no browser sends: caches and servers may read them in different ways, especially when a line
 * repeats, is empty, or looks like an origin if commas, spaces or case are ignored.
 */
const MALFORMED: readonly (readonly string[])[] = [
  [''],
  ['https://a.example/'],
  ['HTTPS://A.EXAMPLE'],
  ['https://a.example:443'],
  ['https://a.example,'],
  [', https://x.b.example'],
  ['https://a.example, https://evil.test'],
  ['https://a.example', 'https://a.example'],
  ['https://a.example', ''],
  ['', 'https://a.example'],
  ['https://x.b.example', 'https://evil.test'],
  ['https://evil.test', 'https://x.b.example'],
]

/** The tenants of the policies that are selected by a header or by `Host`. */
const TENANTS = ['one', 'two'] as const

/** One request of one visitor. */
export interface Visit {
  readonly kind: 'GET' | 'HEAD' | 'preflight'
  /** The lines of `Origin`, empty if there is no such header. */
  readonly origin: readonly string[]
  readonly fetchSite: 'same-origin' | 'cross-site' | undefined
  readonly tenant: (typeof TENANTS)[number] | undefined
  readonly language: 'de' | 'fr' | undefined
  /** Whether the visitor has the page already, and revalidates it. */
  readonly isConditional: boolean
}

/** What happens to one page: bursts of simultaneous visits, some while it is fresh, and some when it is stale. */
export interface History {
  readonly page: Page
  readonly whileFresh: readonly (readonly Visit[])[]
  readonly whenAged: readonly (readonly Visit[])[]
}

/** Whether a browser could have sent this `Origin`, or none. */
export function isWellFormed({ origin }: Visit): boolean {
  const known: readonly string[] = [...TRUSTED, ...STRANGERS]
  return origin.length === 0 || (origin.length === 1 && known.includes(origin[0] as string))
}

const visit: fc.Arbitrary<Visit> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('GET' as const) },
    { weight: 2, arbitrary: fc.constant('HEAD' as const) },
    { weight: 1, arbitrary: fc.constant('preflight' as const) },
  ),
  origin: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...TRUSTED).map((origin) => [origin]) },
    { weight: 2, arbitrary: fc.constantFrom(...STRANGERS).map((origin) => [origin]) },
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.constantFrom(...MALFORMED) },
  ),
  fetchSite: fc.constantFrom(undefined, 'same-origin', 'cross-site'),
  tenant: fc.constantFrom(undefined, ...TENANTS, undefined),
  language: fc.constantFrom(undefined, 'de', 'fr', undefined),
  isConditional: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
})

/** Few visitors, who come again and again, so that a cache has stored responses for them. */
const visits: fc.Arbitrary<Omit<History, 'page'>> = fc
  .array(visit, { minLength: 2, maxLength: 5 })
  .chain((visitors) => {
    const burst = fc.array(fc.constantFrom(...visitors), { minLength: 1, maxLength: 3 })
    const bursts = fc.array(burst, { minLength: 1, maxLength: 4 })
    return fc.record({ whileFresh: bursts, whenAged: bursts })
  })

/** The values that pages are drawn from. */
interface Selection {
  readonly policies: readonly Page['policy'][]
  readonly vary: readonly Page['vary'][]
}

const EVERYTHING: Selection = { policies: POLICY_NAMES, vary: ['none', 'none', 'none', ...namesOf(OWN_VARY)] }

const page = ({ policies, vary }: Selection): fc.Arbitrary<Page> =>
  fc
    .record({
      policy: fc.constantFrom(...policies),
      status: fc.constantFrom('200', '200', ...STATUSES),
      lifetime: fc.constantFrom(...namesOf(LIFETIMES)),
      vary: fc.constantFrom(...vary),
      means: fc.constantFrom(...MEANS),
      serial: fc.constant(0),
    })
    .filter(isUnderstood)

/**
 * nginx before 1.23 reads only the last of several lines of `Vary`. When a policy has something to add, it makes one line
 * of them; with `'*'` it has nothing to add, and several lines are a matter of the page and its cache.
 */
function isUnderstood({ policy, vary }: Page): boolean {
  return policy !== 'any' || vary !== 'lines'
}

/** Draws histories of different pages; the same ones for the same seed. */
export function drawHistories(seed: number, count: number, selection = EVERYTHING): History[] {
  const history = fc.record({ page: page(selection), visits })
  return fc
    .sample(history, { seed, numRuns: count })
    .map((drawn, serial) => ({ ...drawn.visits, page: { ...drawn.page, serial } }))
}

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(table) as Name[]
}
