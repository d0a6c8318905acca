import { behaviorOf } from '@crossorigin/browser-model'
import { ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE } from '@crossorigin/grammar'
import type { Evidence, FixLine } from '../finding.ts'
import { hasHeader, readHeader } from '../header-lines.ts'
import type { Answered, Observation } from '../observation.ts'
import { answered, showHeader, showRequestHeader, wholeOf } from './evidence.ts'
import { type Checks, type Detected, type Detection, type Findings, note, warning } from './finding-entry.ts'
import { policyLines } from './fix-line.ts'
import { membersOf } from './token-list.ts'

/** With a list, all of them send `Vary` on every response. */
const VARY_LINES: readonly FixLine[] = [...policyLines(), { product: 'nginx', line: 'add_header Vary Origin always;' }]

/** What caches make of the responses. */
export const cachingFindings = {
  'cache/vary-origin-missing': warning('caching', {
    title: 'Responses depend on the origin without saying so',
    explanation:
      'The server responds to {origin} differently than to another origin, without Vary: Origin. A cache, including ' +
      "the browser's own, may give the response for one origin to a page of another, where it is blocked.",
    fix: 'Send Vary: Origin with every response of this resource. Add it to an existing Vary; do not replace it.',
    lines: VARY_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches',
    checks: atAnswers((answers) =>
      lookForVary(answers) === 'missing' ? show(answers.own, answers.otherOrigin) : undefined,
    ),
  }),
  'cache/vary-missing-when-refused': warning('caching', {
    title: 'Responses to origins that are not allowed lack Vary: Origin',
    explanation:
      'The responses to {origin} and to an origin that is not allowed differ, and one of them lacks Vary: Origin. A ' +
      'cache may store the denial and give it to a page that is allowed.',
    fix: 'Send Vary: Origin with denials too.',
    lines: VARY_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches',
    checks: atAnswers((answers) =>
      lookForVary(answers) === 'one-sided' ? show(answers.own, answers.otherOrigin) : undefined,
    ),
  }),
  'cache/headers-only-with-origin': warning('caching', {
    title: 'Without Origin there are neither CORS headers nor Vary',
    explanation:
      'An <img>, a <script> or a visit to the URL sends no Origin. That response, with neither ' +
      'Access-Control-Allow-Origin nor Vary: Origin, is stored. A later fetch is served from the cache and fails ' +
      'without a request being sent. It works with the cache disabled in the developer tools.',
    fix: 'Send Vary: Origin with every response, also if the request has no Origin.',
    lines: VARY_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches',
    checks: atAnswers((answers) =>
      lacksOrigin(answers) && isDynamic(answers) !== false ? show(answers.own, answers.withoutOrigin) : undefined,
    ),
  }),
  'cache/static-origin-conditional': warning('caching', {
    title: 'A constant header is only sent if there is an Origin',
    explanation:
      'Access-Control-Allow-Origin is {allowed} for everyone, but is missing if the request has no Origin. The ' +
      'response to an <img> or a visit is cached without it, and a later fetch fails from the cache.',
    fix: 'Send the header with every response, with or without an Origin. A constant header needs no Vary.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: '*' })" },
      { product: 'cors', line: "cors({ origin: '*' })" },
      {
        product: 'nginx',
        line: 'add_header Access-Control-Allow-Origin "*" always; # outside of any if ($http_origin)',
      },
    ],
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches',
    checks: atAnswers((answers) => {
      if (!lacksOrigin(answers) || isDynamic(answers) !== false) return undefined
      return { ...show(answers.own, answers.withoutOrigin), details: { allowed: allowedBy(answers.own) ?? '' } }
    }),
  }),
  'cache/304': warning('caching', {
    title: 'A 304 has a different origin than the response',
    explanation:
      'When revalidated, the server responds with 304 and Access-Control-Allow-Origin: {found}, but the response ' +
      'itself says {expected}. The headers of a 304 replace the stored ones: whether the request works depends on ' +
      'what came before.',
    fix: 'Send the same CORS headers and the same Vary with 304 as with 200.',
    lines: VARY_LINES,
    spec: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5',
    checks: atAnswers(({ own, revalidation }) => {
      const expected = allowedBy(own)
      if (revalidation?.outcome.status !== 304) return undefined
      const found = allowedBy(revalidation)
      // What a 304 lacks is said of the response.
      if (found === undefined || found === expected) return undefined
      return { ...show(own, revalidation), details: { expected: expected ?? 'missing', found } }
    }),
  }),
  'cache/shared-hit': warning('caching', {
    certainty: 'likely',
    title: 'A shared cache serves the response for another origin',
    explanation:
      'The response comes from a cache ({mark}), and its Access-Control-Allow-Origin is not for the origin of the ' +
      'request. The cache drops or ignores Vary: Origin.',
    fix: 'Add the request header Origin to the cache key of the CDN or proxy, or send a constant * if that is allowed.',
    lines: [{ product: 'nginx', line: 'proxy_cache_key $scheme$proxy_host$request_uri$http_origin;' }],
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches',
    checks: atAnswers(lookForSharedHit),
  }),
  'cache/vary-star': note('caching', {
    title: 'Vary: * keeps every cache from reusing the response',
    explanation: 'It says that the response may depend on anything. That is safe, but no cache can reuse the response.',
    fix: 'List the request headers that the response depends on: Vary: Origin.',
    spec: 'https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5',
    checks: atAnswers(({ own }) => (varyOf(own).includes('*') ? { evidence: showHeader(own, 'Vary') } : undefined)),
  }),
  'cache/vary-on-preflight-only': warning('caching', {
    title: 'Vary: Origin is only on the preflight response',
    explanation:
      'The preflight cache is keyed by origin and does not look at Vary. The response to the request itself can be ' +
      'stored, and it lacks Vary: Origin.',
    fix: 'Send Vary: Origin with the response to the request itself.',
    lines: VARY_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches',
    checks: atAnswers((answers) => {
      const { own, preflight } = answers
      if (preflight === undefined || !varies(preflight) || varies(own) || !isStored(own)) return undefined
      if (isDynamic(answers) !== true) return undefined
      return { evidence: [...showHeader(preflight, 'Vary'), ...showAnswer(own)] }
    }),
  }),
} satisfies Findings

