import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Location, Log, Result } from 'sarif'
import type { Exchange } from '../network/exchange.ts'
import { escapeText, writeJson } from './escape.ts'
import { listProblems, type Problem, type Report, type ReportedCase } from './report.ts'
import { sarifExchange } from './sarif-exchange.ts'
import { sarifRule } from './sarif-rule.ts'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/**
 * Writes SARIF 2.1.0: a result for each finding, with the exchange that shows it, and one for each step or expectation that
 * passed.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function formatSarif({ version, file, cases }: Report): string {
  const results = cases.flatMap((reported) => [
    ...listProblems(reported).map((problem) => resultOfProblem(problem, file)),
    ...listPassed(reported, file),
  ])
  const ids = [...new Set(results.map(({ ruleId }) => ruleId ?? ''))].toSorted()
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'cors-doctor', version, semanticVersion: version, rules: ids.map(sarifRule) } },
        results: results.map((result) => ({ ...result, ruleIndex: ids.indexOf(result.ruleId ?? '') })),
        columnKind: 'utf16CodeUnits',
      },
    ],
  }
  return writeJson(log)
}

function resultOfProblem({ code, level, text, finding, reported }: Problem, file: string | undefined): Result {
  const { exchanges } = reported.diagnosis
  const number = finding?.evidence.find(({ exchange }) => exchange !== undefined)?.exchange
  const exchange = exchanges.find((one: Exchange) => one.number === number)
  return {
    ruleId: code,
    level,
    message: { text: escapeText(text) },
    locations: [locate(reported, finding?.step, file)],
    ...(exchange === undefined ? {} : sarifExchange(exchange)),
    ...(finding === undefined ? {} : { properties: { certainty: finding.certainty } }),
  }
}

function listPassed(reported: ReportedCase, file: string | undefined): readonly Result[] {
  const { diagnosis, expectation } = reported
  const passed = { level: 'none', kind: 'pass' } as const
  if (expectation !== undefined) {
    if (expectation.outcome !== 'met') return []
    const message = { text: escapeText(expectation.sentence) }
    return [{ ruleId: 'expectation/unmet', ...passed, message, locations: [locate(reported, undefined, file)] }]
  }
  return diagnosis.steps
    .filter(({ status }) => status === 'ok')
    .map(({ name, summary }) => ({
      ruleId: `step/${name}`,
      ...passed,
      message: { text: escapeText(summary) },
      locations: [locate(reported, name, file)],
    }))
}

function locate(
  { expectation, diagnosis }: ReportedCase,
  step: string | undefined,
  file: string | undefined,
): Location {
  const { method = 'GET', url } = diagnosis.request
  const name = step ?? 'verdict'
  const logicalLocations = [{ name, fullyQualifiedName: escapeText(`${method} ${url} ${name}`) }]
  if (expectation === undefined || file === undefined) return { logicalLocations }
  const region = { startLine: expectation.line, startColumn: expectation.column }
  return { logicalLocations, physicalLocation: { artifactLocation: { uri: uriOf(file) }, region } }
}

/** A path as a reference: relative to the working directory, unless it leads from the root. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href
  return encodeURI(file.replaceAll('\\', '/').replace(/^\.\//, ''))
}
