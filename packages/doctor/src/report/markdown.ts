import type { Evidence } from '../finding.ts'
import { breakLogCommands, escapeText } from './escape.ts'
import {
  type ExaminedFinding,
  type ExaminedStep,
  endSentence,
  listProblems,
  type Report,
  type ReportedCase,
} from './report.ts'
import { summarize } from './summary.ts'

/** Writes Markdown for an issue or a pull request. */
export function formatMarkdown({ version, file, cases }: Report): string {
  const [first] = cases
  const isDiagnosis = file === undefined && first !== undefined
  const body = isDiagnosis ? writeDiagnosis(first) : writeExpectations(cases, file ?? '')
  return breakLogCommands([...body, '', `*cors-doctor ${escapeMarkdown(version)}*`].join('\n'))
}

function writeDiagnosis({ diagnosis }: ReportedCase): readonly string[] {
  const { request, verdict, steps, findings } = diagnosis
  const { word, text } = summarize(diagnosis)
  const title = verdict === 'audited' ? 'Audit' : word
  return [
    `### ${title}: ${code(`${request.method ?? 'GET'} ${request.url}`)} from ${code(request.origin)}`,
    '',
    ...(verdict === 'audited' ? [] : [escapeMarkdown(word + text), '']),
    '| step | result | |',
    '| --- | --- | --- |',
    ...steps.map(writeStep),
    ...findings.filter(({ level }) => level !== 'note').flatMap(writeFinding),
  ]
}

function writeStep({ name, status, summary, findings }: ExaminedStep): string {
  const codes = findings.map((finding) => cell(finding.code)).join(' ')
  return `| ${name} | ${status} | ${[cell(summary), codes].filter((text) => text !== '').join(' ')} |`
}

function writeFinding(finding: ExaminedFinding): readonly string[] {
  const { code: name, level, title, explanation, fix, lines, evidence, spec } = finding
  return [
    '',
    `#### ${level}: ${escapeMarkdown(title)} (${code(name)})`,
    '',
    escapeMarkdown(explanation),
    ...(evidence.length === 0 ? [] : ['', ...fence(evidence.map(writeEvidence))]),
    '',
    `**Fix:** ${escapeMarkdown(endSentence(fix))}`,
    ...(lines.length === 0 ? [] : ['', ...lines.map(({ product, line }) => `- ${code(product)}: ${code(line)}`)]),
    ...(spec === undefined ? [] : ['', `[The standard](${encodeURI(spec)})`]),
  ]
}

function writeEvidence({ header, value, side, exchange }: Evidence): string {
  const mark = exchange === undefined ? '' : side === 'request' ? '> ' : '< '
  return escapeText(`${mark}${header === undefined ? '' : `${header}: `}${value}`)
}

function writeExpectations(cases: readonly ReportedCase[], file: string): readonly string[] {
  const rows = cases.map((reported) => {
    const { diagnosis, expectation } = reported
    const { method = 'GET', url, origin } = diagnosis.request
    const codes = listProblems(reported)
      .filter(({ level, finding }) => level !== 'note' && finding !== undefined)
      .map((problem) => cell(problem.code))
    const sentence = [escapeMarkdown(expectation?.sentence ?? ''), ...codes].join(' ')
    const cells = [expectation?.line ?? '', `${method} ${url}`, origin].map((value) => cell(String(value)))
    return `| ${expectation?.outcome ?? ''} | ${cells.join(' | ')} | ${sentence} |`
  })
  const met = cases.filter(({ expectation }) => expectation?.outcome === 'met').length
  return [
    `### ${met} of ${cases.length} expectations of ${code(file)} met`,
    '',
    '| result | line | request | origin | |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ]
}

/**
 * A cell of a table ends at a bar, even at one in a code span. A backslash before the bar is only taken for an escape if no other
 * one comes before it.
 */
function cell(text: string): string {
  return code(text).replace(/(\\?)\|/g, (_all, before: string) => (before === '' ? '\\|' : `${before}\\x7c`))
}

/** A code span: nothing in it is markup, no mention and no link. */
function code(text: string): string {
  const visible = escapeText(text)
  const ticks = '`'.repeat(longestRun(visible) + 1)
  const space = /^`|`$|^ .* $/.test(visible) ? ' ' : ''
  return visible === '' ? '' : ticks + space + visible + space + ticks
}

function fence(lines: readonly string[]): readonly string[] {
  const ticks = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1))
  return [`${ticks}http`, ...lines, ticks]
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}

/**
 * Security: a server chooses some of these words, and the page that they are pasted into belongs to somebody else: no link, no
 * picture, no element, no mention of a person comes of them.
 */
function escapeMarkdown(text: string): string {
  return (
    escapeText(text)
      .replace(/[\\`*_{}[\]|~]/g, '\\$&')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replace(/^(\s*)([#+=-]|\d+(?=[.)]))/, (_all, blank: string, mark: string) => blank + escapeMark(mark))
      // Mentions, issues and addresses become links, and names in colons pictures; GH-1 is an issue too.
      .replace(/@(?=\w)|#(?=\d)|\bGH(?=-\d)|:(?=\/\/|[\w+-]+:)|www(?=\.)/gi, '$&<!-- -->')
  )
}

/** What makes a heading or a list at the start of a line. The number of an item is escaped at the sign after it. */
function escapeMark(mark: string): string {
  return /\d/.test(mark) ? `${mark}\\` : `\\${mark}`
}