/** The responses of one URL, as different visitors get them. */
interface Answers {
  readonly own: Answered
  readonly preflight: Answered | undefined
  readonly withoutOrigin: Answered | undefined
  readonly otherOrigin: Answered | undefined
  readonly revalidation: Answered | undefined
  readonly repeats: readonly Answered[]
}

function atAnswers(look: (answers: Answers) => Detected): Checks {
  return {
    caching: ({ hops: [hop], probes }) => {
      const own = answered(probes.control ?? hop?.actual ?? hop?.substitute)
      if (hop?.isCors !== true || own === undefined) return undefined
      return look({
        own,
        preflight: answered(hop.preflight),
        withoutOrigin: answered(probes.withoutOrigin),
        otherOrigin: answered(probes.otherOrigin),
        revalidation: answered(probes.revalidation),
        repeats: probes.repeats.map(answered).filter((answer) => answer !== undefined),
      })
    },
  }
}

function allowedBy({ outcome }: Answered): string | undefined {
  return readHeader(outcome, ACCESS_CONTROL_ALLOW_ORIGIN)
}

function varyOf({ outcome }: Answered): readonly string[] {
  return membersOf(outcome, 'Vary').map(({ text }) => text.toLowerCase())
}

function varies(answer: Answered): boolean {
  return varyOf(answer).some((member) => member === 'origin' || member === '*')
}

function isStored({ outcome }: Answered): boolean {
  return !membersOf(outcome, 'Cache-Control').some(({ text }) => text.toLowerCase() === 'no-store')
}

