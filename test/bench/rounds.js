import { measure } from 'mitata'
import { quartiles } from './quartiles.js'

/** Rounds that nobody counts: functions are compiled in them. */
const WARM_UP_ROUNDS = 5

/**
 * Times functions side by side: every one of them in every round, in turn forwards and backwards, so that whatever else the
 * machine does falls on all of them alike. Ratios are taken within a round.
 *
 * @param {readonly (() => unknown)[]} functions
 * @param {{ rounds?: number | undefined, batch?: number, milliseconds?: number }} [options] `batch`: calls between two looks at the
 * clock; `milliseconds`: how long a function has in each round.
 * @returns {Promise<number[][]>} For each function, nanoseconds per call, round by round.
 */
export async function measureRounds(functions, { rounds = 20, batch = 64, milliseconds = 5 } = {}) {
  /** @type {number[][]} */
  const times = functions.map(() => [])
  const order = functions.map((_, index) => index)
  for (let round = 0; round < rounds + WARM_UP_ROUNDS; round++) {
    for (const index of order) {
      // The lower quartile: whatever else the machine does only ever adds.
      const { p25 } = await measure(/** @type {() => unknown} */ (functions[index]), {
        gc: false,
        min_samples: 5,
        min_cpu_time: milliseconds * 1e6,
        batch_samples: batch,
        // Always in batches, also where the first call takes its time.
        warmup_threshold: Number.MAX_VALUE,
        batch_threshold: Number.MAX_VALUE,
      })
      if (round >= WARM_UP_ROUNDS) times[index]?.push(p25)
    }
    order.reverse()
  }
  return times
}

/**
 * Summarises the ratio of two series, round by round.
 *
 * @param {readonly number[]} left
 * @param {readonly number[]} right
 */
export function ratio(left, right) {
  return quartiles(left.map((value, round) => value / /** @type {number} */ (right[round])))
}

/**
 * Takes one series from another, round by round.
 *
 * @param {readonly number[]} whole
 * @param {readonly number[]} part
 */
export function without(whole, part) {
  return whole.map((value, round) => value - /** @type {number} */ (part[round]))
}
