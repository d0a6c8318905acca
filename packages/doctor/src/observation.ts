import type {
  BrowserRequest,
  Classification,
  CorsCheckCode,
  Engine,
  Journey,
  PreflightJudgment,
} from '@crossorigin/browser-model'
import type { DiagnosisInput } from './diagnosis.ts'
import type { Answer, Exchange } from './network/exchange.ts'
import type { PagePolicy } from './page/page-policy.ts'
import type { SiteRelation } from './walk/site.ts'

/** An exchange that got a response. */
export type Answered = Exchange & { readonly outcome: Answer }

/**
 * One URL on the way of a request, and what was sent to it. The way ends if a browser stops.
 */
export interface ObservedHop {
  /** From 0. */
  readonly index: number
  readonly url: string
  readonly method: string
  /** The value of `Origin` that a browser sends; `null` if it sends none. */
  readonly origin: string | null
  /** Whether it is a CORS request, whose response is checked. */
  readonly isCors: boolean
  readonly preflight: Exchange | undefined
  /** How the browser model judges the response to the preflight, for the first of the engines. */
  readonly judgment: PreflightJudgment | undefined
  readonly actual: Exchange | undefined
  /** Why the actual request was not sent. */
  readonly skipped: 'unsafe-method' | 'preflight-failed' | 'private-address' | undefined
  /** A GET that was sent in place of a request that was not. */
  readonly substitute: Exchange | undefined
  /** Why the response to the actual request, or to its substitute, fails the CORS check: every reason. */
  readonly failures: readonly CorsCheckCode[]
}

/** Requests that no page makes, to see what caches would do with the responses. */
export interface Probes {
  /** What the others are compared with: the request itself if it has nothing to be kept from probes. */
  readonly control: Exchange | undefined
  readonly withoutOrigin: Exchange | undefined
  readonly otherOrigin: Exchange | undefined
  readonly revalidation: Exchange | undefined
  readonly repeats: readonly Exchange[]
}

/** What is known of where a host is. */
export type AddressSpace = 'loopback' | 'local' | 'public' | 'unknown'

/** Everything that was seen. The checks of findings read it, and nothing else. */
export interface Observation {
  readonly input: DiagnosisInput
  /** As the browser model takes it. */
  readonly request: BrowserRequest
  /** Absent if it is not a URL. */
  readonly url: URL | undefined
  readonly classification: Classification
  /** The engines to judge for. */
  readonly engines: readonly Engine[]
  /** Every request sent so far. */
  readonly exchanges: readonly Exchange[]
  /** Empty until requests have been sent, and if a browser sends nothing. */
  readonly hops: readonly ObservedHop[]
  /** How the fetch goes for each engine; empty until requests have been sent. */
  readonly journeys: ReadonlyMap<Engine, Journey>
  readonly probes: Probes
  /** The page that `--page` names. */
  readonly page: Exchange | undefined
  /** What its response says of the requests that it makes; `undefined` if it was not opened. */
  readonly pagePolicy: PagePolicy | undefined
  /** Returns how an origin is related to the page's. */
  readonly relationTo: (origin: string) => SiteRelation
  /** Where the page and the target are, as far as could be found out. */
  readonly spaces: { readonly page: AddressSpace; readonly target: AddressSpace }
}
