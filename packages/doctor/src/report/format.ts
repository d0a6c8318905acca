import { formatGithub } from './github.ts'
import { formatJson } from './json.ts'
import { formatJunit } from './junit.ts'
import { formatMarkdown } from './markdown.ts'
import type { Report } from './report.ts'
import { formatSarif } from './sarif.ts'

/** The name of a format for machines, or for other people's pages. */
export type FormatName = 'json' | 'sarif' | 'github' | 'markdown' | 'junit'

/** All of them. Each is printable ASCII from end to end, whatever a server has sent. */
export const FORMATS: Readonly<Record<FormatName, (report: Report) => string>> = {
  json: formatJson,
  sarif: formatSarif,
  github: formatGithub,
  markdown: formatMarkdown,
  junit: formatJunit,
}
