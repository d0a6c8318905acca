import { hasHeader, valuesOf } from '../header-lines.ts'
import { showHeader } from './evidence.ts'
import { atCors } from './exposure.ts'
import { type Findings, note } from './finding-entry.ts'
import { membersOf } from './token-list.ts'

/** What a page learns of how long a response took. */
export type TimingCode = 'exposure/timing' | 'lookalike/tao'

const TIMING_ALLOW_ORIGIN = 'Timing-Allow-Origin'

export const timingFindings: Findings<TimingCode> = {
  'exposure/timing': note('exposure', {
    title: 'Timings are hidden from JavaScript',
    explanation:
      'The response has Server-Timing, which pages of other origins can read only if Timing-Allow-Origin allows it. ' +
      'Without it, Resource Timing shows zeros too. CORS does not cover this.',
    fix: "Send Timing-Allow-Origin with the page's origin if it should see timings.",
    lines: [{ product: 'nginx', line: 'add_header Timing-Allow-Origin "{origin}" always;' }],
    spec: 'https://w3c.github.io/resource-timing/#sec-timing-allow-origin',
    checks: atCors(({ answer }) => {
      const isHidden = hasHeader(answer.outcome, 'Server-Timing') && !hasHeader(answer.outcome, TIMING_ALLOW_ORIGIN)
      return isHidden ? { evidence: showHeader(answer, 'Server-Timing') } : undefined
    }),
  }),
  'lookalike/tao': note('look-alike', {
    title: 'Timing-Allow-Origin does not list this origin',
    explanation:
      'The response says Timing-Allow-Origin: {value}, and not {origin}, so Resource Timing shows zeros and ' +
      'Server-Timing is hidden. It blocks nothing, and CORS does not cover it.',
    fix: 'Add {origin} to Timing-Allow-Origin, or send * if the timings reveal nothing about the visitor.',
    lines: [{ product: 'nginx', line: 'add_header Timing-Allow-Origin "{origin}" always;' }],
    spec: 'https://fetch.spec.whatwg.org/#concept-tao-check',
    checks: atCors(({ hop, answer }) => {
      if (!hasHeader(answer.outcome, TIMING_ALLOW_ORIGIN)) return undefined
      const allowed = membersOf(answer.outcome, TIMING_ALLOW_ORIGIN).map(({ text }) => text)
      if (allowed.includes('*') || allowed.includes(hop.origin ?? 'null')) return undefined
      const value = valuesOf(answer.outcome, TIMING_ALLOW_ORIGIN).join(', ')
      return { details: { value }, evidence: showHeader(answer, TIMING_ALLOW_ORIGIN) }
    }),
  }),
}
