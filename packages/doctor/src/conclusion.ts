import { CAUSES } from './catalogue/entry.ts'
import { fillLines } from './catalogue/fix-line.ts'
import { CATALOGUE } from './catalogue.ts'
import type { Step } from './diagnosis.ts'
import type { Finding, FixLine, Level, Sighting, StepName } from './finding.ts'
import { sentencesFor } from './messages/messages.ts'
import type { Observation } from './observation.ts'

const LEVELS: readonly Level[] = ['error', 'warning', 'note']

/** Puts what a rule has seen into the words of the catalogue. */
export function describeSighting(sighting: Sighting, step: StepName, seen: Observation): Finding {
  const { title, explanation, fix, lines = [], spec, ...entry } = CATALOGUE[sighting.code]
  const details: Readonly<Record<string, string>> = { ...commonDetails(seen), ...sighting.details }
  const isGuess = isOfSubstitute(sighting, seen)
  const level = sighting.level ?? entry.level
  return {
    code: sighting.code,
    level: isGuess && level === 'error' ? 'warning' : level,
    certainty: isGuess ? 'likely' : (sighting.certainty ?? entry.certainty),
    step,
    title,
    explanation: fill(explanation, details),
    fix: fill(fix, details),
    lines: fillLines(advisable(lines, seen), (name) => details[name]),
    evidence: sighting.evidence ?? [],
    spec,
    says: sentencesFor(sighting.code, details),
  }
}

/** Nobody is advised to allow `null`, which every page can make itself, nor given the rest of a product's lines. */
function advisable(lines: readonly FixLine[], { request }: Observation): readonly FixLine[] {
  if (request.pageOrigin !== 'null') return lines
  const unadvisable = new Set(lines.filter(({ line }) => line.includes('{origin}')).map(({ product }) => product))
  return lines.filter(({ product }) => !unadvisable.has(product))
}

/** What a GET was answered with says only what the request itself would probably be answered with. */
function isOfSubstitute({ evidence = [] }: Sighting, { exchanges }: Observation): boolean {
  return evidence.some(({ exchange }) => exchanges[(exchange ?? 0) - 1]?.purpose === 'substitute')
}

function commonDetails({ input, request, url, classification }: Observation): Readonly<Record<string, string>> {
  return {
    origin: request.pageOrigin,
    page: input.page ?? `${request.pageOrigin}/`,
    url: request.url,
    target: url?.origin ?? request.url,
    host: url?.host ?? request.url,
    method: classification.method,
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

/** Sorts findings: what blocks first, and among those the likeliest root cause. Findings of one rank keep their order. */
export function rankFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((left, right) => rankOf(left) - rankOf(right))
}

function rankOf({ level, code }: Finding): number {
  return LEVELS.indexOf(level) * CAUSES.length + CAUSES.indexOf(CATALOGUE[code].cause)
}

/** Says how a step went, by the worst of its findings. */
export function statusOf(findings: readonly Finding[], isSkipped: boolean): Step['status'] {
  const [worst] = rankFindings(findings)
  if (worst !== undefined) return worst.level
  return isSkipped ? 'skip' : 'ok'
}
