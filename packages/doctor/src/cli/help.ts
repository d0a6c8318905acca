import { indented, wrap } from '../text/layout.ts'
import { OPTION_GROUPS, type Option } from './option.ts'

const USAGE = [
  ['cors-doctor <url> --origin <origin> [options]', 'can a page on this origin call this URL?'],
  ["cors-doctor --curl '<command>' --origin <origin>", 'the same for a copied request'],
  ["cors-doctor explain '<text>'", 'explain a console message, or the code of a finding'],
  ['cors-doctor audit <url> --origin <origin>', 'find out what an attacker could read'],
  ['cors-doctor check <file>', 'check a file of expectations, for continuous integration'],
] as const

const EXIT_CODES = [
  ['0', 'a browser would allow the request; every expectation is met; an audit found nothing above low'],
  [
    '1',
    'a browser would block it; an expectation is not met; more warnings than --max-warnings; an audit found medium or high',
  ],
  ['2', 'usage error, or unreadable file'],
  ['3', 'no verdict: the network failed, or the request was not sent; an expectation could not be tested'],
  ['70', 'internal error'],
  ['130', 'interrupted'],
] as const

/** The help, for a width. */
export function helpLines(width: number): readonly string[] {
  return [
    'cors-doctor acts as a browser and explains why a cross-origin request fails.',
    '',
    ...USAGE.flatMap(([usage, what]) => [`  ${usage}`, ...indented(what, { indent: 6, width })]),
    ...Object.entries(OPTION_GROUPS).flatMap(([group, options]) => [
      '',
      `${group}:`,
      ...Object.entries(options).flatMap(([name, option]) => pair(write(name, option), option.help, { at: 34, width })),
    ]),
    '',
    'Exit codes:',
    ...EXIT_CODES.flatMap(([code, meaning]) => pair(`  ${code}`, meaning, { at: 8, width })),
  ].flatMap((line) => (line.length <= width ? [line] : fold(line, width)))
}

function write(name: string, { short, value, isValueOptional }: Option): string {
  const placeholder =
    value === undefined ? '' : isValueOptional === true ? `[=<${value}>]` : ` <${value}>`.replace(/<('.*')>/, '$1')
  return `  ${short === undefined ? '    ' : `-${short}, `}--${name}${placeholder}`
}

function pair(
  left: string,
  right: string,
  { at, width }: { readonly at: number; readonly width: number },
): readonly string[] {
  if (width < at + 24) return [left, ...indented(right, { indent: 10, width })]
  const [first = '', ...rest] = indented(right, { indent: at, width })
  return left.length + 2 > at ? [left, first, ...rest] : [left.padEnd(at) + first.trimStart(), ...rest]
}

/** Breaks a line that is too wide even for a narrow terminal. */
function fold(line: string, width: number): readonly string[] {
  const indent = /^ */.exec(line)?.[0] ?? ''
  return wrap(line.trim(), width - indent.length - 2).map((part, index) => `${indent}${index === 0 ? '' : '  '}${part}`)
}
