import type { Engine } from '@crossorigin/browser-model'
import { InputError } from '../input-error.ts'
import { ENGINES } from './request-model.ts'

/** Options whose values have to be some of all that their types let through. */
interface RangedOptions {
  readonly engine?: string | undefined
  readonly timeout?: number | undefined
  readonly repeat?: number | undefined
  readonly rate?: number | undefined
}

interface Range {
  readonly least: number
  readonly most: number
  readonly isWhole: boolean
}

const RANGES = {
  timeout: { least: 1, most: 600_000, isWhole: false },
  repeat: { least: 1, most: 100, isWhole: true },
  rate: { least: 1, most: 1000, isWhole: false },
} as const satisfies Readonly<Record<string, Range>>

/** Returns the engine that decides alone; `undefined`, which is the standard, if all are asked. */
export function singleEngine(engine: Engine | 'all' = 'all'): Engine | undefined {
  return engine === 'all' ? undefined : engine
}

/**
 * Sees that options are in their ranges.
 *
 * @throws `InputError` for one that is not.
 */
export function checkOptionRanges(options: RangedOptions): void {
  for (const name of ['timeout', 'repeat', 'rate'] as const) checkNumber(name, options[name])
  const { engine = 'all' } = options
  const engines: readonly string[] = [...ENGINES, 'all']
  if (engines.includes(engine)) return
  throw new InputError(
    'input/option-out-of-range',
    `The option engine is ${show(engine)}, which does not exist.`,
    `Give ${engines.join(', ').replace(/, ([^,]+)$/, ' or $1')}`,
  )
}

function checkNumber(name: keyof typeof RANGES, value: number | undefined): void {
  if (value === undefined) return
  const { least, most, isWhole } = RANGES[name]
  // Written in JavaScript, it may be anything.
  const isNumber = typeof value === 'number' && (!isWhole || Number.isInteger(value))
  if (isNumber && value >= least && value <= most) return
  throw new InputError(
    'input/option-out-of-range',
    `The option ${name} is ${show(value)}, which is out of its range.`,
    `Give a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}`,
  )
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
