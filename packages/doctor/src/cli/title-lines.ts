import type { DiagnosisInput } from '../diagnosis.ts'
import { escapeText } from '../report/escape.ts'
import type { Layout } from './layout.ts'
import { wrap } from './wrapping.ts'

/** Says what is examined. */
export function titleLines(input: DiagnosisInput, { width, paint }: Layout): readonly string[] {
  const [target = '', ...facts] = describeInput(input).map(escapeText)
  const line = [`cors-doctor  ${target}`, ...facts].join('   ')
  if (line.length <= width) return [line.replace(target, () => paint('strong', target))]
  return ['cors-doctor', ...[target, ...facts].flatMap((fact) => wrap(fact, width - 2).map((part) => `  ${part}`))]
}

/** The parts of a request that its fate depends on. */
export function describeInput({ method = 'GET', url, origin, credentials, mode }: DiagnosisInput): readonly string[] {
  return [
    `${method} ${url}`,
    `from ${origin}`,
    ...(credentials === 'include' ? ['with credentials'] : []),
    ...(mode === undefined || mode === 'cors' ? [] : [`mode ${mode}`]),
  ]
}
