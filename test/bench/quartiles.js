/**
 * The middle of a series, and how far the middle half of it reaches.
 *
 * @typedef {{ readonly median: number, readonly low: number, readonly high: number }} Quartiles
 */

/**
 * @param {readonly number[]} values
 * @returns {Quartiles}
 */
export function quartiles(values) {
  const sorted = values.toSorted((left, right) => left - right)
  const at = (/** @type {number} */ share) => /** @type {number} */ (sorted[Math.round(share * (sorted.length - 1))])
  return { median: at(0.5), low: at(0.25), high: at(0.75) }
}

/** @param {readonly number[]} values */
export function median(values) {
  return quartiles(values).median
}
