import type { ConsoleSentences, Finding } from '../finding.ts'
import { STAGES } from './finding-entry.ts'
import { FINDINGS } from './findings.ts'

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
