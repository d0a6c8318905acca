import { isIP } from 'node:net'
import { findNearest } from '../check/nearest-name.ts'
import type { DiagnosisOptions } from '../diagnosis.ts'
import { quoteForAdvice } from '../report/escape.ts'
import { FORMATS, type FormatName } from '../report/format.ts'
import type { Layout } from '../text/layout.ts'
import { UsageError, type Values } from './option.ts'
import { type ColorMode, createPaint, type Terminal } from './terminal.ts'

/** Returns the value of an option; `undefined` if it was not given. */
export function readText(values: Values, name: string): string | undefined {
  return values.get(name)?.at(-1)
}

/** Returns a whole number. */
export function readNumber(
  values: Values,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined {
  const text = readText(values, name)
  if (text === undefined) return undefined
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most) return number
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}.`)
}

/** Returns one of a few words. */
export function readWord<Word extends string>(
  values: Values,
  name: string,
  words: readonly [Word, ...Word[]],
): Word | undefined {
  const text = readText(values, name)
  if (text === undefined) return undefined
  const word = words.find((one) => one === text)
  if (word !== undefined) return word
  const meant = findNearest(text, words) ?? words[0]
  throw new UsageError(
    `--${name} must be ${words.join(', ').replace(/, ([^,]+)$/, ' or $1')}. Did you mean --${name}=${meant}?`,
  )
}

/** Reads how requests are sent and judged. */
export function readDiagnosisOptions(values: Values): DiagnosisOptions {
  return {
    engine: readWord(values, 'engine', ['all', 'chromium', 'firefox', 'webkit']),
    send: values.has('send'),
    timeout: readTimeout(values),
    repeat: readNumber(values, 'repeat', { least: 1, most: 100 }),
    resolve: Object.fromEntries((values.get('resolve') ?? []).map(readResolve)),
    insecure: values.has('insecure'),
    private: values.has('private'),
    userAgent: readText(values, 'user-agent'),
    cookie: readText(values, 'cookie'),
  }
}

function readTimeout(values: Values): number | undefined {
  const text = readText(values, 'timeout')
  if (text === undefined) return undefined
  const [, digits, unit] = /^(\d+)(ms|s)?$/.exec(text) ?? []
  const milliseconds = digits === undefined ? Number.NaN : Number(digits) * (unit === 's' ? 1000 : 1)
  if (milliseconds >= 1 && milliseconds <= 600_000) return milliseconds
  throw new UsageError(`--timeout must be 1 to 600000 milliseconds, or seconds such as 10s.`)
}

const EXAMPLE_ADDRESS = 'api.example.com:127.0.0.1'

/** `host:address`; an IPv6 address may be in brackets. */
function readResolve(text: string): readonly [host: string, address: string] {
  const [, host = '', rest = ''] = /^([^:]+):(.+)$/.exec(text) ?? []
  const address = rest.replace(/^\[(.*)\]$/, '$1')
  if (isIP(address) !== 0) return [host.toLowerCase(), address]
  const withoutPort = rest.replace(/^\d+:/, '')
  const corrected = isIP(withoutPort) === 0 ? undefined : quoteForAdvice(`${host}:${withoutPort}`)
  throw new UsageError(
    `--resolve must be host:address, without a port, such as --resolve ${corrected ?? EXAMPLE_ADDRESS}`,
  )
}

/** How what was found is shown, and which of it makes the command fail. */
export interface Presentation {
  readonly format: FormatName | 'text'
  readonly layout: Layout
  readonly isQuiet: boolean
  readonly showsSecrets: boolean
  /** The most warnings that pass; any number if absent. */
  readonly maxWarnings?: number | undefined
  /** Whether the exit code is 0 whatever was found. A usage error still has its own. */
  readonly exitZero?: boolean | undefined
}

const FORMAT_NAMES: readonly ['text', ...FormatName[]] = ['text', ...(Object.keys(FORMATS) as FormatName[])]

/** Reads how to show what was found: from the options, and from the terminal what they leave open. */
export function readPresentation(values: Values, terminal: Terminal): Presentation {
  const format = readFormat(values)
  const width = readNumber(values, 'width', { least: 40, most: 1000 })
  const isQuiet = values.has('quiet')
  if (isQuiet && values.has('verbose')) throw new UsageError('--quiet and --verbose cannot be combined.')
  return {
    format,
    isQuiet,
    showsSecrets: values.has('show-secrets'),
    maxWarnings: readNumber(values, 'max-warnings', { least: 0, most: 1_000_000 }),
    exitZero: values.has('exit-zero'),
    layout: {
      // Without a terminal there is no width to ask for.
      width: width ?? terminal.columns ?? 80,
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
  const format = readWord(values, 'format', FORMAT_NAMES)
  if (!values.has('json')) return format ?? 'text'
  if (format === undefined || format === 'json') return 'json'
  throw new UsageError(`--json and --format ${format} cannot be combined.`)
}

function readColorMode(values: Values): ColorMode {
  if (values.has('no-color')) return 'never'
  if (readText(values, 'color') === '') return 'always'
  return readWord(values, 'color', ['always', 'never', 'auto']) ?? 'auto'
}
