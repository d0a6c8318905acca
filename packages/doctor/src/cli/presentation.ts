import { FORMATS, type FormatName } from '../report/format.ts'
import type { Tolerance } from './exit-code.ts'
import type { Layout } from './layout.ts'
import { readNumber, readWord, type Values } from './option-value.ts'
import { type ColorMode, createPaint } from './palette.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** How what was found is shown. */
export interface Presentation extends Tolerance {
  readonly format: FormatName | 'text'
  readonly layout: Layout
  readonly isQuiet: boolean
  readonly showsSecrets: boolean
}

const FORMAT_NAMES = ['text', ...(Object.keys(FORMATS) as FormatName[])] as const satisfies readonly string[]

/** Without a terminal there is no width to ask for. */
const DEFAULT_WIDTH = 80

/** Reads how to show it from the options, and from the terminal what they leave open. */
export function readPresentation(values: Values, terminal: Terminal): Presentation {
  const format = readFormat(values)
  const width = readNumber(values, 'width', { least: 20, most: 1000 })
  const isQuiet = values.has('quiet')
  if (isQuiet && values.has('verbose')) throw new UsageError('--quiet and --verbose exclude each other; leave one out.')
  return {
    format,
    isQuiet,
    showsSecrets: values.has('show-secrets'),
    maxWarnings: readNumber(values, 'max-warnings', { least: 0, most: 1_000_000 }),
    exitZero: values.has('exit-zero'),
    layout: {
      width: width ?? terminal.columns ?? DEFAULT_WIDTH,
      isVerbose: values.has('verbose'),
      hasTiming: !values.has('no-timing'),
      paint: createPaint({
        mode: readColorMode(values),
        isColorBlind: values.has('color-blind'),
        stream: terminal.stdout,
      }),
    },
  }
}

function readFormat(values: Values): Presentation['format'] {
  const format = readWord(values, 'format', [...FORMAT_NAMES] as ['text', ...FormatName[]])
  if (!values.has('json')) return format ?? 'text'
  if (format === undefined || format === 'json') return 'json'
  throw new UsageError(`--json and --format ${format} exclude each other; leave one out.`)
}

function readColorMode(values: Values): ColorMode {
  if (values.has('no-color')) return 'never'
  if (values.get('color')?.at(-1) === '') return 'always'
  return readWord(values, 'color', ['always', 'never', 'auto']) ?? 'auto'
}
