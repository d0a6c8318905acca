import type { Paint } from './palette.ts'

/** How text is laid out. */
export interface Layout {
  /** Columns. */
  readonly width: number
  readonly paint: Paint
  readonly isVerbose: boolean
  readonly hasTiming: boolean
}

/** Where the columns of a step are. Below 60 columns they stand under one another. */
export interface Columns {
  readonly isNarrow: boolean
  /** Of what is said about a step. */
  readonly text: number
  /** Of what is said about a finding. */
  readonly body: number
  /** Prose is not made wider than can be read. */
  readonly prose: number
}

const WIDEST_PROSE = 100

/** Returns the columns for a width. */
export function columnsOf({ width }: Pick<Layout, 'width'>): Columns {
  const prose = Math.min(width, WIDEST_PROSE)
  return width < 60 ? { isNarrow: true, text: 6, body: 2, prose } : { isNarrow: false, text: 28, body: 8, prose }
}
