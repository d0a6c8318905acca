/** The approximate duration of the whole soak test; `SOAK_SECONDS` overrides it. */
const SECONDS = Number(process.env['SOAK_SECONDS'] ?? 300)

/** Returns a share of that time in milliseconds. */
export function shareOfTime(share: number): number {
  if (!(SECONDS > 0)) throw new RangeError('SOAK_SECONDS must be a number of seconds.')
  return SECONDS * 1000 * share
}
