import type { EntryContext, EntryPlace } from '../entry-context.ts'
import type { RegExpAnalysis, RegExpFinding } from './analysis.ts'
import { describeFinding } from './finding-text.ts'

/** Reports the findings of an analysis. */
export function reportRegExp({ findings, insecure }: RegExpAnalysis, place: EntryPlace, context: EntryContext): void {
  for (const finding of findings) reportFinding(finding, place, context)
  if (!context.credentials || insecure === 'never') return
  context.neededFlags.add('dangerouslyAllowInsecureOrigins')
  if (insecure === 'partly' || context.allowsInsecure) return
  context.log.error('origin/insecure-with-credentials', {
    ...place,
    problem:
      'matches only origins that are not encrypted, which cannot be combined with credentials: true: an attacker on the network of a visitor could act on their behalf.',
    hint: 'Begin it with "^https:\\/\\/", or set dangerouslyAllowInsecureOrigins: true.',
  })
}

const FLAG_HINT = 'Spell out your own names, or set dangerouslyAllowPublicSuffixes: true.'

/** Without credentials, open names under a private suffix and open hosts of other schemes are only warnings. */
function reportFinding(
  finding: RegExpFinding,
  place: EntryPlace,
  { credentials, allowsPublicSuffixes, neededFlags, log }: EntryContext,
): void {
  const { code, problem, hint } = describeFinding(finding)
  const kind = finding.kind === 'open' ? finding.text.kind : finding.kind
  const isShared = kind === 'shared'
  if (isShared && credentials) {
    neededFlags.add('dangerouslyAllowPublicSuffixes')
    if (allowsPublicSuffixes) return
  }
  const severity = (isShared || kind === 'opaque') && !credentials ? 'warning' : 'error'
  log.add(severity, `origin/${code}`, { ...place, problem, hint: isShared && credentials ? FLAG_HINT : hint })
}
