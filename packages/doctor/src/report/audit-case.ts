import type { AuditReport } from '../audit/audit.ts'
import type { AuditFinding } from '../audit/judgment.ts'
import type { Severity } from '../audit/weakness.ts'
import { WEAKNESSES } from '../audit/weakness.ts'
import type { Level } from '../finding.ts'
import { type Examined, type ExaminedFinding, type ExaminedStep, endSentence } from './report.ts'

/** `high` and `medium` fail the command, and are errors to the formats. */
const LEVELS: Readonly<Record<Severity, Level>> = {
  high: 'error',
  medium: 'error',
  low: 'warning',
  note: 'note',
}

/** Tells an audit as something that was examined: a step for each weakness that was looked for. */
export function examineAudit({ request, findings, exchanges, failure }: AuditReport): Examined {
  const told = findings.map(tellWeakness)
  const steps = Object.entries(WEAKNESSES).map(([code, { title }]): ExaminedStep => {
    const found = told.filter((finding) => finding.code === code)
    if (failure !== undefined) return { name: code, status: 'skip', summary: failure, findings: [] }
    const [first] = found
    if (first === undefined) return { name: code, status: 'ok', summary: `not found: ${title}`, findings: [] }
    return { name: code, status: first.level, summary: title, findings: found }
  })
  const { url, origin, method, headers } = request
  return { request: { url, origin, method, headers }, verdict: 'audited', steps, findings: told, exchanges }
}

function tellWeakness(finding: AuditFinding): ExaminedFinding {
  const { code, severity, title, explanation, fix, needs, origins, exchanges, withCredentials } = finding
  const cookies = withCredentials ? ' The answer allows credentials.' : ''
  return {
    code,
    level: LEVELS[severity],
    certainty: 'certain',
    step: code,
    title,
    explanation: `${endSentence(explanation)}${cookies} An attacker needs ${endSentence(needs)}`,
    fix,
    lines: [],
    evidence: origins.map((value) => ({ exchange: exchanges[0], side: 'request', header: 'Origin', value })),
    spec: undefined,
    says: {},
  }
}
