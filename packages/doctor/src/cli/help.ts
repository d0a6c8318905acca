import { GROUPS, OPTIONS } from './option.ts'
import { wrap } from './wrapping.ts'

const USAGE = [
  ['cors-doctor <url> --origin <origin> [options]', 'may a page on this origin call this URL?'],
  ["cors-doctor --curl '<command>' --origin <origin>", 'the same, for a request that was copied'],
  ["cors-doctor explain '<text>'", 'what a console message or the code of a finding means'],
  ['cors-doctor audit <url> --origin <origin>', 'what would an attacker be given?'],
  ['cors-doctor check <file>', 'expectations, for continuous integration'],
] as const

const EXIT_CODES = [
  ['0', 'a browser allows it; every expectation is met'],
  ['1', 'a browser blocks it; an expectation is not met; more warnings than --max-warnings; a weakness'],
  ['2', 'the command was typed wrong, or a file cannot be read'],
  ['3', 'no verdict: the network failed, or a request was not sent; an expectation was not tested'],
  ['70', 'a fault of the doctor itself'],
  ['130', 'interrupted'],
] as const

/** The help, for a width. */
export function helpLines(width: number): readonly string[] {
  return [
    'cors-doctor plays the part of a browser, and says why a cross-origin request fails.',
    '',
    ...USAGE.flatMap(([usage, what]) => [`  ${usage}`, ...column(what, 6, width)]),
    ...GROUPS.flatMap((group) => [
      '',
      `${group}:`,
      ...Object.entries(OPTIONS).flatMap(([name, option]) => (option.group === group ? optionLines(name, width) : [])),
    ]),
    '',
    'Exit codes:',
    ...EXIT_CODES.flatMap(([code, meaning]) => pair(`  ${code}`, meaning, { at: 8, width })),
  ].flatMap((line) => (line.length <= width ? [line] : fold(line, width)))
}

function optionLines(name: string, width: number): readonly string[] {
  const { short, value, isValueOptional, help } = OPTIONS[name] ?? { help: '' }
  const placeholder =
    value === undefined ? '' : isValueOptional === true ? `[=<${value}>]` : ` <${value}>`.replace(/<('.*')>/, '$1')
  return pair(`  ${short === undefined ? '    ' : `-${short}, `}--${name}${placeholder}`, help, { at: 34, width })
}

function pair(left: string, right: string, { at, width }: { at: number; width: number }): readonly string[] {
  if (width < at + 24) return [left, ...column(right, 10, width)]
  const [first = '', ...rest] = column(right, at, width)
  if (left.length + 2 > at) return [left, first, ...rest]
  return [left.padEnd(at) + first.trimStart(), ...rest]
}

function column(text: string, indent: number, width: number): readonly string[] {
  return wrap(text, width - indent).map((line) => ' '.repeat(indent) + line)
}

function fold(line: string, width: number): readonly string[] {
  const indent = /^ */.exec(line)?.[0] ?? ''
  return wrap(line.trim(), width - indent.length - 2).map((part, index) => `${indent}${index === 0 ? '' : '  '}${part}`)
}
