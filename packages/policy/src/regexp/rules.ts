import type { ConfigIssue } from '../config-issue.ts'
import type { OriginContext } from '../origin-entry.ts'
import type { RegExpAnalysis, RegExpFinding } from './analysis.ts'
import { describeFinding } from './finding-text.ts'

/** Reports the findings of an analysis. */
export function reportRegExp(
  { findings, insecure }: RegExpAnalysis,
  entry: Pick<ConfigIssue, 'path' | 'value'>,
  context: OriginContext,
): void {
  for (const finding of findings) reportFinding(finding, entry, context)
  if (!context.credentials || insecure === 'never') return
  context.neededFlags.add('dangerouslyAllowInsecureOrigins')
  if (insecure === 'partly' || context.allowsInsecure) return
  context.log.error('origin/insecure-with-credentials', {
    ...entry,
    problem:
      'matches only origins that are not encrypted, which cannot be combined with credentials: true: anyone on the network of a visitor could act in their name.',
    hint: 'Begin it with "^https:\\/\\/", or set dangerouslyAllowInsecureOrigins: true.',
  })
}

/** Without credentials, open names under a private suffix and open hosts of other schemes are only warnings. */
function reportFinding(
  finding: RegExpFinding,
  entry: Pick<ConfigIssue, 'path' | 'value'>,
  { credentials, allowsPublicSuffixes, neededFlags, log }: OriginContext,
): void {
  const { code, problem, hint } = describeFinding(finding)
  const kind = finding.kind === 'open' ? finding.text.kind : finding.kind
  const isShared = kind === 'shared'
  if (isShared && credentials) {
    neededFlags.add('dangerouslyAllowPublicSuffixes')
    if (allowsPublicSuffixes) return
  }
  const report = (isShared || kind === 'opaque') && !credentials ? log.warn : log.error
  const flagHint = hint.replace(/\.$/, ', or set dangerouslyAllowPublicSuffixes: true.')
  report(`origin/${code}`, { ...entry, problem, hint: isShared && credentials ? flagHint : hint })
}
