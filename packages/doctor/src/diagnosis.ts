import type { Engine } from '@crossorigin/browser-model'
import type { Finding, StepName } from './finding.ts'
import type { Exchange, HeaderLine } from './network/exchange.ts'

/** The cross-origin request that is to be examined: what a page would ask for. */
export interface DiagnosisInput {
  /** Absolute. */
  readonly url: string
  /** The serialized origin of the page, or `null` for an opaque one. */
  readonly origin: string
  /**
   * As script writes it.
   *
   * @defaultValue `GET`
   */
  readonly method?: string | undefined
  /** As JavaScript sets them. */
  readonly headers?: readonly HeaderLine[] | undefined
  /** Sent as text, with the type that a browser would give it unless the headers name one. */
  readonly body?: string | undefined
  /** @defaultValue `'same-origin'`, as `fetch` has it: no cookies across origins */
  readonly credentials?: 'omit' | 'same-origin' | 'include' | undefined
  /** @defaultValue `'cors'` */
  readonly mode?: 'cors' | 'no-cors' | 'same-origin' | undefined
  /** @defaultValue `'follow'` */
  readonly redirect?: 'follow' | 'error' | 'manual' | undefined
  /** @defaultValue `'fetch'` */
  readonly api?: 'fetch' | 'xhr' | 'element' | undefined
  /** Whether the upload object of an `XMLHttpRequest` has a listener. */
  readonly uploadListener?: boolean | undefined
  /** Whether the body is a `ReadableStream`. */
  readonly streamBody?: boolean | undefined
  /** The address of the page, whose own policies are then examined too. */
  readonly page?: string | undefined
}

/** How a diagnosis is made. */
export interface DiagnosisOptions {
  /**
   * The engines to judge for: a request is blocked if one of them blocks it.
   *
   * @defaultValue `'all'`
   */
  readonly engine?: Engine | 'all' | undefined
  /**
   * Whether a request that may change something (any but GET, HEAD and OPTIONS) is really sent once its preflight has
   * passed.
   *
   * @defaultValue `false`
   */
  readonly send?: boolean | undefined
  /**
   * Milliseconds for connecting, and again for the headers of each response; 1 to 600,000.
   *
   * @defaultValue `10_000`
   */
  readonly timeout?: number | undefined
  /** How often the request is sent, to find responses that differ; 1 to 100. @defaultValue `1` */
  readonly repeat?: number | undefined
  /** Addresses to use instead of DNS, by host name. */
  readonly resolve?: Readonly<Record<string, string>> | undefined
  /** Whether a certificate that no browser would trust is accepted. It is still reported. @defaultValue `false` */
  readonly insecure?: boolean | undefined
  /**
   * Whether redirects are followed from the public network to this machine and to local networks, where a stranger's
   * server could not go by itself.
   *
   * @defaultValue `false`
   */
  readonly private?: boolean | undefined
  /** The value of `User-Agent`. @defaultValue `cors-doctor/` and the version */
  readonly userAgent?: string | undefined
  /** A `Cookie` line for requests that a browser would send cookies with. */
  readonly cookie?: string | undefined
  /** Ends the diagnosis early: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Called with every step when it is finished, in the order of the steps in the diagnosis. */
  readonly onStep?: ((step: Step, diagnosis: PartialDiagnosis) => void) | undefined
  /** Called with every request before it is sent. */
  readonly onRequest?: ((request: { readonly method: string; readonly url: string }) => void) | undefined
}

/** A finished step. */
export interface Step {
  readonly name: StepName
  /**
   * The worst of its findings. Without findings: `error` if a request got no response, `skip` if it could not be taken
   * or does not apply.
   */
  readonly status: 'ok' | 'note' | 'warning' | 'error' | 'skip'
  /** What was seen, in a line: `different host and port`. Not safe to print. */
  readonly summary: string
  /** The most important first. */
  readonly findings: readonly Finding[]
}

/** What is known of a diagnosis while it is being made. */
export interface PartialDiagnosis {
  readonly request: DiagnosisInput
  readonly exchanges: readonly Exchange[]
}

/** `unknown`: the network kept it from being tested, or an unsafe request was not sent. */
export type Verdict = 'allowed' | 'blocked' | 'unknown'

/** All that was found. */
export interface Diagnosis extends PartialDiagnosis {
  readonly verdict: Verdict
  /** By engine, those that were asked about. */
  readonly verdicts: Readonly<Partial<Record<Engine, Verdict>>>
  readonly steps: readonly Step[]
  /** Of all steps, root cause first. */
  readonly findings: readonly Finding[]
  /** Names of the response headers that the page can read, in lower case; empty if it cannot read the response. */
  readonly readableHeaders: readonly string[]
}
