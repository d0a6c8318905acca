import { escapeText } from '../report/escape.ts'
import { curlWords } from './curl-command.ts'
import { requestLines } from './exchange-lines.ts'
import { columnsOf, type Layout } from './layout.ts'
import type { Plan } from './wire-requests.ts'
import { wrap } from './wrapping.ts'

const TITLES = {
  preflight: 'The browser asks first:',
  actual: 'The request itself:',
} as const

/** Shows what a browser would send, and how to send the same with curl. */
export function planLines({ requests, reasons }: Plan, layout: Layout): readonly string[] {
  const because = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`
  const title =
    requests.length === 0
      ? `A browser would send nothing${because}.`
      : `A browser would send ${requests.length === 1 ? 'one request' : 'two requests'}${because}. Nothing is sent here.`
  return [
    ...wrap(escapeText(title), columnsOf(layout).prose),
    ...requests.flatMap((request) => [
      '',
      layout.paint('strong', TITLES[request.purpose]),
      ...requestLines(request, layout),
      '',
      // A command is there to be copied: its words are not broken, whatever the width.
      ...curlWords(request).map((word, index, { length }) => {
        const indent = index === 0 ? '  ' : '    '
        return `${indent}${escapeText(word)}${index === length - 1 ? '' : ' \\'}`
      }),
    ]),
  ]
}
