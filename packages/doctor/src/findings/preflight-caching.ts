import { behaviorOf } from '@crossorigin/browser-model'
import { ACCESS_CONTROL_MAX_AGE } from '@crossorigin/grammar'
import type { FixLine } from '../finding.ts'
import { readHeader } from '../header-lines.ts'
import type { Observation } from '../observation.ts'
import { answered, showHeader, wholeOf } from './evidence.ts'
import { type Checks, type Detection, type Findings, note, warning } from './finding-entry.ts'
import { findCacheMark } from './shared-cache.ts'

/** What browsers remember of preflights, and who else does. */
export type PreflightCachingCode =
  | 'cache/preflight-uncached'
  | 'cache/max-age-over-cap'
  | 'cache/max-age-invalid'
  | 'cache/preflight-stored-by-intermediary'
  | 'cache/stale-preflight'

const MAX_AGE_LINES: readonly FixLine[] = [
  { product: '@crossorigin', line: "cors({ origin: '{origin}', maxAge: 7200 })" },
  { product: 'cors', line: "cors({ origin: '{origin}', maxAge: 7200 })" },
  { product: '@fastify/cors', line: "{ origin: '{origin}', maxAge: 7200 }" },
  { product: 'nginx', line: 'add_header Access-Control-Max-Age 7200 always;' },
]

export const preflightCachingFindings: Findings<PreflightCachingCode> = {
  'cache/preflight-uncached': note('caching', {
    title: 'Preflights are hardly cached',
    explanation:
      'Without Access-Control-Max-Age, browsers cache a preflight for five seconds; with 0, not at all. Nearly every ' +
      'request then costs two.',
    fix:
      'Send Access-Control-Max-Age with the preflight response. Chromium caches for 7200 seconds at most, Safari for ' +
      '600.',
    lines: MAX_AGE_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-preflight-cache',
    checks: atMaxAge((value) => (value === undefined || /^0+$/.test(value) ? {} : undefined)),
  }),
  'cache/max-age-over-cap': note('caching', {
    title: 'Access-Control-Max-Age is longer than browsers allow',
    explanation:
      '{seconds} seconds are cut short: Chromium caches a preflight for at most 7,200 seconds, Safari for 600 and ' +
      'Firefox for 86,400 seconds.',
    fix: "Nothing. Just do not rely on more than the browsers' limits.",
    lines: MAX_AGE_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-access-control-max-age',
    checks: atMaxAge((value = '', seen) => {
      const isOver = /^[0-9]+$/.test(value) && Number(value) > capFor(seen)
      return isOver ? { details: { seconds: Number(value).toLocaleString('en') } } : undefined
    }),
  }),
  'cache/max-age-invalid': warning('caching', {
    title: 'Access-Control-Max-Age is not a number of seconds',
    explanation:
      'It must be digits only, once. With anything else, Chromium and Safari use five seconds, and Firefox does not ' +
      'cache the preflight.',
    fix: 'Send whole seconds: 600, not 10m.',
    lines: MAX_AGE_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-access-control-max-age',
    checks: atMaxAge((value) => {
      if (value === undefined || /^[0-9]+$/.test(value)) return undefined
      // Servers write -1 for "do not remember it", and all engines take it so.
      return { level: /^-[0-9]+$/.test(value) ? 'note' : undefined }
    }),
  }),
  'cache/preflight-stored-by-intermediary': warning('caching', {
    certainty: 'likely',
    title: 'Something in between stores responses to OPTIONS',
    explanation:
      'The preflight response comes from a cache ({mark}). Responses to OPTIONS must not be stored: an old denial ' +
      'may be served to everyone, and an old permission may outlive a change.',
    fix:
      'Let the CDN or proxy pass OPTIONS through. If it cannot, send Vary: Origin, Access-Control-Request-Method, ' +
      'Access-Control-Request-Headers with preflight responses.',
    spec: 'https://www.rfc-editor.org/rfc/rfc9110#section-9.3.7',
    checks: {
      caching: ({ hops }) =>
        hops.flatMap(({ preflight }) => {
          const answer = answered(preflight)
          const mark = answer === undefined ? undefined : findCacheMark(answer)
          return mark === undefined ? [] : [{ details: { mark: mark.text }, evidence: mark.evidence }]
        }),
    },
  }),
  'cache/stale-preflight': note('caching', {
    certainty: 'possible',
    title: 'A browser may have cached an older preflight',
    explanation:
      'Browsers cache a preflight for as long as Access-Control-Max-Age said at the time. After a change on the ' +
      'server, a browser may use the old result for hours.',
    fix:
      'Wait, restart the browser, or disable the cache in the developer tools. Keep max-age low while you make ' +
      'changes.',
    spec: 'https://fetch.spec.whatwg.org/#cors-preflight-cache',
  }),
}

/** Looks at how long a preflight that passes is remembered. */
function atMaxAge(look: (value: string | undefined, seen: Observation) => Detection | undefined): Checks {
  return {
    caching: (seen) =>
      seen.hops.flatMap(({ preflight, judgment }) => {
        const answer = answered(preflight)
        if (answer === undefined || judgment?.code !== null) return []
        const detection = look(readHeader(answer.outcome, ACCESS_CONTROL_MAX_AGE), seen)
        if (detection === undefined) return []
        return [{ ...detection, evidence: showHeader(answer, ACCESS_CONTROL_MAX_AGE, wholeOf) }]
      }),
  }
}

/** Safari's cap is so low that nearly every server is over it: it counts only if Safari alone is asked about. */
function capFor({ engines }: Observation): number {
  const [engine = 'chromium', ...others] = engines
  return behaviorOf(others.length === 0 ? engine : 'chromium').maxAgeCap
}
