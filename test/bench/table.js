/**
 * Writes rows as a table of Markdown.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function formatTable(head, rows) {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  const line = (/** @type {readonly string[]} */ row) =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

/** @param {import('./quartiles.js').Quartiles | undefined} quartiles */
export function formatRatio(quartiles) {
  if (quartiles === undefined) return ''
  const { median, low, high } = quartiles
  return `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`
}

/** @param {import('./quartiles.js').Quartiles} quartiles */
export function formatNanoseconds({ median, low, high }) {
  return `${median.toFixed(0)} ns (${low.toFixed(0)} to ${high.toFixed(0)})`
}
