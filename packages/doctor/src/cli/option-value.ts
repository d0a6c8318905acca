import { isIP } from 'node:net'
import { findNearest } from '../check/nearest-name.ts'
import type { DiagnosisOptions } from '../diagnosis.ts'
import { quoteForAdvice } from '../report/escape.ts'
import type { Arguments } from './arguments.ts'
import { UsageError } from './usage-error.ts'

/** Options by their long names. */
export type Values = Arguments['values']

/** Returns the value of an option; `undefined` where it was not given. */
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
  throw new UsageError(
    `--${name} is not a whole number from ${least} to ${most}; type one, such as --${name} ${least}.`,
  )
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
    `--${name} must be ${words.join(', ').replace(/, ([^,]+)$/, ' or $1')}; type --${name}=${meant}.`,
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
  const [, digits = '', unit = 'ms'] = /^(\d+)(ms|s)?$/.exec(text ?? '') ?? []
  const milliseconds = digits === '' ? Number.NaN : Number(digits) * (unit === 's' ? 1000 : 1)
  if (text === undefined) return undefined
  if (milliseconds >= 1 && milliseconds <= 600_000) return milliseconds
  throw new UsageError(`--timeout is not a time; type milliseconds from 1 to 600000, or seconds such as --timeout 10s.`)
}

/** `host:address`; an IPv6 address may stand in brackets. */
function readResolve(text: string): readonly [host: string, address: string] {
  const [, host = '', rest = ''] = /^([^:]+):(.+)$/.exec(text) ?? []
  const address = rest.replace(/^\[(.*)\]$/, '$1')
  if (isIP(address) !== 0) return [host.toLowerCase(), address]
  const withoutPort = rest.replace(/^\d+:/, '')
  const example = isIP(withoutPort) === 0 ? 'api.example.com:127.0.0.1' : `${host}:${withoutPort}`
  throw new UsageError(
    `--resolve is not a host and an address; type a host and its address, without a port: --resolve ${quoteForAdvice(example) ?? 'api.example.com:127.0.0.1'}.`,
  )
}
