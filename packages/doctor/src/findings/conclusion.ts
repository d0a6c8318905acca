import type { Step } from '../diagnosis.ts'
import type { ConsoleSentences, Finding, FixLine, Level, StepName } from '../finding.ts'
import { sentencesFor } from '../messages/messages.ts'
import type { Observation } from '../observation.ts'
import { originOfUrl } from '../request/parse-url.ts'
import { CAUSES, type Detection, listDetections, STAGES } from './finding-entry.ts'
import { FINDINGS, type FindingCode, isFindingCode } from './findings.ts'
import { fillLines, writeOptions } from './fix-line.ts'
import { needsOf } from './preflight-lists.ts'

const LEVELS: readonly Level[] = ['error', 'warning', 'note']
const CODES: readonly FindingCode[] = Object.keys(FINDINGS).filter(isFindingCode)

/** Returns what is found at a step, in the order of the findings. */
export function findAt(step: StepName, seen: Observation): readonly Finding[] {
  return CODES.flatMap((code) => {
    const detections = listDetections(FINDINGS[code].checks?.[step]?.(seen))
    return detections.map((detection) => describe(code, detection, { step, seen }))
  })
}

/** Puts what was seen into words. */
function describe(
  code: FindingCode,
  detection: Detection,
  { step, seen }: { readonly step: StepName; readonly seen: Observation },
): Finding {
  const { title, explanation, fix, lines = [], spec, ...entry } = FINDINGS[code]
  const details = detailsOf(detection, seen)
  const isGuess = isOfSubstitute(detection, seen)
  const level = detection.level ?? entry.level
  return {
    code,
    level: isGuess && level === 'error' ? 'warning' : level,
    certainty: isGuess ? 'likely' : (detection.certainty ?? entry.certainty),
    step,
    title,
    explanation: fill(explanation, details),
    fix: fill(fix, details),
    lines: fillLines(advisable(lines, seen), (name) => details[name]),
    evidence: detection.evidence ?? [],
    spec,
    says: sentencesFor(code, details),
  }
}

/** Nobody is advised to allow `null`, which every page can make itself, nor given the rest of a product's lines. */
function advisable(lines: readonly FixLine[], { request }: Observation): readonly FixLine[] {
  if (request.pageOrigin !== 'null') return lines
  const unadvisable = new Set(lines.filter(({ line }) => line.includes('{origin}')).map(({ product }) => product))
  return lines.filter(({ product }) => !unadvisable.has(product))
}

/** The response to a GET says only what the response to the request itself would probably be. */
function isOfSubstitute({ evidence = [] }: Detection, { exchanges }: Observation): boolean {
  return evidence.some(({ exchange }) => exchanges[(exchange ?? 0) - 1]?.purpose === 'substitute')
}

function detailsOf({ details, hop }: Detection, seen: Observation): Readonly<Record<string, string>> {
  const { input, request, url, classification } = seen
  return {
    origin: request.pageOrigin,
    page: input.page ?? `${request.pageOrigin}/`,
    url: hop?.url ?? request.url,
    target: hop === undefined ? (url?.origin ?? request.url) : originOfUrl(hop.url),
    host: hop === undefined ? (url?.host ?? request.url) : new URL(hop.url).host,
    method: hop?.method ?? classification.method,
    ...writeOptions(needsOf(hop ?? seen.hops[0], seen)),
    ...details,
  }
}

/** A detail that says nothing takes the blank before it along. */
function fill(sentence: string, details: Readonly<Record<string, string>>): string {
  return sentence.replace(/( ?)\{([a-zA-Z]+)\}/g, (placeholder, blank: string, name: string) => {
    const detail = details[name]
    if (detail === undefined) return placeholder
    return detail === '' ? '' : blank + detail
  })
}

/**
 * Sorts findings: what blocks first, and among those the likeliest root cause. Findings of one rank keep their order.
 */
export function rankFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((left, right) => rankOf(left) - rankOf(right))
}

function rankOf({ level, code }: Finding): number {
  return LEVELS.indexOf(level) * CAUSES.length + CAUSES.indexOf(FINDINGS[code].cause)
}

/** Says how a step went: by the worst of its findings, or else by what was seen. */
export function statusOf(findings: readonly Finding[], seen: Step['status']): Step['status'] {
  return rankFindings(findings)[0]?.level ?? seen
}

type Console = keyof ConsoleSentences

const CONSOLES: readonly Console[] = ['chrome', 'firefox', 'safari']

/**
 * A browser stops at the first step that fails, and prints one sentence. Takes the sentences from the other errors of a
 * step of the diagnosis, and from all that a console which has printed something would print later.
 *
 * @param silent - The consoles that have printed something. Those that print now are added.
 */
export function hush(findings: readonly Finding[], silent: Set<Console>): readonly Finding[] {
  const printed = new Map<Console, Finding>()
  for (const console of CONSOLES) {
    const [first] = findings
      .filter(({ level, says }) => level === 'error' && says[console] !== undefined)
      .sort((left, right) => placeOf(left, console) - placeOf(right, console))
    if (first === undefined || silent.has(console)) continue
    printed.set(console, first)
    silent.add(console)
  }
  return findings.map((finding) => {
    if (finding.level !== 'error') return finding
    const entries = Object.entries(finding.says).filter(([console]) => printed.get(console as Console) === finding)
    return { ...finding, says: Object.fromEntries(entries) }
  })
}

/** WebKit looks at the status before it looks at the headers. */
function placeOf({ code }: Finding, console: Console): number {
  const { stage } = FINDINGS[code]
  if (console === 'safari' && stage === 'status') return -1
  return stage === undefined ? STAGES.length : STAGES.indexOf(stage)
}