/** Shows what responses to an origin say of origins. */
function show(...answers: readonly (Answered | undefined)[]): Detection {
  return { evidence: answers.flatMap((answer) => (answer === undefined ? [] : showAnswer(answer))) }
}

function showAnswer(answer: Answered): readonly Evidence[] {
  return [
    ...showRequestHeader(answer, 'Origin'),
    ...showHeader(answer, ACCESS_CONTROL_ALLOW_ORIGIN),
    ...(hasHeader(answer.outcome, 'Vary') ? showHeader(answer, 'Vary') : []),
  ]
}

/** Whether the header depends on the origin that asks; `undefined` if that was not found out. */
function isDynamic({ own, otherOrigin }: Answers): boolean | undefined {
  if (allowedBy(own) === '*') return false
  return otherOrigin === undefined ? undefined : allowedBy(own) !== allowedBy(otherOrigin)
}

/** Whether `Vary: Origin` is missing from all that needs it, or from responses to origins that are not allowed. */
function lookForVary(answers: Answers): 'missing' | 'one-sided' | undefined {
  const { own, otherOrigin } = answers
  if (isDynamic(answers) !== true || otherOrigin === undefined) return undefined
  if (!varies(own) && isStored(own)) {
    return allowedBy(own) === undefined && varies(otherOrigin) ? 'one-sided' : 'missing'
  }
  return varies(own) && !varies(otherOrigin) && isStored(otherOrigin) ? 'one-sided' : undefined
}

/** Whether the response to a request without an origin can be stored, with neither the header nor `Vary`. */
function lacksOrigin({ own, withoutOrigin }: Answers): boolean {
  if (allowedBy(own) === undefined || withoutOrigin === undefined) return false
  return allowedBy(withoutOrigin) === undefined && !varies(withoutOrigin) && isStored(withoutOrigin)
}

function lookForSharedHit({ own, repeats, otherOrigin, withoutOrigin }: Answers): Detection | undefined {
  const origin = readHeader(own.request, 'Origin')
  const all = [own, ...repeats, otherOrigin, withoutOrigin].filter((answer) => answer !== undefined)
  const values = new Set(all.map(allowedBy))
  // A header that is the same for everyone was made for everyone, rightly or not.
  if (values.size < 2) return undefined
  for (const answer of [own, ...repeats]) {
    const allowed = allowedBy(answer)
    const mark = findCacheMark(answer)
    if (mark === undefined || allowed === '*' || allowed === origin) continue
    if (allowed === undefined && !values.has(origin)) continue
    return { details: { mark: mark.text }, evidence: [...mark.evidence, ...showAnswer(answer)] }
  }
  return undefined
}

const MAX_AGE_LINES: readonly FixLine[] = [
  ...policyLines({ option: 'maxAge: 7200' }),
  { product: 'nginx', line: 'add_header Access-Control-Max-Age 7200 always;' },
]

/** What browsers remember of preflights, and who else does. */
export const preflightCachingFindings = {
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
} satisfies Findings

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

/** Headers in which CDNs and proxies say whether a response comes from their cache. */
const STATUS_HEADERS = ['X-Cache', 'CF-Cache-Status', 'X-Vercel-Cache', 'X-Proxy-Cache', 'X-Cache-Status', 'CDN-Cache']

/** What shows that a response comes from a cache. */
interface CacheMark {
  readonly text: string
  readonly evidence: readonly Evidence[]
}

/** Finds what shows that a response comes from a shared cache; `undefined` if nothing does. */
function findCacheMark(answer: Answered): CacheMark | undefined {
  const name = ['Age', ...STATUS_HEADERS].find((each) => isHit(each, readHeader(answer.outcome, each)))
  if (name === undefined) return undefined
  return { text: `${name}: ${readHeader(answer.outcome, name)}`, evidence: showHeader(answer, name) }
}

function isHit(name: string, value: string | undefined): boolean {
  if (value === undefined) return false
  return name === 'Age' ? Number(value) > 0 : /\bhit\b/i.test(value)
}
