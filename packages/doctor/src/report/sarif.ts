import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Location, Log, ReportingDescriptor, Result, WebRequest, WebResponse } from 'sarif'
import { WEAKNESSES, type WeaknessCode } from '../audit/weakness.ts'
import { FINDINGS, isFindingCode } from '../findings/findings.ts'
import { fillSentence } from '../findings/fix-line.ts'
import type { Exchange, HeaderLine } from '../network/exchange.ts'
import { escapeText, writeJson } from './escape.ts'
import { listProblems, type Problem, type Report, type ReportedCase } from './report.ts'

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

/** Writes an exchange as the request and the response of a result. */
function sarifExchange({ request, outcome }: Exchange): Pick<Result, 'webRequest' | 'webResponse'> {
  const protocol = outcome.kind === 'answer' ? outcome.connection.protocol : 'HTTP/1.1'
  const [name = 'HTTP', version = '1.1'] = protocol.split('/')
  const webRequest: WebRequest = {
    protocol: name,
    version,
    target: request.url,
    method: request.method,
    headers: joinLines(request.headers),
  }
  return { webRequest, webResponse: { protocol: name, version, ...webResponseOf(outcome) } }
}

function webResponseOf(outcome: Exchange['outcome']): WebResponse {
  if (outcome.kind === 'failure') return { noResponseReceived: true, reasonPhrase: outcome.message }
  const { status, statusText, headers, body } = outcome
  return {
    statusCode: status,
    reasonPhrase: statusText,
    headers: joinLines(headers),
    ...(body === '' ? {} : { body: { text: body } }),
  }
}

/** The format has one value for a name. Repeated lines are joined as a browser joins them. */
function joinLines(lines: readonly HeaderLine[]): Record<string, string> {
  const joined = new Map<string, [name: string, value: string]>()
  for (const [name, value] of lines) {
    const key = name.toLowerCase()
    const before = joined.get(key)
    joined.set(key, before === undefined ? [name, value] : [before[0], `${before[1]}, ${value}`])
  }
  return Object.fromEntries(joined.values())
}

const EXPECTATION_RULES: Readonly<Record<string, ReportingDescriptor>> = {
  'expectation/unmet': {
    id: 'expectation/unmet',
    shortDescription: { text: 'An expectation is not met' },
    defaultConfiguration: { level: 'error' },
  },
  'expectation/untested': {
    id: 'expectation/untested',
    shortDescription: { text: 'An expectation could not be tested' },
    defaultConfiguration: { level: 'warning' },
  },
}

/** Describes a rule. Its sentences are about servers in general: details have their names in capitals. */
function sarifRule(id: string): ReportingDescriptor {
  if (isFindingCode(id)) {
    const { level, title, explanation, fix, spec } = FINDINGS[id]
    const helpUri = spec === undefined ? {} : { helpUri: spec }
    const sentences = { title, explanation: fillSentence(explanation, {}), fix: fillSentence(fix, {}) }
    return { ...describe({ id, ...sentences }), ...helpUri, defaultConfiguration: { level } }
  }
  if (isWeaknessCode(id)) return describe({ id, ...WEAKNESSES[id] })
  return EXPECTATION_RULES[id] ?? { id, shortDescription: { text: `The step ${id.replace('step/', '')}` } }
}

interface Described {
  readonly id: string
  readonly title: string
  readonly explanation: string
  readonly fix: string
}

function describe({ id, title, explanation, fix }: Described): ReportingDescriptor {
  return { id, shortDescription: { text: title }, fullDescription: { text: explanation }, help: { text: fix } }
}

function isWeaknessCode(id: string): id is WeaknessCode {
  return Object.hasOwn(WEAKNESSES, id)
}
