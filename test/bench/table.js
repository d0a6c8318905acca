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

/**
 * Writes a figure and what it may be at most. A figure whose median is more than that is bold.
 *
 * @param {(quartiles: import('./quartiles.js').Quartiles | undefined) => string} format
 * @param {import('./quartiles.js').Quartiles | undefined} quartiles
 * @param {number | undefined} target
 * @returns {[figure: string, target: string]}
 */
export function formatWithTarget(format, quartiles, target) {
  const figure = format(quartiles)
  if (quartiles === undefined || target === undefined) return [figure, '']
  return [quartiles.median > target ? `**${figure}**` : figure, String(target)]
}

/** @param {import('./quartiles.js').Quartiles} quartiles */
export function formatCount({ median, low, high }) {
  return `${median.toFixed(0)} (${low.toFixed(0)} to ${high.toFixed(0)})`
}

/** @param {import('./quartiles.js').Quartiles} quartiles */
export function formatNanoseconds({ median, low, high }) {
  return `${median.toFixed(0)} ns (${low.toFixed(0)} to ${high.toFixed(0)})`
}
