import type { FindingCode } from './catalogue.ts'
import type { ConsoleSentences, Finding } from './finding.ts'

type Console = keyof ConsoleSentences

const PREFLIGHT_STATUS: FindingCode = 'preflight/status-not-ok'

/** The steps of the standard for a preflight's answer, in their order. */
const PREFLIGHT_ORDER: readonly FindingCode[] = [
  'preflight/redirect',
  'preflight/allow-origin-missing',
  'preflight/allow-origin-multiple',
  'preflight/allow-origin-invalid',
  'preflight/allow-origin-mismatch',
  'preflight/wildcard-with-credentials',
  'preflight/allow-credentials-not-true',
  PREFLIGHT_STATUS,
  'preflight/allow-methods-unparsable',
  'preflight/allow-headers-unparsable',
]

/**
 * A browser stops at the first rule that fails, and prints one sentence; which rule is the first differs: WebKit looks at the
 * status before it looks at the headers. Keeps the sentences that will really be read, and takes them from the other errors.
 */
export class ConsoleReader {
  readonly #silent = new Set<Console>()

  /** Reads the findings of the next step, the most important first. */
  read(findings: readonly Finding[]): readonly Finding[] {
    const speaking = new Map<Console, Finding>()
    for (const engine of ['chrome', 'firefox', 'safari'] as const) {
      const [first] = findings
        .filter(({ level, says }) => level === 'error' && says[engine] !== undefined)
        .sort((left, right) => placeOf(left, engine) - placeOf(right, engine))
      if (first === undefined || this.#silent.has(engine)) continue
      speaking.set(engine, first)
      this.#silent.add(engine)
    }
    return findings.map((finding) => (finding.level === 'error' ? hush(finding, speaking) : finding))
  }
}

function placeOf({ code }: Finding, engine: Console): number {
  if (engine === 'safari' && code === PREFLIGHT_STATUS) return -1
  const place = PREFLIGHT_ORDER.indexOf(code)
  return place === -1 ? PREFLIGHT_ORDER.length : place
}

function hush(finding: Finding, speaking: ReadonlyMap<Console, Finding>): Finding {
  const entries = Object.entries(finding.says).filter(([engine]) => speaking.get(engine as Console) === finding)
  return { ...finding, says: Object.fromEntries(entries) }
}
