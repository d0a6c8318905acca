import type { Evidence } from '../finding.ts'
import { escapeText } from '../report/escape.ts'
import type { Layout } from './layout.ts'

const ELLIPSIS = '...'

/**
 * Shows the bytes behind a finding: `<` before what the server sent, `>` before what the browser sends, and carets under the
 * bytes that it is about.
 */
export function evidenceLines(evidence: readonly Evidence[], indent: number, layout: Layout): readonly string[] {
  return evidence.flatMap((one) => showOne(one, indent, layout))
}

/** If there is less room than this after the name, the value goes on the next line. */
const LEAST_ROOM = 16

function showOne({ exchange, side, header, value, at, length }: Evidence, indent: number, layout: Layout): string[] {
  const mark = exchange === undefined ? '  ' : side === 'request' ? '> ' : '< '
  const name = header === undefined ? '' : `${escapeText(header)}: `
  const line = `${' '.repeat(indent)}${mark}${name}`
  const isBelow = layout.width - line.length < LEAST_ROOM && name !== ''
  const prefix = isBelow ? ' '.repeat(indent + 4) : line
  const room = Math.max(1, layout.width - prefix.length)
  const { text, start, count } = cutOut(value, { room, at, length: length ?? 1 })
  return [
    ...(isBelow ? [cutEnd(line.trimEnd(), layout.width)] : []),
    `${prefix}${text}`.trimEnd(),
    ...(start === undefined ? [] : [`${' '.repeat(prefix.length + start)}${layout.paint('error', '^'.repeat(count))}`]),
  ]
}

function cutEnd(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - ELLIPSIS.length)}${ELLIPSIS}`
}

interface Cut {
  readonly text: string
  /** Where the carets begin. */
  readonly start: number | undefined
  readonly count: number
}

interface Frame {
  readonly room: number
  readonly at: number | undefined
  readonly length: number
}

/** Cuts a value to a line's room, so that the bytes that matter are seen. Bytes are not of one width: some take four columns. */
function cutOut(value: string, { room, at, length }: Frame): Cut {
  const cells = Array.from(value, escapeText)
  const whole = cells.join('')
  const before = cells.slice(0, at).join('').length
  const marked = Math.max(1, cells.slice(at ?? 0, (at ?? 0) + length).join('').length)
  const needed = Math.max(whole.length, at === undefined ? 0 : before + 1)
  if (needed <= room) return { text: whole, start: at === undefined ? undefined : before, count: marked }

  const skipped = at === undefined ? 0 : Math.max(0, before + marked - Math.floor(room / 2))
  const from = Math.min(skipped, before, Math.max(0, needed - room + ELLIPSIS.length))
  const head = from === 0 ? '' : ELLIPSIS
  const rest = whole.slice(from)
  const left = room - head.length
  const text = head + (rest.length <= left ? rest : `${rest.slice(0, left - ELLIPSIS.length)}${ELLIPSIS}`)
  if (at === undefined) return { text, start: undefined, count: 0 }
  const start = head.length + before - from
  return { text, start, count: Math.max(1, Math.min(marked, text.length - start)) }
}
